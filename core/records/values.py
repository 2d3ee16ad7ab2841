"""What a person or a file gives for the fields of a chapter, read into what the database keeps."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from math import isfinite
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from core.common.errors import DomainError
from core.common.past import happened_on
from core.common.text import t
from core.records.chapter import REFERRED, Chapter, Field, Kind
from core.records.spans import settle
from core.registry.kinds import keys_of
from core.registry.values import one_line
from db.models import FrozenMonth

LONGEST = 200
# What a whole number of the database holds.
MOST = 2_000_000_000
BEST_SCORE = 1_000


class Seen:
    """What the rows before this one, of the same transaction, had looked up."""

    def __init__(self) -> None:
        self.frozen: set[date] | None = None
        self.referred: dict[tuple[Kind, object], SQLModel | None] = {}


def read_values(
    session: Session, chapter: Chapter, given: Mapping[str, object], seen: Seen | None = None
) -> dict[str, Any]:
    """Every field of the chapter from `given`; what is missing is empty.

    Raises `DomainError` with the first field that is wrong, or for a day in a month that was frozen."""
    seen = seen or Seen()
    found = {one.name: _read(session, chapter, one, given.get(one.name), seen) for one in chapter.fields}
    for one in chapter.fields:
        earlier = found.get(one.not_before)
        if earlier and found[one.name] and found[one.name] < earlier:
            raise DomainError(
                "record_order", field=label(chapter, one.name), other=label(chapter, one.not_before)
            )
    settle(chapter, found)
    if seen.frozen is None:
        seen.frozen = set(session.execute(select(col(FrozenMonth.month))).scalars())
    if (month := found[chapter.day].replace(day=1)) in seen.frozen:
        raise DomainError("record_frozen", month=f"{month:%Y-%m}")
    return found


def nothing_of(field: Field) -> Any:
    """What a field holds of which nothing is said."""
    return "" if field.kind is Kind.TEXT else field.default


def not_frozen(session: Session, day: date) -> None:
    """Raises `DomainError` when the month of `day` was frozen: its figures stay what they were."""
    month = day.replace(day=1)
    if session.get(FrozenMonth, month) is not None:
        raise DomainError("record_frozen", month=f"{month:%Y-%m}")


def label(chapter: Chapter, name: str) -> str:
    """A field's name in the reader's language."""
    return t(f"records.field.{chapter.key}.{name}")


def _read(session: Session, chapter: Chapter, one: Field, given: object, seen: Seen) -> Any:
    if given is None or (isinstance(given, str) and not given.strip()):
        if one.required:
            raise DomainError("record_required", field=label(chapter, one.name))
        return nothing_of(one)
    if one.kind in REFERRED:
        return _reference(session, chapter, one, given, seen)
    if one.kind is Kind.CHOICE:
        return _choice(chapter, one, given)
    return _READERS[one.kind](chapter, one, given)


def _text(chapter: Chapter, one: Field, given: object) -> str:
    text = one_line(str(given))
    if len(text) > LONGEST:
        raise DomainError("record_long", field=label(chapter, one.name), most=LONGEST)
    return text


def _day(chapter: Chapter, one: Field, given: object) -> date:
    if isinstance(given, datetime):
        return happened_on(given.date())
    if isinstance(given, date):
        return happened_on(given)
    try:
        return happened_on(date.fromisoformat(str(given).strip()))
    except ValueError:
        raise DomainError("record_day", field=label(chapter, one.name)) from None


def _day_to_come(chapter: Chapter, one: Field, given: object) -> date:
    """A day that may lie ahead, such as a deadline."""
    try:
        day = given if isinstance(given, date) else date.fromisoformat(str(given).strip())
    except ValueError:
        raise DomainError("record_day", field=label(chapter, one.name)) from None
    return day.date() if isinstance(day, datetime) else day


def _month(chapter: Chapter, one: Field, given: object) -> date:
    return _day(chapter, one, given).replace(day=1)


def _whole(chapter: Chapter, one: Field, given: object) -> int:
    number = _number(given)
    if number is None or number != int(number) or not 0 <= number <= MOST:
        raise DomainError("record_whole", field=label(chapter, one.name), most=MOST)
    return int(number)


def _score(chapter: Chapter, one: Field, given: object) -> float:
    number = _number(given)
    if number is None or not 0 <= number <= BEST_SCORE:
        raise DomainError("record_score", field=label(chapter, one.name), most=BEST_SCORE)
    return number


def _number(given: object) -> float | None:
    try:
        number = float(str(given).strip())
    except ValueError:
        return None
    return number if isfinite(number) else None


def _choice(chapter: Chapter, one: Field, given: object) -> Any:
    known = tuple(one.choices or ())
    for member in known:
        if str(given) == member.value:
            return member
    raise DomainError("record_choice", field=label(chapter, one.name))


def _reference(session: Session, chapter: Chapter, one: Field, given: object, seen: Seen) -> int:
    if (one.kind, given) not in seen.referred:
        found = session.get(REFERRED[one.kind], given) if isinstance(given, int) else None
        seen.referred[one.kind, given] = found
    row = seen.referred[one.kind, given]
    if row is None or (one.kind is Kind.SITE and getattr(row, "kind", "") not in keys_of("website")):
        raise DomainError("record_reference", field=label(chapter, one.name))
    return int(str(given))


_READERS: Mapping[Kind, Callable[[Chapter, Field, object], Any]] = MappingProxyType(
    {
        Kind.TEXT: _text,
        Kind.DAY: _day,
        Kind.DAY_TO_COME: _day_to_come,
        Kind.MONTH: _month,
        Kind.WHOLE: _whole,
        Kind.SCORE: _score,
    }
)
