"""Months that a chapter leaves out: a sum or a mean over them is one of a part."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from sqlalchemy import ColumnElement, extract, func, select
from sqlmodel import Session, col

from core.common.text import t
from core.records.chapter import Chapter
from core.records.chapters import CHAPTERS, KEPT_ELSEWHERE
from db.models import RecordYear

Months = tuple[date, ...]


def gaps(
    session: Session,
    first: date,
    last: date,
    *,
    only: str = "",
    among: Mapping[str, ColumnElement[bool]] = MappingProxyType({}),
) -> Mapping[str, Months]:
    """Chapter → the first days of the months between the days that have no row although one before them
    has, of chapters with rows every month, and of all chapters those before the month since which a person
    said that they are kept; of all chapters or `only` one, and of those in `among` only the rows that meet
    its condition. Months that are under way are no gap, nor are those before a chapter began."""
    begun = select(RecordYear).where(col(RecordYear.since).between(_next(first), last))
    since = {row.chapter: row.since for row in session.execute(begun).scalars() if row.since}
    found = {
        one.key: _missing(session, one, (first, last), since.get(one.key), _rows(one, among))
        for one in (*CHAPTERS, *KEPT_ELSEWHERE)
        if only in ("", one.key) and (one.monthly or one.key in since)
    }
    return {key: months for key, months in found.items() if months}


def rows_of(one: Chapter) -> list[ColumnElement[bool]]:
    """The conditions that a row of its table is one of the chapter."""
    return [col(getattr(one.model, name)) == value for name, value in one.fixed.items()]


def month_words(months: Sequence[date]) -> str:
    """Months in words: those that follow each other from the first to the last of them."""
    runs: list[list[date]] = []
    for month in sorted(months):
        if runs and _number(runs[-1][-1]) + 1 == _number(month):
            runs[-1].append(month)
        else:
            runs.append([month])
    named = (t("records.months", first=f"{one[0]:%Y-%m}", last=f"{one[-1]:%Y-%m}") if len(one) > 1
             else f"{one[0]:%Y-%m}" for one in runs)  # fmt: skip
    return t("document.comma").join(named)


def began_on(session: Session, one: Chapter, *conditions: ColumnElement[bool]) -> date | None:
    """The day of the first row of a chapter that meets the conditions."""
    day = col(getattr(one.model, one.day))
    first: date | None = session.execute(select(func.min(day)).where(*rows_of(one), *conditions)).scalar_one()
    return first


def _rows(one: Chapter, among: Mapping[str, ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    return [*rows_of(one), *([among[one.key]] if one.key in among else [])]


def _missing(
    session: Session,
    one: Chapter,
    days: tuple[date, date],
    since: date | None,
    of: list[ColumnElement[bool]],
) -> Months:
    first, last = days
    wanted = {*range(_number(first), _number(since))} if since else set[int]()
    day = col(getattr(one.model, one.day))
    if one.monthly:
        began = began_on(session, one, *of)
        if began is not None:
            wanted |= {*range(_number(max(first, began)), _number(last) + (_next(last).day == 1))}
    if not wanted:
        return ()
    query = select(extract("year", day) * 12 + extract("month", day)).distinct()
    query = query.where(day.between(first.replace(day=1), last), *of)
    known = {int(number) for number in session.execute(query).scalars()}
    return tuple(date((n - 1) // 12, (n - 1) % 12 + 1, 1) for n in sorted(wanted - known))


def _number(day: date) -> int:
    return day.year * 12 + day.month


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
