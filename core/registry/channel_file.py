"""One channel's file (一站一档): what it is, where it stands in the grid, and what happened to it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from core.access.trail_names import in_names
from core.registry.kinds import keys_of
from core.registry.search import disagrees
from db.engine import reading
from db.models import (
    AuditEntry,
    Case,
    CaseKind,
    CaseState,
    Channel,
    ChannelEvent,
    EventKind,
    Issue,
    Unit,
    UnitLevel,
)


@dataclass(frozen=True, slots=True)
class GridUnit:
    id: int
    name: str
    level: UnitLevel


@dataclass(frozen=True, slots=True)
class ChannelFile:
    """`grid`: the units responsible, the operator first, each followed by the one above it."""

    channel: Channel
    grid: tuple[GridUnit, ...]
    successor: Channel | None

    @property
    def is_website(self) -> bool:
        return self.channel.kind in keys_of("website")

    @property
    def disagrees(self) -> bool:
        """Whether registered and observed state contradict each other."""
        return disagrees(self.channel.registered, self.channel.observed)

    @property
    def checkable(self) -> bool:
        """Whether the checker can look: at a website's address; at an account also by a person's proof."""
        return not self.is_website or bool(self.channel.url)


@dataclass(frozen=True, slots=True)
class Event:
    day: date
    kind: EventKind
    actor: str
    note: str


@dataclass(frozen=True, slots=True)
class ChannelCase:
    number: str
    kind: CaseKind
    state: CaseState
    opened_on: date
    ended_on: date | None
    successor: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Trail:
    """One audit row; `changes` is {field: [old, new]}."""

    at: datetime
    actor: str
    role: str
    action: str
    noun: str
    changes: dict[str, Any]
    reason: str


def channel_file(channel_id: int) -> ChannelFile | None:
    """The file of one channel; None when there is no such channel."""
    with reading() as session:
        channel = session.get(Channel, channel_id)
        if channel is None:
            return None
        successor = session.get(Channel, channel.successor_id) if channel.successor_id else None
        return ChannelFile(channel=channel, grid=_grid(session, channel.unit_id), successor=successor)


def events(channel_id: int) -> tuple[Event, ...]:
    """What brought the channel in or took it out, the newest first."""
    with reading() as session:
        rows = session.execute(
            select(
                col(ChannelEvent.day), col(ChannelEvent.kind), col(ChannelEvent.actor), col(ChannelEvent.note)
            )
            .where(col(ChannelEvent.channel_id) == channel_id)
            .order_by(col(ChannelEvent.day).desc(), col(ChannelEvent.id).desc())
        ).all()
    return tuple(Event(*row) for row in rows)


def cases(channel_id: int) -> tuple[ChannelCase, ...]:
    """Closings, mergers and the like of the channel, the newest first."""
    with reading() as session:
        rows = session.execute(
            select(
                col(Case.number),
                col(Case.kind),
                col(Case.state),
                col(Case.opened_on),
                col(Case.ended_on),
                col(Channel.name),
                col(Case.reason),
            )
            .outerjoin(Channel, col(Channel.id) == col(Case.successor_id))
            .where(col(Case.channel_id) == channel_id)
            .order_by(col(Case.opened_on).desc(), col(Case.id).desc())
        ).all()
    return tuple(ChannelCase(*row) for row in rows)


def trail(channel_id: int, *, limit: int = 50) -> tuple[Trail, ...]:
    """Who changed the channel, its cases and its issues, the newest first."""
    issues = select(col(Issue.id)).where(col(Issue.channel_id) == channel_id)
    own_cases = select(col(Case.id)).where(col(Case.channel_id) == channel_id)
    with reading() as session:
        rows = (
            session.execute(
                select(AuditEntry)
                .where(
                    or_(
                        (col(AuditEntry.noun) == "channel") & (col(AuditEntry.noun_id) == channel_id),
                        (col(AuditEntry.noun) == "issue") & col(AuditEntry.noun_id).in_(issues),
                        (col(AuditEntry.noun) == "case") & col(AuditEntry.noun_id).in_(own_cases),
                    )
                )
                .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
                .limit(limit)
            )
            .scalars()
            .all()
        )
        named = in_names(session, [row.changes for row in rows])
        return tuple(
            Trail(row.at, row.actor, row.role, row.action, row.noun, changes, row.reason)
            for row, changes in zip(rows, named, strict=True)
        )


def _grid(session: Session, unit_id: int) -> tuple[GridUnit, ...]:
    steps: list[GridUnit] = []
    following: int | None = unit_id
    while following is not None and all(step.id != following for step in steps):
        unit = session.get(Unit, following)
        if unit is None:
            break
        steps.append(GridUnit(unit.id, unit.name, unit.level))
        following = unit.parent_id
    return tuple(steps)
