"""The vocabularies of cases and censuses, for pages: they know core, not the database."""

from db.models import CaseKind, CaseState, CensusResult, EventKind, StepOwner, StepState

__all__ = ["CaseKind", "CaseState", "CensusResult", "EventKind", "StepOwner", "StepState"]
