"""The vocabularies of the tables, for pages: they know core, not the database."""

from db.models import (
    UNSETTLED,
    IssueSource,
    IssueState,
    ObservedState,
    RegisteredState,
    Severity,
    UnitLevel,
)

__all__ = [
    "UNSETTLED",
    "IssueSource",
    "IssueState",
    "ObservedState",
    "RegisteredState",
    "Severity",
    "UnitLevel",
]
