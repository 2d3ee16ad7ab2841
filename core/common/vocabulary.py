"""The vocabularies of the tables, for pages: they know core, not the database."""

from db.models import (
    UNSETTLED,
    ColumnLevel,
    CrawlSpeed,
    CrawlState,
    Duty,
    IssueSource,
    IssueState,
    JobState,
    JudgedAs,
    NoticeKind,
    ObservedState,
    OutboxState,
    RegisteredState,
    Severity,
    UnitKind,
    UnitLevel,
)

__all__ = [
    "UNSETTLED",
    "ColumnLevel",
    "CrawlSpeed",
    "CrawlState",
    "Duty",
    "IssueSource",
    "IssueState",
    "JobState",
    "JudgedAs",
    "NoticeKind",
    "ObservedState",
    "OutboxState",
    "RegisteredState",
    "Severity",
    "UnitKind",
    "UnitLevel",
]
