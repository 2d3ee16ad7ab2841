"""How many channels run on a day, of which kind, and whether somebody supervises each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import col

from core.common.sheet import Slice
from core.registry import counts
from core.registry.fields import fields
from core.registry.kinds import Medium, keys_of, kinds
from core.registry.slices import Share, is_running, sliced
from db.engine import reading
from db.models import Channel, RegisteredState, Unit, UnitLevel


@dataclass(frozen=True, slots=True)
class Running:
    """Channels running at the end of a day."""

    websites: int
    accounts: int

    @property
    def total(self) -> int:
        return self.websites + self.accounts


@dataclass(frozen=True, slots=True)
class KindCount:
    kind: str
    medium: Medium
    count: int


@dataclass(frozen=True, slots=True)
class LevelCount:
    """`level` is an administrative level of the field `level`; empty where nobody entered one."""

    level: str
    count: int


@dataclass(frozen=True, slots=True)
class ChannelRow:
    id: int
    code: str
    name: str
    kind: str
    unit: str
    registered: RegisteredState
    address: str


def any_channel() -> bool:
    """Whether the registry holds anything at all."""
    with reading() as session:
        return session.execute(select(col(Channel.id)).limit(1)).first() is not None


def running(day: date) -> Running:
    """The channels running at the end of `day`."""
    known = {one.kind: one.count for one in by_kind(day)}
    return Running(
        websites=sum(known.get(kind, 0) for kind in keys_of("website")),
        accounts=sum(known.get(kind, 0) for kind in keys_of("account")),
    )


def by_kind(day: date) -> tuple[KindCount, ...]:
    """The channels running at the end of `day` by kind, in the order of the kinds."""
    with reading() as session:
        known = {kind: count for (kind,), count in counts.running(session, day, "kind").items()}
    return tuple(
        KindCount(kind.key, kind.medium, known[kind.key]) for kind in kinds().values() if kind.key in known
    )


def by_level(day: date, *, medium: Medium | None = None) -> tuple[LevelCount, ...]:
    """The channels running at the end of `day` by administrative level, the highest first."""
    with reading() as session:
        found = counts.running(session, day, "level", medium=medium)
    known = {level: count for (level,), count in found.items()}
    order = {level: place for place, level in enumerate(fields()["level"].options)}
    ranked = sorted(known, key=lambda level: (not level, order.get(level, len(order)), level))
    return tuple(LevelCount(level, known[level]) for level in ranked)


def running_rows(
    day: date, *, medium: Medium | None = None, kind: str = "", limit: int = 25, offset: int = 0
) -> Slice[ChannelRow]:
    """The channels behind `running` and `by_kind`."""
    wanted = is_running(day, medium)
    return channel_rows(wanted & (col(Channel.kind) == kind) if kind else wanted, limit, offset)


def supervised(day: date) -> Share:
    """Running channels with a supervising unit in the grid, of all running ones.

    A channel is supervised when its unit stands, over any number of steps, under the district, and when
    there is something to look at: the address of a website, the name or address of an account."""
    with reading() as session:
        found = counts.running(session, day, "kind", "has_url", "has_account")
        outside = session.execute(
            select(func.count())
            .select_from(Channel)
            .where(col(Channel.unit_id).in_(_outside()), is_running(day), _can_be_seen())
        ).scalar_one()
    accounts = keys_of("account")
    seen = sum(n for (kind, url, account), n in found.items() if url or (account and kind in accounts))
    return Share(part=seen - outside, whole=sum(found.values()))


def unsupervised_rows(day: date, *, limit: int = 25, offset: int = 0) -> Slice[ChannelRow]:
    """The running channels that no unit supervises."""
    return channel_rows(is_running(day) & ~_supervised(), limit, offset)


def _supervised() -> ColumnElement[bool]:
    return col(Channel.unit_id).not_in(_outside()) & _can_be_seen()


def _outside() -> Select[*tuple[Any, ...]]:
    """The units that stand nowhere under the district: few, if any."""
    grid = select(col(Unit.id)).where(col(Unit.level) == UnitLevel.DISTRICT).cte("grid", recursive=True)
    grid = grid.union(select(col(Unit.id)).join(grid, col(Unit.parent_id) == grid.c.id))
    return select(col(Unit.id)).where(col(Unit.id).not_in(select(grid.c.id)))


def _can_be_seen() -> ColumnElement[bool]:
    account = col(Channel.kind).in_(keys_of("account")) & (col(Channel.account) != "")
    return (col(Channel.url) != "") | account


def channel_rows(wanted: ColumnElement[bool], limit: int, offset: int) -> Slice[ChannelRow]:
    """The channels for which `wanted` holds: websites first, then by kind and code."""
    query = (
        select(
            col(Channel.id),
            col(Channel.code),
            col(Channel.name),
            col(Channel.kind),
            col(Unit.name),
            col(Channel.registered),
            func.coalesce(func.nullif(col(Channel.url), ""), col(Channel.account)),
        )
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(wanted)
        .order_by(col(Channel.kind).not_in(keys_of("website")), col(Channel.kind), col(Channel.code))
    )
    with reading() as session:
        return sliced(session, query, ChannelRow, limit, offset)
