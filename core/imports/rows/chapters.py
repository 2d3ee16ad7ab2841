"""Rows of the chapters of the yearly records: visits, updates, scores and whatever else is kept by hand."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import inspect, select
from sqlmodel import SQLModel, col

from core.common.errors import DomainError, RegistryRefused
from core.imports.plan import Row, Write
from core.imports.rows.base import Maker
from core.records import keeping
from core.records.chapters import chapter
from core.records.completeness import NOUN, begun
from core.records.spans import Months, insist_on_one_span, last_of, settle
from core.records.values import label, nothing_of
from db.models import FrozenMonth


class ChapterRows(Maker):
    """A row that is there, by the key that people give or by all it says, is not entered again; one of
    another value under the same key is refused. Rows of frozen months are refused."""

    def begin(self) -> None:
        self._one = chapter(self.kind.chapter)
        self._frozen = set(self.session.execute(select(col(FrozenMonth.month))).scalars())
        self._taken: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._spans: Months = {}

    def prepare(self, rows: Sequence[Row]) -> None:
        """What is kept of the months of the rows."""
        one = self._one
        days = [day for row in rows if isinstance(day := row.values.get(one.day), date)]
        if not days:
            return
        within = col(getattr(one.model, one.day)).between(min(days).replace(day=1), last_of(max(days)))
        fixed = [col(getattr(one.model, name)) == value for name, value in one.fixed.items()]
        for stored in self.session.execute(select(one.model).where(within, *fixed)).scalars():
            values = {field.name: getattr(stored, field.name) for field in one.fields}
            self._taken[keeping.identity(one, stored)] = values
            insist_on_one_span(one, self._spans, values)

    def make(self, row: Row) -> Iterator[Write]:
        """The row of the chapter."""
        one = self._one
        values = {field.name: self._value(field, row.values.get(field.name)) for field in one.fields}
        try:
            settle(one, values)
            self._check(values)
            mark = keeping.identity(one, values)
            before = self._taken.get(mark)
            if before is not None:
                if before != values:
                    raise RegistryRefused("refusal.record_twice")
                return
            insist_on_one_span(one, self._spans, values)
        except DomainError as why:
            raise RegistryRefused(why.key, **why.values) from why
        self._taken[mark] = values
        whole = {**values, **one.fixed, **({one.by: self.actor.name} if one.by else {})}
        yield Write(str(one.model.__tablename__), _stored(one.model, whole), NOUN, day=values[one.day])

    def after(self, plan_rows: Sequence[Row]) -> None:
        """That there was none in the years of the rows no longer holds."""
        rows = (row for row in plan_rows if row.writes)
        for year in sorted({row.values[self._one.day].year for row in rows}):
            begun(self.session, self._one, year, self.actor)

    def _check(self, values: dict[str, Any]) -> None:
        for field in self._one.fields:
            earlier = values.get(field.not_before)
            if earlier and values[field.name] and values[field.name] < earlier:
                names = {"field": label(self._one, field.name), "other": label(self._one, field.not_before)}
                raise RegistryRefused("refusal.record_order", **names)
        month = values[self._one.day].replace(day=1)
        if month in self._frozen:
            raise RegistryRefused("refusal.record_frozen", month=f"{month:%Y-%m}")

    def _value(self, field: Any, given: Any) -> Any:
        if given is None:
            return nothing_of(field)
        if isinstance(field.choices, type) and issubclass(field.choices, StrEnum):
            return field.choices(given)
        return getattr(given, "id", given)


def _stored(model: type[SQLModel], values: dict[str, Any]) -> dict[str, Any]:
    """The whole row as the table keeps it, but for a key that the database gives."""
    row = model(**values)
    columns = inspect(model).columns
    return {one.key: getattr(row, one.key) for one in columns if one.key in values or not one.primary_key}
