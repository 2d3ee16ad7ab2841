"""Closing and merging: what came, what left, what runs; and how far the cases are."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from core.common.sheet import Slice
from core.lifecycle.listing import CaseLine, case_lines, cases_with, is_late
from core.registry.kinds import Medium, keys_of, kinds
from core.registry.slices import Scope, pairs, sliced, within
from db.engine import reading
from db.models import (
    LEAVING,
    Case,
    CaseKind,
    CaseState,
    CaseStep,
    Census,
    Channel,
    ChannelEvent,
    EventKind,
    Unit,
)

ENDED = (CaseState.VERIFIED, CaseState.WITHDRAWN)
STEPS = tuple(state for state in CaseState if state is not CaseState.WITHDRAWN)
STATES = tuple(state.value for state in CaseState)
KINDS = tuple(kind.value for kind in CaseKind)
Way = Literal["both", "entered", "left"]
EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Channels of one medium over a period: `start` + found + opened + reopened − closed − merged −
    cancelled = `end`, always, because both ends are sums of the same events."""

    medium: Medium
    start: int
    found: int
    opened: int
    reopened: int
    closed: int
    merged: int
    cancelled: int

    @property
    def entered(self) -> int:
        return self.found + self.opened + self.reopened

    @property
    def left(self) -> int:
        return self.closed + self.merged + self.cancelled

    @property
    def end(self) -> int:
        return self.start + self.entered - self.left


@dataclass(frozen=True, slots=True)
class EventRow:
    channel_id: int
    channel: str
    channel_kind: str
    unit: str
    event: EventKind
    day: date
    note: str


@dataclass(frozen=True, slots=True)
class LeftByKind:
    """Channels of one kind that left within a period, by how."""

    kind: str
    closed: int
    merged: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class Step:
    """Cases that reached a step or went beyond it; `there` stand at it now, `late` of those are late."""

    state: CaseState
    reached: int
    there: int
    late: int


def first_census() -> date | None:
    """The day of the first census; None when there was none."""
    with reading() as session:
        day: date | None = session.execute(select(func.min(Census.day))).scalar_one()
    return day


def first_event() -> date | None:
    """The day of the first event of any channel; None for an empty registry."""
    with reading() as session:
        day: date | None = session.execute(select(func.min(ChannelEvent.day))).scalar_one()
    return day


def waterfall(medium: Medium, first: date, last: date) -> Waterfall:
    """What came and left from `first` to `last`, both included."""
    events = select(ChannelEvent).join(Channel, col(Channel.id) == col(ChannelEvent.channel_id))
    ours = col(Channel.kind).in_(keys_of(medium))
    with reading() as session:
        start = session.execute(
            events.where(ours, col(ChannelEvent.day) < first).with_only_columns(
                func.coalesce(func.sum(ChannelEvent.delta), 0)
            )
        ).scalar_one()
        moved = pairs(
            session,
            events.where(ours, _between(first, last), col(ChannelEvent.delta) != 0)
            .with_only_columns(col(ChannelEvent.kind), func.abs(func.sum(ChannelEvent.delta)))
            .group_by(col(ChannelEvent.kind)),
        )
    return Waterfall(
        medium=medium,
        start=start,
        **{
            kind.value: moved.get(kind, 0)
            for kind in EventKind
            if kind is not EventKind.RELAUNCHED  # a relaunch changes no number
        },
    )


def event_rows(
    medium: Medium | None, first: date, last: date, *, way: Way = "both", limit: int = 25, offset: int = 0
) -> Slice[EventRow]:
    """The events behind `waterfall` and `left_by_kind`, the newest first."""
    delta = col(ChannelEvent.delta)
    query = (
        select(
            col(Channel.id),
            col(Channel.name),
            col(Channel.kind),
            col(Unit.name),
            col(ChannelEvent.kind),
            col(ChannelEvent.day),
            col(ChannelEvent.note),
        )
        .select_from(ChannelEvent)
        .join(Channel, col(Channel.id) == col(ChannelEvent.channel_id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(
            _between(first, last),
            {"both": delta != 0, "entered": delta > 0, "left": delta < 0}[way],
            col(Channel.kind).in_(keys_of(medium) if medium else tuple(kinds())),
        )
        .order_by(col(ChannelEvent.day).desc(), col(ChannelEvent.id).desc())
    )
    with reading() as session:
        return sliced(session, query, EventRow, limit, offset)


def left_by_kind(first: date, last: date) -> tuple[LeftByKind, ...]:
    """Channels that left from `first` to `last` by kind, in the order of the kinds."""
    counts = [func.count().filter(col(ChannelEvent.kind) == kind) for kind in LEAVING]
    with reading() as session:
        found = session.execute(
            select(col(Channel.kind), *counts)
            .join(ChannelEvent, col(ChannelEvent.channel_id) == col(Channel.id))
            .where(_between(first, last), col(ChannelEvent.kind).in_(LEAVING))
            .group_by(col(Channel.kind))
        ).all()
    rows = {row[0]: LeftByKind(*row) for row in found}
    return tuple(rows[key] for key in kinds() if key in rows)


def funnel(first: date, last: date, scope: Scope = EVERYTHING) -> tuple[Step, ...]:
    """How far the cases opened from `first` to `last` are, of the channels in `scope`; withdrawn ones are
    left out."""
    step = aliased(CaseStep)
    with reading() as session:
        found = session.execute(
            cases_with(step)
            .with_only_columns(col(Case.state), func.count(), func.count().filter(is_late(step)))
            .where(col(Case.opened_on).between(first, last), col(Case.state) != CaseState.WITHDRAWN)
            .where(*within(scope))
            .group_by(col(Case.state))
        ).all()
    there = {state: count for state, count, _ in found}
    late = {state: count for state, _, count in found}
    return tuple(
        Step(
            state=state,
            reached=sum(count for at, count in there.items() if at >= state),
            there=there.get(state, 0),
            late=late.get(state, 0),
        )
        for state in STEPS
    )


def _narrowed(
    state: str, kind: str, medium: Medium | None, *, under_way: bool, reached: bool
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if reached and state:
        wanted.append(col(Case.state).in_([step for step in STEPS if step >= CaseState(state)]))
    elif state:
        wanted.append(col(Case.state) == CaseState(state))
    if kind:
        wanted.append(col(Case.kind) == CaseKind(kind))
    if medium:
        wanted.append(col(Channel.kind).in_(keys_of(medium)))
    if under_way:
        wanted.append(col(Case.state).not_in(ENDED))
    return wanted


def case_rows(
    first: date,
    last: date,
    *,
    state: str = "",
    kind: str = "",
    medium: Medium | None = None,
    late: bool = False,
    under_way: bool = False,
    reached: bool = False,
    scope: Scope = EVERYTHING,
    limit: int = 25,
    offset: int = 0,
) -> Slice[CaseLine]:
    """The cases opened from `first` to `last`, narrowed by the other arguments: the unfinished ones first,
    by due day. `reached`: those that came to `state` or beyond, and were not withdrawn. Raises `ValueError`
    for a state or kind that does not exist."""
    step = aliased(CaseStep)
    wanted: list[ColumnElement[bool]] = [col(Case.opened_on).between(first, last), *within(scope)]
    wanted += _narrowed(state, kind, medium, under_way=under_way, reached=reached)
    if late:
        wanted.append(is_late(step))
    query = (
        case_lines(step)
        .where(*wanted)
        .order_by(col(Case.state).in_(ENDED), col(Case.due_on), col(Case.opened_on).desc(), col(Case.id))
    )
    with reading() as session:
        return sliced(session, query, CaseLine, limit, offset)


def _between(first: date, last: date) -> ColumnElement[bool]:
    return col(ChannelEvent.day).between(first, last)
