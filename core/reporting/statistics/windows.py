"""Whether the table of windows, which the checker computes anew every few minutes, can stand for its days."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from core.common import clock
from db.models import WindowStat


def refreshed(session: Session, days: int, last: date) -> bool:
    """Whether the window of `days` days was computed on the day `last`, so that it ends there.

    Between midnight and the first refresh of a day, and for any other period, the daily rows have to be
    added up."""
    at = session.execute(
        select(col(WindowStat.refreshed_at)).where(col(WindowStat.days) == days).limit(1)
    ).scalar_one_or_none()
    return at is not None and clock.day_of(at) == last
