"""What several figures share: the channels running on a day, their supervising unit, shares, slices."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, case, func, literal, select, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from core.common.sheet import Slice
from core.common.subtree import of_unit
from core.registry.kinds import Medium, keys_of
from core.registry.level_and_category import of_level_and_category
from db.models import Channel, ChannelEvent, Unit, UnitLevel

T = TypeVar("T")
# A page asks for today and a few days of its period over and over; a condition is never changed once built.
DAYS_KEPT = 64


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`; `share` is None when there is nothing to divide by."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which channels: empty means all. `unit_id` is a unit with everything below it,
    with `own_only` the unit alone; `level` and `category` may be `NONE`."""

    medium: Medium | None = None
    kind: str = ""
    unit_id: int | None = None
    own_only: bool = False
    level: str = ""
    category: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether the kept counts by kind are of this scope: nothing but medium and kind narrows it."""
        return self.unit_id is None and not self.level and not self.category


def within(scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions of a scope; `Channel` and `Unit` must be joined."""
    wanted: list[ColumnElement[bool]] = []
    if scope.medium:
        wanted.append(col(Channel.kind).in_(keys_of(scope.medium)))
    if scope.kind:
        wanted.append(col(Channel.kind) == scope.kind)
    if scope.unit_id is not None:
        wanted.append(of_unit(col(Channel.unit_id), scope.unit_id, own_only=scope.own_only))
    return wanted + of_level_and_category(scope.level, scope.category)


def is_running(day: date, medium: Medium | None = None) -> ColumnElement[bool]:
    """Condition on `Channel`: running at the end of `day`, and of that medium.

    Its entries up to then outnumber its exits. The database keeps the balance of all events, so that only
    the channels with an event after `day` are counted out: none at all for today."""
    running = _running(day)
    return running if medium is None else running & col(Channel.kind).in_(keys_of(medium))


@lru_cache(maxsize=DAYS_KEPT)
def _running(day: date) -> ColumnElement[bool]:
    later = col(ChannelEvent.day) > day
    then = aliased(Channel)
    balance = select(col(then.balance)).where(col(then.id) == col(ChannelEvent.channel_id)).scalar_subquery()
    ran = (
        select(col(ChannelEvent.channel_id))
        .where(later)
        .group_by(col(ChannelEvent.channel_id))
        .having(balance > func.sum(ChannelEvent.delta))
    )
    # One condition, and not two joined by OR, for which SQLite would walk the whole registry twice.
    return case(
        (col(Channel.id).in_(select(col(ChannelEvent.channel_id)).where(later)), col(Channel.id).in_(ran)),
        else_=col(Channel.balance) > 0,
    )


def of_running(channel_id: Any, day: date, medium: Medium | None = None) -> ColumnElement[bool]:
    """The condition that `channel_id`, a column of another table, is a channel for which `is_running` holds.

    For lists that an index gives in their order: it is looked at row by row until a page is full."""
    one = select(literal(1)).where(col(Channel.id) == channel_id, is_running(day, medium))
    return one.correlate_except(Channel).exists()


def not_running(day: date, medium: Medium) -> Select[*tuple[Any, ...]]:
    """The ids of the channels of a medium that do not run at the end of `day`: few beside those that do."""
    gone = select(col(Channel.id)).where(col(Channel.kind).in_(keys_of(medium)), col(Channel.balance) <= 0)
    moved = select(col(ChannelEvent.channel_id)).where(col(ChannelEvent.day) > day)
    return select(col(Channel.id)).where(
        col(Channel.id).in_(union(gone, moved)),
        col(Channel.kind).in_(keys_of(medium)),
        ~is_running(day),
    )


def count_running(
    session: Session, count: Select[*tuple[Any, ...]], channel_id: Any, day: date, medium: Medium
) -> int:
    """What `count` counts, of the running channels of a medium only; `channel_id` says whose a row is, and
    all rows must be of that medium.

    Everything less what belongs to the few that do not run: no running channel has to be looked up."""
    gone = count.where(channel_id.in_(not_running(day, medium)))
    return int(session.execute(count).scalar_one() - session.execute(gone).scalar_one())


def supervisor_id() -> ColumnElement[int]:
    """The supervising unit of a unit (`Unit` must be joined): an operator's parent, otherwise itself."""
    return case(
        (
            (col(Unit.level) == UnitLevel.OPERATOR) & col(Unit.parent_id).is_not(None),
            col(Unit.parent_id),
        ),
        else_=col(Unit.id),
    )


def sliced(
    session: Session, query: Select[*tuple[Any, ...]], make: Callable[..., T], limit: int, offset: int
) -> Slice[T]:
    """The rows of `query` from `offset` on, at most `limit`, each given to `make`; and how many there are."""
    total = session.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one()
    rows = session.execute(query.limit(limit).offset(offset)).all() if total else []
    return Slice(rows=tuple(make(*row) for row in rows), total=total)


def pairs(session: Session, query: Select[*tuple[Any, ...]]) -> dict[Any, Any]:
    """The rows of a query of two columns as first → second."""
    return {first: second for first, second in session.execute(query)}  # noqa: C416  mypy knows no dict(Row)
