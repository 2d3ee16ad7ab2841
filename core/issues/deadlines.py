"""Deadlines in working days of the Chinese calendar, with its holidays and working weekends."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

import holidays

from core.common.calendar_corrections import known


@lru_cache(maxsize=32)
def _calendar(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year)


def is_working_day(day: date) -> bool:
    """Whether offices work on `day`: as an administrator corrected it, else as shipped."""
    said = known().get(day)
    return shipped(day) if said is None else said


def shipped(day: date) -> bool:
    """Whether offices work on `day`, from the published yearly holiday notices the library knows."""
    return bool(_calendar(day.year).is_working_day(day))


def is_announced(year: int) -> bool:
    """Whether the holiday table of `year` with its working weekends is known; it is published each
    November for the year to come. Without it only weekends and fixed holidays are counted."""
    return any(day.year == year for day in _calendar(year).weekend_workdays)


def working_days_after(day: date, count: int, *, works: Callable[[date], bool] = is_working_day) -> date:
    """The `count`-th working day after `day`, in the calendar `works`."""
    reached = day
    while count > 0:
        reached += timedelta(days=1)
        count -= works(reached)
    return reached


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before."""
    if end < start:
        return -working_days_between(end, start)
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=step + 1)) for step in range(days))
