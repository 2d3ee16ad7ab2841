"""What a chapter of the records is: its table, its fields, what its rows count for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import SQLModel

from db.models import Channel, ServiceTheme, SiteColumn, Survey, Unit


class Kind(StrEnum):
    """What a field holds. A month is its first day; a reference is the id of a row of `REFERRED`."""

    TEXT = "text"
    DAY = "day"
    DAY_TO_COME = "day-to-come"
    MONTH = "month"
    WHOLE = "whole"
    SCORE = "score"
    CHOICE = "choice"
    UNIT = "unit"
    SITE = "site"
    CHANNEL = "channel"
    COLUMN = "column"
    SURVEY = "survey"
    THEME = "theme"


REFERRED: Mapping[Kind, type[SQLModel]] = MappingProxyType(
    {
        Kind.UNIT: Unit,
        Kind.SITE: Channel,
        Kind.CHANNEL: Channel,
        Kind.COLUMN: SiteColumn,
        Kind.SURVEY: Survey,
        Kind.THEME: ServiceTheme,
    }
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a chapter's rows. `not_before` names the field whose day this one may not precede;
    `default` is what it holds where nothing is said."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = True
    choices: type[StrEnum] | None = None
    not_before: str = ""
    default: Any = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """`day` is the field whose day counts. `standing`: rows of earlier years count too (rules in force).
    `fixed` are values that every row has; `figures` the paths of the yearly report that it feeds and that
    are unknown, not 0, until it is kept; `by` is the column, if any, that holds who entered a row;
    `monthly` says that every month has rows, so that one without is a gap; `own` tells the rows kept here
    from those of the same table that another page makes, which count as well but are changed there;
    `of_units`: the staff of a unit keep the rows of their branch, beside the office; `sums` are the fields
    that are added up; `done` is the day, if any, on which a row is done with; `due` the day, if any, by
    which it is to be looked at again, unless its day `until` has passed or a later row has the same
    `again`; `until` and `closed` are the last day on which a row stands and the first on which it no longer
    does, so that lists and figures tell what stands from what once did; `limit` a field and the most that it
    may be; `span` the field, if any, that tells rows of a month from those of a day; `exports`: a file may be
    one of web analytics as well."""

    key: str
    model: type[SQLModel]
    fields: tuple[Field, ...]
    day: str
    figures: tuple[str, ...]
    standing: bool = False
    fixed: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    monthly: bool = False
    own: Callable[[], ColumnElement[bool]] | None = None
    of_units: bool = False
    sums: tuple[str, ...] = ()
    done: str = ""
    due: str = ""
    until: str = ""
    closed: str = ""
    again: str = ""
    limit: tuple[str, float] | None = None
    span: str = ""
    exports: bool = False

    def field(self, name: str) -> Field:
        """The field of that name. Raises `KeyError`."""
        return {one.name: one for one in self.fields}[name]
