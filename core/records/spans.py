"""Chapters whose rows stand for a day or for a whole month: no month has both, or it would count twice."""

import calendar
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from core.common import clock
from core.common.errors import DomainError
from core.records.chapter import Chapter, Kind
from db.models import TrafficSpan

Months = dict[tuple[Any, date], TrafficSpan]


def last_of(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def over_by(day: Any, span: Any, last: date) -> ColumnElement[bool]:
    """The condition that what a row stands for was over at the end of `last`."""
    within = col(day) <= last
    if last == last_of(last):
        return within
    return within & or_(col(span) == TrafficSpan.DAY, col(day) < last.replace(day=1))


def settle(one: Chapter, values: dict[str, Any]) -> None:
    """A row of a month stands on its first day. Raises `DomainError` for a month that is not over."""
    if one.span and values[one.span] == TrafficSpan.MONTH:
        values[one.day] = values[one.day].replace(day=1)
        if last_of(values[one.day]) >= clock.today():
            raise DomainError("record_under_way", month=f"{values[one.day]:%Y-%m}")


def known_months(session: Session, one: Chapter, rows: Iterable[Mapping[str, Any]]) -> Months:
    """What the database has of the months of these rows: of whose and which month → days or the whole."""
    days = [row[one.day] for row in rows] if one.span else []
    if not days:
        return {}
    place, day, span = (col(getattr(one.model, name)) for name in (_place(one), one.day, one.span))
    within = day.between(min(days).replace(day=1), last_of(max(days)))
    found = session.execute(select(place, day, span).where(within)).all()
    return {(whose, on.replace(day=1)): TrafficSpan(of) for whose, on, of in found}


def others_of(session: Session, one: Chapter, values: Mapping[str, Any]) -> Months:
    """What the database has of the month of one row that stands in it, but for this row."""
    if not one.span:
        return {}
    place, day, span = (col(getattr(one.model, name)) for name in (_place(one), one.day, one.span))
    month = values[one.day].replace(day=1)
    found = session.execute(
        select(span).where(
            place == values[_place(one)], day.between(month, last_of(month)), day != values[one.day]
        )
    ).scalars()
    return {(values[_place(one)], month): TrafficSpan(of) for of in found}


def insist_on_one_span(one: Chapter, known: Months, values: Mapping[str, Any]) -> None:
    """Raises `DomainError` where the month of the row is kept the other way, else notes it in `known`."""
    if one.span:
        month = values[one.day].replace(day=1)
        if known.setdefault((values[_place(one)], month), values[one.span]) != values[one.span]:
            raise DomainError("record_spans", month=f"{month:%Y-%m}")


def _place(one: Chapter) -> str:
    return next(field.name for field in one.fields if field.kind is Kind.SITE)
