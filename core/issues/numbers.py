"""Numbers of issues: year, then a count within it."""

from sqlmodel import Session, col

from core.common.numbering import following
from db.models import Issue


def next_number(session: Session, year: int) -> str:
    """The next free number of `year`, `YYYY-NNNNN`, inside a write transaction."""
    return following(session, col(Issue.number), f"{year}-", 5)
