"""Maintenance windows: announced times at which a channel is not judged. Days and times in Asia/Shanghai."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from core.common import clock
from db.models import Maintenance, Repeat

LONGEST_MINUTES = 7 * 24 * 60


def windows(session: Session) -> tuple[Maintenance, ...]:
    """Every window that was not called off."""
    rows = session.execute(select(Maintenance).where(col(Maintenance.ended_at).is_(None))).scalars()
    return tuple(rows)


def covers(found: Sequence[Maintenance], channel_id: int, at: datetime) -> bool:
    """Whether `channel_id` is inside any of the windows at the instant `at`."""
    return any(
        window.channel_id in (None, channel_id) and opening(window, at) is not None for window in found
    )


def opening(window: Maintenance, at: datetime) -> datetime | None:
    """When the turn of `window` that is open at `at` began; None when none is.

    A window may have begun on an earlier day: as many days back are looked at as it can last."""
    local = at.astimezone(clock.SHANGHAI)
    for back in range(window.minutes // (24 * 60) + 2):
        begins = _begins(window, local.date() - timedelta(days=back))
        if begins is not None and begins <= local < begins + timedelta(minutes=window.minutes):
            return begins
    return None


def next_opening(window: Maintenance, after: datetime, *, within_days: int = 400) -> datetime | None:
    """The first beginning after `after`; None when there is none within so many days."""
    local = after.astimezone(clock.SHANGHAI)
    for ahead in range(within_days):
        begins = _begins(window, local.date() + timedelta(days=ahead))
        if begins is not None and begins > local:
            return begins
    return None


def chosen_days(text: str) -> frozenset[int]:
    """The days written in `text`, separated by commas. Raises `ValueError`."""
    return frozenset(int(part) for part in text.split(",") if part.strip())


def _begins(window: Maintenance, day: date) -> datetime | None:
    if day < window.first_day or (window.last_day is not None and day > window.last_day):
        return None
    if not _falls_on(window, day):
        return None
    return datetime.combine(day, window.starts, clock.SHANGHAI)


def _falls_on(window: Maintenance, day: date) -> bool:
    days = chosen_days(window.days)
    match window.repeats:
        case Repeat.ONCE:
            return day == window.first_day
        case Repeat.DAILY:
            return True
        case Repeat.WEEKLY:
            return day.isoweekday() in (days or {window.first_day.isoweekday()})
        case _:
            return day.day in (days or {window.first_day.day})
