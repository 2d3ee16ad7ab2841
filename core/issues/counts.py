"""Issues by day, out of the tally that the database keeps (`db.tallies`, `IssueTally`)."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from sqlalchemy import func, select
from sqlmodel import Session, col

from db.models import IssueTally

What = Literal["found", "counted", "mended", "reported", "verified", "overdue"]


def by_day(session: Session, what: What, first: date, last: date) -> Mapping[date, int]:
    """How many on each day from `first` to `last` that has any."""
    query = (
        select(col(IssueTally.day), func.sum(IssueTally.n))
        .where(col(IssueTally.what) == what, col(IssueTally.day).between(first, last))
        .group_by(col(IssueTally.day))
    )
    return {day: n for day, n in session.execute(query) if n}


def total(session: Session, what: What, first: date = date.min, last: date = date.max) -> int:
    """How many from `first` to `last`; of all days where they are left out."""
    query = select(func.coalesce(func.sum(IssueTally.n), 0)).where(col(IssueTally.what) == what)
    return int(session.execute(query.where(col(IssueTally.day).between(first, last))).scalar_one())
