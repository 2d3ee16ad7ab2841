"""The balance of the registry: start + came − left = end, for any period, kind and unit.

Both ends are counted on their own, as the channels running on a day, and not derived from each other, so
that the identity is a check and no definition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import Select, and_, func, select
from sqlmodel import Session, col

from core.common.sheet import Slice
from core.registry import counts
from core.registry.kinds import MEDIA, Medium, keys_of, kind_name, kinds
from core.registry.slices import Scope, is_running, sliced, supervisor_id, within
from core.reporting.statistics.closing import EventRow, LeftByKind, Waterfall
from core.reporting.statistics.registry import ChannelRow, channel_rows
from db.engine import reading
from db.models import ENTERING, LEAVING, Channel, ChannelEvent, EventKind, Unit

MOVES = tuple(kind for kind in EventKind if kind is not EventKind.RELAUNCHED)
_MOVED = ("start", *(kind.value for kind in MOVES))
Group = Literal["kind", "unit"]

__all__ = [
    "ENTERING",
    "LEAVING",
    "MOVES",
    "Balance",
    "Group",
    "Scope",
    "balance",
    "balances",
    "event_rows",
    "left_by_kind",
    "of_medium",
    "running_rows",
    "waterfalls",
]


@dataclass(frozen=True, slots=True)
class Balance:
    """One line of the balance. `key` is a kind or the id of a supervising unit."""

    key: str
    label: str
    start: int
    found: int
    opened: int
    reopened: int
    closed: int
    merged: int
    cancelled: int
    end: int

    @property
    def holds(self) -> bool:
        """Whether start + came − left = end."""
        came = self.found + self.opened + self.reopened
        return self.start + came - self.closed - self.merged - self.cancelled == self.end


def waterfalls(lines: Sequence[Balance]) -> dict[Medium, Waterfall]:
    """What came and left of each medium, out of the balance by kind of every medium."""
    return {
        medium: Waterfall(medium=medium, **{name: _sum(of_medium(lines, medium), name) for name in _MOVED})
        for medium in MEDIA
    }


def of_medium(lines: Sequence[Balance], medium: Medium | None) -> tuple[Balance, ...]:
    """The lines of a balance by kind that are of one medium; all without one."""
    return tuple(line for line in lines if medium is None or line.key in keys_of(medium))


def balance(first: date, last: date, scope: Scope) -> Balance:
    """The balance of a whole scope."""
    with reading() as session:
        moved = _moved(session, first, last, scope)
        start = _running(session, first - timedelta(days=1), scope)
        return _line("", "", start, moved, _running(session, last, scope))


def balances(group: Group, first: date, last: date, scope: Scope) -> tuple[Balance, ...]:
    """The balance by kind in the order of the kinds, or by supervising unit, those with most first."""
    with reading() as session:
        start = _running_by(session, group, first - timedelta(days=1), scope)
        end = _running_by(session, group, last, scope)
        moved = _moved_by(session, group, first, last, scope)
        labels = _labels(session, group, {*start, *end, *(key for key, _ in moved)})
    lines = [
        _line(
            str(key),
            label,
            start.get(key, 0),
            {kind: moved.get((key, kind), 0) for kind in MOVES},
            end.get(key, 0),
        )
        for key, label in labels
    ]
    return tuple(
        lines if group == "kind" else sorted(lines, key=lambda one: (-one.end - one.start, one.label))
    )


def left_by_kind(lines: Sequence[Balance]) -> tuple[LeftByKind, ...]:
    """Channels that left, by kind and by how, out of a balance by kind; kinds of which none left are left
    out."""
    return tuple(
        LeftByKind(line.key, line.closed, line.merged, line.cancelled)
        for line in lines
        if line.closed + line.merged + line.cancelled
    )


def event_rows(
    first: date,
    last: date,
    scope: Scope,
    *,
    events: Sequence[EventKind] = MOVES,
    limit: int = 25,
    offset: int = 0,
) -> Slice[EventRow]:
    """The events behind any bar between the two ends, the newest first."""
    query = (
        _events(
            scope,
            col(Channel.id),
            col(Channel.name),
            col(Channel.kind),
            col(Unit.name),
            col(ChannelEvent.kind),
            col(ChannelEvent.day),
            col(ChannelEvent.note),
        )
        .where(
            col(ChannelEvent.day).between(first, last),
            col(ChannelEvent.kind).in_(list(events)),
            col(ChannelEvent.delta) != 0,
        )
        .order_by(col(ChannelEvent.day).desc(), col(ChannelEvent.id).desc())
    )
    with reading() as session:
        return sliced(session, query, EventRow, limit, offset)


def running_rows(day: date, scope: Scope, *, limit: int = 25, offset: int = 0) -> Slice[ChannelRow]:
    """The channels behind either end: those running at the end of `day`."""
    return channel_rows(and_(is_running(day), *within(scope)), limit, offset)


def _line(key: str, label: str, start: int, moved: Mapping[EventKind, int], end: int) -> Balance:
    return Balance(
        key=key,
        label=label,
        start=start,
        found=moved.get(EventKind.FOUND, 0),
        opened=moved.get(EventKind.OPENED, 0),
        reopened=moved.get(EventKind.REOPENED, 0),
        closed=moved.get(EventKind.CLOSED, 0),
        merged=moved.get(EventKind.MERGED, 0),
        cancelled=moved.get(EventKind.CANCELLED, 0),
        end=end,
    )


def _sum(lines: Sequence[Balance], name: str) -> int:
    return sum(getattr(line, name) for line in lines)


def _events(scope: Scope, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(ChannelEvent)
        .join(Channel, col(Channel.id) == col(ChannelEvent.channel_id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(*within(scope))
    )


def _running(session: Session, day: date, scope: Scope) -> int:
    if scope.is_counted:
        return sum(_running_by(session, "kind", day, scope).values())
    query = select(func.count()).select_from(Channel).join(Unit, col(Unit.id) == col(Channel.unit_id))
    return int(session.execute(query.where(is_running(day), *within(scope))).scalar_one())


def _running_by(session: Session, group: Group, day: date, scope: Scope) -> dict[Any, int]:
    if group == "kind" and scope.is_counted:
        found = counts.running(session, day, "kind", medium=scope.medium)
        return {kind: n for (kind,), n in found.items() if scope.kind in ("", kind)}
    keyed = (
        select(_key(group).label("key"))
        .select_from(Channel)
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(is_running(day), *within(scope))
        .subquery()
    )
    return dict(session.execute(select(keyed.c.key, func.count()).group_by(keyed.c.key)).all())


def _moved(session: Session, first: date, last: date, scope: Scope) -> dict[EventKind, int]:
    query = _events(scope, col(ChannelEvent.kind), func.abs(func.sum(ChannelEvent.delta))).where(
        col(ChannelEvent.day).between(first, last), col(ChannelEvent.delta) != 0
    )
    return dict(session.execute(query.group_by(col(ChannelEvent.kind))).all())


def _moved_by(
    session: Session, group: Group, first: date, last: date, scope: Scope
) -> dict[tuple[Any, EventKind], int]:
    keyed = (
        _events(
            scope, _key(group).label("key"), col(ChannelEvent.kind).label("kind"), col(ChannelEvent.delta)
        )
        .where(col(ChannelEvent.day).between(first, last), col(ChannelEvent.delta) != 0)
        .subquery()
    )
    rows = session.execute(
        select(keyed.c.key, keyed.c.kind, func.abs(func.sum(keyed.c.delta))).group_by(
            keyed.c.key, keyed.c.kind
        )
    )
    return {(key, EventKind(kind)): many for key, kind, many in rows}


def _key(group: Group) -> Any:
    return col(Channel.kind) if group == "kind" else supervisor_id()


def _labels(session: Session, group: Group, keys: set[Any]) -> list[tuple[Any, str]]:
    if group == "kind":
        known = [key for key in kinds() if key in keys]
        return [(key, kind_name(key)) for key in [*known, *sorted(keys - set(known))]]
    rows = session.execute(select(col(Unit.id), col(Unit.name)).where(col(Unit.id).in_(keys)))
    return [(ident, name) for ident, name in rows]
