"""What the sections share: the year up to a day, counts, percentages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session, SQLModel, col

from core.records.completeness import kept, whole
from core.registry.kinds import Medium, keys_of
from db.models import Channel

Value: TypeAlias = int | float | str | Mapping[str, "Value"] | None
Section: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Year:
    """From `first`, 1 January of a report on the year, to `last`, both included and of one year."""

    first: date
    last: date

    def holds(self, day: Any) -> ColumnElement[bool]:
        """The condition that a date column falls in the year up to the day."""
        return col(day).between(self.first, self.last)

    def reached(self, day: Any) -> ColumnElement[bool]:
        """The condition that a date column is not after the day (and not null)."""
        return col(day) <= self.last

    def lasts(self, day: Any) -> ColumnElement[bool]:
        """The condition that a last day, if any, has not passed by the end."""
        return col(day).is_(None) | (col(day) >= self.last)

    def still(self, day: Any) -> ColumnElement[bool]:
        """The condition that a day of closing, if any, has not come by the end."""
        return col(day).is_(None) | (col(day) > self.last)

    def before(self) -> "Year":
        """The same stretch of the year before."""
        return Year(_year_before(self.first), _year_before(self.last))


def _year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def year_to(as_of: date) -> Year:
    """The year of `as_of`, up to that day."""
    return Year(as_of.replace(month=1, day=1), as_of)


def number(session: Session, statement: Select[Any]) -> int:
    """The single whole number a statement gives; 0 for none."""
    return int(session.connection().scalar(statement) or 0)


def count(session: Session, model: type[SQLModel], *conditions: ColumnElement[bool]) -> int:
    """Rows of one table that meet every condition."""
    return number(session, select(func.count()).select_from(model).where(*conditions))


def of_chapter(session: Session, year: Year, key: str, found: int) -> int | None:
    """What was counted of a chapter kept by hand; None where it was neither begun nor confirmed as empty by
    the last day, or only since a month within: of the months before it nobody knows that there were none."""
    if found:
        return found
    known = kept(session, key, year.first, year.last) and whole(session, key, year.first, year.last)
    return found if known else None


def percent(part: float, whole: float) -> float | None:
    """`part` of `whole` in percent with one decimal, 100 or 0 only where it is exactly that; None of
    nothing."""
    if not whole:
        return None
    shown = round(100 * part / whole, 1)
    if shown >= 100 > 100 * part / whole:
        return 99.9
    return 0.1 if shown <= 0 < part else shown


def growth(now: float | None, then: float | None) -> float | None:
    """By how many percent `now` is above `then`, with one decimal; None without a beginning."""
    return round(100 * (now / then - 1), 1) if now is not None and then else None


def of_medium(medium: Medium) -> ColumnElement[bool]:
    """Condition on `Channel`: of that medium."""
    return col(Channel.kind).in_(keys_of(medium))
