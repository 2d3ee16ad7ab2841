"""Months that a chapter leaves out: a sum or a mean over them is one of a part."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, extract, func, select
from sqlmodel import Session, col

from core.records.chapter import Chapter
from core.records.chapters import CHAPTERS, KEPT_ELSEWHERE
from db.models import RecordYear


def gaps(session: Session, first: date, last: date, *, only: str = "") -> Mapping[str, tuple[date, ...]]:
    """Chapter → the first days of the months between the days that have no row although one before them
    has, of chapters with rows every month, and of all chapters those before the month since which a person
    said that they are kept; of all chapters or `only` one. Months that are under way are no gap, nor are
    those before a chapter began."""
    begun = select(RecordYear).where(col(RecordYear.since).between(_next(first), last))
    since = {row.chapter: row.since for row in session.execute(begun).scalars() if row.since}
    found = {
        one.key: _missing(session, one, first, last, since.get(one.key))
        for one in (*CHAPTERS, *KEPT_ELSEWHERE)
        if only in ("", one.key) and (one.monthly or one.key in since)
    }
    return {key: months for key, months in found.items() if months}


def rows_of(one: Chapter) -> list[ColumnElement[bool]]:
    """The conditions that a row of its table is one of the chapter."""
    return [col(getattr(one.model, name)) == value for name, value in one.fixed.items()]


def _missing(session: Session, one: Chapter, first: date, last: date, since: date | None) -> tuple[date, ...]:
    wanted = {*range(_number(first), _number(since))} if since else set[int]()
    day = col(getattr(one.model, one.day))
    if one.monthly:
        began: date | None = session.execute(select(func.min(day))).scalar_one()
        if began is not None:
            wanted |= {*range(_number(max(first, began)), _number(last) + (_next(last).day == 1))}
    if not wanted:
        return ()
    query = select(extract("year", day) * 12 + extract("month", day)).distinct()
    query = query.where(day.between(first.replace(day=1), last), *rows_of(one))
    known = {int(number) for number in session.execute(query).scalars()}
    return tuple(date((n - 1) // 12, (n - 1) % 12 + 1, 1) for n in sorted(wanted - known))


def _number(day: date) -> int:
    return day.year * 12 + day.month


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
