"""Days that lie behind: what happened before it was entered keeps the day on which it happened.

The trail says when it was entered, and a month that was frozen keeps the figures it was frozen with."""

from datetime import date
from typing import Any

from core.common import clock
from core.common.errors import DomainError

FIRST = date(1990, 1, 1)  # nothing that is supervised here existed before


def happened_on(day: date | None) -> date:
    """The day on which something happened, today where none is given. Raises `DomainError` for a day to come
    and for one that can only be a slip."""
    today = clock.today()
    if day is None:
        return today
    if day > today:
        raise DomainError("day_to_come", day=day.isoformat())
    if day < FIRST:
        raise DomainError("day_too_early", day=day.isoformat())
    return day


def entered_later(day: date) -> dict[str, tuple[Any, Any]]:
    """What the trail says of something entered after it happened; nothing on the day itself."""
    return {} if day == clock.today() else {"happened_on": (None, day.isoformat())}
