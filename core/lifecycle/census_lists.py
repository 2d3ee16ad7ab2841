"""Censuses as lists: what each found, by unit, and the channels behind every number."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import col

from core.common.sheet import Slice
from core.common.subtree import of_unit, with_those_above
from core.registry.kinds import keys_of
from core.registry.slices import sliced
from db.engine import reading
from db.models import Census, CensusEntry, CensusResult, Channel, RegisteredState, Unit

# Seen by a census, whoever entered it.
SEEN = (CensusResult.FOUND, CensusResult.CONFIRMED)


@dataclass(frozen=True, slots=True)
class CensusLine:
    """One census and its result. `websites` and `accounts`: found by it for the first time."""

    id: int
    name: str
    day: date
    closes_on: date | None
    ended_on: date | None
    asked: int
    websites: int
    accounts: int
    confirmed: int
    missing: int
    denied: int
    unknown: int


@dataclass(frozen=True, slots=True)
class UnitResult:
    unit_id: int
    unit: str
    found: int
    confirmed: int
    missing: int
    denied: int
    unknown: int

    @property
    def answered(self) -> int:
        return self.found + self.confirmed + self.missing + self.denied


@dataclass(frozen=True, slots=True)
class EntryLine:
    channel_id: int
    code: str
    channel: str
    kind: str
    unit: str
    registered: RegisteredState
    result: CensusResult
    answered_on: date | None
    actor: str
    note: str


@dataclass(frozen=True, slots=True)
class FoundTotal:
    """Distinct channels that censuses of a period saw."""

    censuses: int
    websites: int
    accounts: int


def censuses() -> tuple[CensusLine, ...]:
    """Every census with its counts, the newest first."""
    result, website = col(CensusEntry.result), col(Channel.kind).in_(keys_of("website"))
    found = result == CensusResult.FOUND
    with reading() as session:
        rows = session.execute(
            select(
                col(Census.id),
                col(Census.name),
                col(Census.day),
                col(Census.closes_on),
                col(Census.ended_on),
                func.count(col(CensusEntry.channel_id)),
                func.count().filter(found & website),
                func.count().filter(found & ~website),
                *(func.count().filter(result == one) for one in _OTHERS),
            )
            .select_from(Census)
            .outerjoin(CensusEntry, col(CensusEntry.census_id) == col(Census.id))
            .outerjoin(Channel, col(Channel.id) == col(CensusEntry.channel_id))
            .group_by(
                col(Census.id),
                col(Census.name),
                col(Census.day),
                col(Census.closes_on),
                col(Census.ended_on),
            )
            .order_by(col(Census.day).desc(), col(Census.id).desc())
        ).all()
    return tuple(CensusLine(*row) for row in rows)


def found_total(first: date, last: date) -> FoundTotal:
    """Channels that the censuses from `first` to `last` saw, each counted once."""
    website = col(Channel.kind).in_(keys_of("website"))
    channel = func.distinct(CensusEntry.channel_id)
    with reading() as session:
        row = session.execute(
            select(
                func.count(func.distinct(Census.id)),
                func.count(channel).filter(website & col(CensusEntry.result).in_(SEEN)),
                func.count(channel).filter(~website & col(CensusEntry.result).in_(SEEN)),
            )
            .select_from(Census)
            .outerjoin(CensusEntry, col(CensusEntry.census_id) == col(Census.id))
            .outerjoin(Channel, col(Channel.id) == col(CensusEntry.channel_id))
            .where(col(Census.day).between(first, last))
        ).one()
    return FoundTotal(*row)


def by_unit(census_id: int, *, limit: int = 25, offset: int = 0) -> Slice[UnitResult]:
    """The result of one census by unit: those that have not answered first."""
    result = col(CensusEntry.result)
    unknown = func.count().filter(result == CensusResult.UNKNOWN)
    query = (
        select(
            col(Unit.id),
            col(Unit.name),
            func.count().filter(result == CensusResult.FOUND),
            *(func.count().filter(result == one) for one in _OTHERS),
        )
        .select_from(CensusEntry)
        .join(Channel, col(Channel.id) == col(CensusEntry.channel_id))
        .join(Unit, col(Unit.id) == _unit_asked())
        .where(col(CensusEntry.census_id) == census_id)
        .group_by(col(Unit.id), col(Unit.name))
        .order_by(unknown.desc(), col(Unit.name))
    )
    with reading() as session:
        return sliced(session, query, UnitResult, limit, offset)


def entries(
    census_id: int,
    *,
    result: str = "",
    unit_id: int | None = None,
    own_only: bool = False,
    words: str = "",
    limit: int = 25,
    offset: int = 0,
) -> Slice[EntryLine]:
    """The channels of one census: those nobody has answered for first."""
    wanted: list[ColumnElement[bool]] = [col(CensusEntry.census_id) == census_id]
    if result:
        wanted.append(col(CensusEntry.result) == CensusResult(result))
    if unit_id is not None:
        wanted.append(of_unit(_unit_asked(), unit_id, own_only=own_only))
    if words:
        wanted.append(
            or_(*(column.contains(words, autoescape=True) for column in (col(Channel.name), col(Unit.name))))
        )
    query = (
        select(
            col(Channel.id),
            col(Channel.code),
            col(Channel.name),
            col(Channel.kind),
            col(Unit.name),
            col(Channel.registered),
            col(CensusEntry.result),
            col(CensusEntry.answered_on),
            col(CensusEntry.actor),
            col(CensusEntry.note),
        )
        .select_from(CensusEntry)
        .join(Channel, col(Channel.id) == col(CensusEntry.channel_id))
        .join(Unit, col(Unit.id) == _unit_asked())
        .where(*wanted)
        .order_by(col(CensusEntry.result) != CensusResult.UNKNOWN, col(Unit.name), col(Channel.code))
    )
    with reading() as session:
        return sliced(session, query, EntryLine, limit, offset)


def units_of(census_id: int) -> dict[int, str]:
    """The units that a census asked, themselves or through a unit below: id → name, by name."""
    return with_those_above(
        select(_unit_asked())
        .select_from(CensusEntry)
        .join(Channel, col(Channel.id) == col(CensusEntry.channel_id))
        .where(col(CensusEntry.census_id) == census_id)
        .distinct()
    )


_OTHERS = (CensusResult.CONFIRMED, CensusResult.MISSING, CensusResult.DENIED, CensusResult.UNKNOWN)


def _unit_asked() -> Any:
    """The unit that was asked; for entries made before that was kept, the channel's unit of today."""
    return func.coalesce(col(CensusEntry.unit_id), col(Channel.unit_id))
