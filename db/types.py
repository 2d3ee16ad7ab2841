"""Column types that behave the same on SQLite and PostgreSQL."""

import operator
import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import JSON, ColumnElement, DateTime, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.operators import OperatorType, asc_op, between_op, desc_op

Json = JSON().with_variant(JSONB(), "postgresql")

# What would compare or order words by how they are spelled.
BY_SPELLING = (operator.lt, operator.le, operator.gt, operator.ge, between_op, asc_op, desc_op)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. SQLite drops the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value!r}")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        stamp: datetime = value
        return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)


def without_digit(value: str) -> str:
    """The word of today for one that older releases wrote with its order before it, such as `1-open`: in the
    sealed trail, in addresses that people kept."""
    return re.sub(r"\A[1-9]-", "", value)


class OrderedWord(StrEnum):
    """A vocabulary in the order of a process: members compare by their declaration, not by their spelling.
    `db.ordering.in_order` says the same to a database."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        word = without_digit(value) if isinstance(value, str) else value
        return next((member for member in cls if member.value == word), None)

    @property
    def position(self) -> int:
        """Its place in the declaration, from 0."""
        return list(type(self)).index(self)

    def __lt__(self, other: str) -> bool:
        return self.position < type(self)(other).position

    def __le__(self, other: str) -> bool:
        return self.position <= type(self)(other).position

    def __gt__(self, other: str) -> bool:
        return self.position > type(self)(other).position

    def __ge__(self, other: str) -> bool:
        return self.position >= type(self)(other).position


class Word(TypeDecorator[StrEnum]):
    """A word of a fixed vocabulary, stored as its value. Lists are ordered by `db.ordering.in_order`."""

    impl = String(32)
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[StrEnum]):
        """Refuses what would go by the spelling of an ordered word: `<`, `between` and their like."""

        def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
            vocabulary = getattr(self.expr.type, "vocabulary", StrEnum)
            if op in BY_SPELLING and issubclass(vocabulary, OrderedWord):
                raise TypeError(f"{vocabulary.__name__} is ordered by db.ordering.in_order, not by spelling")
            return super().operate(op, *other, **kwargs)

    comparator_factory = Comparator

    def __init__(self, vocabulary: type[StrEnum]) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.vocabulary(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.vocabulary(value)


def word(vocabulary: type[StrEnum]) -> Any:
    """The column type of one vocabulary, for `Field(sa_type=…)`."""
    return Word(vocabulary)
