"""Months that a chapter kept month by month leaves out: a sum or a mean over them is one of a part."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import extract, func, select
from sqlmodel import Session, col

from core.records.chapter import Chapter
from core.records.chapters import CHAPTERS


def gaps(session: Session, first: date, last: date) -> Mapping[str, tuple[date, ...]]:
    """Chapter → the first days of the months between the days that have no row although one before them
    has. Months that are under way are no gap, nor are those before the chapter began."""
    found = {one.key: _missing(session, one, first, last) for one in CHAPTERS if one.monthly}
    return {key: months for key, months in found.items() if months}


def _missing(session: Session, one: Chapter, first: date, last: date) -> tuple[date, ...]:
    day = col(getattr(one.model, one.day))
    began: date | None = session.execute(select(func.min(day))).scalar_one()
    if began is None:
        return ()
    start = max(first, began).replace(day=1)
    query = select(extract("year", day) * 12 + extract("month", day)).distinct()
    known = {int(number) for number in session.execute(query.where(day.between(start, last))).scalars()}
    wanted = range(_number(start), _number(last) + (_next(last).day == 1))
    return tuple(date((n - 1) // 12, (n - 1) % 12 + 1, 1) for n in wanted if n not in known)


def _number(day: date) -> int:
    return day.year * 12 + day.month


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
