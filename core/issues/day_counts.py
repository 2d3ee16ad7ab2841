"""Issues by day, out of the counter that the database keeps (`db.aggregates.counters`, `IssueCounter`)."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from sqlalchemy import func, select
from sqlmodel import Session, col

from db.models import IssueCounter

What = Literal["found", "counted", "mended", "reported", "verified", "overdue"]


def by_day(session: Session, what: What, first: date, last: date) -> Mapping[date, int]:
    """How many on each day from `first` to `last` that has any."""
    query = (
        select(col(IssueCounter.day), func.sum(IssueCounter.n))
        .where(col(IssueCounter.what) == what, col(IssueCounter.day).between(first, last))
        .group_by(col(IssueCounter.day))
    )
    return {day: n for day, n in session.execute(query) if n}


def total(session: Session, what: What, first: date = date.min, last: date = date.max) -> int:
    """How many from `first` to `last`; of all days where they are left out."""
    query = select(func.coalesce(func.sum(IssueCounter.n), 0)).where(col(IssueCounter.what) == what)
    return int(session.execute(query.where(col(IssueCounter.day).between(first, last))).scalar_one())
