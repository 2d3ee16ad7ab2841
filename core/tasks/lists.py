"""Tasks and their channels as pages show them: how far each task is, by unit, and every channel of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlmodel import col

from core.common import clock
from core.common.sheet import Slice
from core.common.subtree import of_unit, with_those_above
from core.registry.level_and_category import of_level_and_category
from core.registry.slices import pairs, sliced, supervisor_id
from db.engine import reading
from db.models import Channel, ChannelTask, TaskChannel, TaskKind, TaskState, Unit
from db.ordering import in_order

When = Literal["open", "late", "over"]
WHEN: tuple[When, ...] = ("open", "late", "over")
# Counted as asked: an exempted channel is not.
SUPERVISOR = "supervisor"
COUNTED = tuple(state for state in TaskState if state is not TaskState.EXEMPT)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which channels of a task: empty means all. `late`: not done by the last day, or done after it;
    `undone_late`: the former alone; `in_time`: done by it; `asked`: all but those exempted."""

    state: TaskState | None = None
    kind: str = ""
    unit_id: int | None = None
    own_only: bool = False
    late: bool = False
    words: str = ""
    undone_late: bool = False
    in_time: bool = False
    asked: bool = False
    level: str = ""
    category: str = ""


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task and how far it is: `asked` channels without those exempted; `done`, of which `in_time`;
    `proved` wait for an inspector; `by_machine` were confirmed by the checker."""

    id: int
    title: str
    kind: TaskKind
    requirement: str
    words: str
    address: str
    gone: str
    starts_on: date
    due_on: date
    made_by: str
    closed_on: date | None
    version: int
    asked: int
    done: int
    in_time: int
    proved: int
    exempt: int

    @property
    def share(self) -> float | None:
        """Done of asked; None when nobody is asked."""
        return self.done / self.asked if self.asked else None

    @property
    def late(self) -> int:
        """How many are not done although the last day is past."""
        return self.asked - self.done if clock.today() > self.due_on and self.closed_on is None else 0


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """One supervising unit with its operators in a task."""

    unit_id: int
    unit: str
    asked: int
    done: int
    in_time: int
    proved: int

    @property
    def share(self) -> float | None:
        return self.done / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One channel of a task."""

    id: int
    channel_id: int
    channel: str
    kind: str
    unit: str
    state: TaskState
    due_on: date
    done_on: date | None
    address: str
    note: str
    digest: str
    file_name: str
    proved_by: str
    decided_by: str
    reason: str
    seen: str
    seen_at: datetime | None
    version: int

    @property
    def late(self) -> bool:
        """Not done by the last day, or done after it."""
        if self.state is TaskState.EXEMPT:
            return False
        day = self.done_on if self.state is TaskState.DONE else None
        return (day or clock.today()) > self.due_on


def tasks(
    when: When | None = None, *, kind: TaskKind | None = None, words: str = "",
    first: date | None = None, last: date | None = None, limit: int = 25, offset: int = 0,
) -> Slice[TaskLine]:  # fmt: skip
    """Tasks, those that run first, then by their last day, the newest first; those that began between two
    days, where given. Whoever sees some channels only sees tasks that ask something of these."""
    wanted = [*_when(when), *([col(ChannelTask.kind) == kind] if kind else [])]
    if first is not None and last is not None:
        wanted.append(col(ChannelTask.starts_on).between(first, last))
    if words.strip():
        wanted.append(col(ChannelTask.title).icontains(words.strip(), autoescape=True))
    query = _counted().where(*wanted)
    query = query.order_by(
        col(ChannelTask.closed_on).is_not(None), col(ChannelTask.due_on).desc(), col(ChannelTask.id).desc()
    )
    with reading() as session:
        return sliced(session, query, _task, limit, offset)


def task(task_id: int) -> TaskLine | None:
    """One task; None when there is none."""
    with reading() as session:
        row = session.execute(_counted().where(col(ChannelTask.id) == task_id)).one_or_none()
        return _task(*row) if row else None


def channels(
    task_id: int, wanted: Filter = EVERYTHING, *, limit: int = 25, offset: int = 0
) -> Slice[ChannelLine]:
    """The channels of a task: those that wait first, by unit and name."""
    query = (
        select(TaskChannel, col(ChannelTask.due_on), col(Channel.name), col(Channel.kind), col(Unit.name))
        .join(ChannelTask, col(ChannelTask.id) == col(TaskChannel.task_id))
        .join(Channel, col(Channel.id) == col(TaskChannel.channel_id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(col(TaskChannel.task_id) == task_id, *_wanted(wanted))
        .order_by(in_order(col(TaskChannel.state)), col(Unit.name), col(Channel.name), col(TaskChannel.id))
    )
    with reading() as session:
        return sliced(session, query, _channel, limit, offset)


def by_unit(task_id: int, wanted: Filter = EVERYTHING) -> tuple[UnitProgress, ...]:
    """How far every supervising unit is in a task, the furthest behind first."""
    query = (
        select(supervisor_id().label(SUPERVISOR), *_sums())
        .select_from(TaskChannel)
        .join(ChannelTask, col(ChannelTask.id) == col(TaskChannel.task_id))
        .join(Channel, col(Channel.id) == col(TaskChannel.channel_id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(col(TaskChannel.task_id) == task_id, *_wanted(wanted))
        .group_by(SUPERVISOR)
    )
    with reading() as session:
        rows = session.execute(query).all()
        names = pairs(session, select(col(Unit.id), col(Unit.name)))
    found = [UnitProgress(row[0], names[row[0]], *row[1:5]) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.done - one.asked, one.unit)))


def units(task_id: int) -> dict[int, str]:
    """The units with a channel in a task and those above them: id → name, by name."""
    owners = select(col(Channel.unit_id)).join(TaskChannel, col(TaskChannel.channel_id) == col(Channel.id))
    return with_those_above(owners.where(col(TaskChannel.task_id) == task_id).distinct())


def kinds_in(task_id: int) -> tuple[str, ...]:
    """The kinds of the channels of a task."""
    query = select(col(Channel.kind)).join(TaskChannel, col(TaskChannel.channel_id) == col(Channel.id))
    query = query.where(col(TaskChannel.task_id) == task_id).distinct().order_by(col(Channel.kind))
    with reading() as session:
        return tuple(session.execute(query).scalars())


def _sums() -> Sequence[ColumnElement[int]]:
    state, done = col(TaskChannel.state), col(TaskChannel.state) == TaskState.DONE
    return (
        func.count().filter(state.in_(COUNTED)),
        func.count().filter(done),
        func.count().filter(done, col(TaskChannel.done_on) <= col(ChannelTask.due_on)),
        func.count().filter(state == TaskState.PROVED),
        func.count().filter(state == TaskState.EXEMPT),
    )


def _counted() -> Select[*tuple[Any, ...]]:
    return (
        select(ChannelTask, *_sums())
        .join(TaskChannel, col(TaskChannel.task_id) == col(ChannelTask.id))
        .group_by(col(ChannelTask.id))
    )


def _when(when: When | None) -> list[ColumnElement[bool]]:
    running = col(ChannelTask.closed_on).is_(None)
    if when == "over":
        return [~running]
    if when == "late":
        return [running, col(ChannelTask.due_on) < clock.today()]
    return [running] if when == "open" else []


def _wanted(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state:
        found.append(col(TaskChannel.state) == wanted.state)
    if wanted.kind:
        found.append(col(Channel.kind) == wanted.kind)
    if wanted.unit_id is not None:
        found.append(of_unit(col(Channel.unit_id), wanted.unit_id, own_only=wanted.own_only))
    state, done = col(TaskChannel.state), col(TaskChannel.state) == TaskState.DONE
    undone = state.in_(COUNTED) & ~done & (col(ChannelTask.due_on) < clock.today())
    after = col(TaskChannel.done_on) > col(ChannelTask.due_on)
    if wanted.late:
        found.append(or_(undone, done & after))
    if wanted.undone_late:
        found += [undone, col(ChannelTask.closed_on).is_(None)]
    if wanted.in_time:
        found += [done, ~after]
    if wanted.asked:
        found.append(state.in_(COUNTED))
    found += of_level_and_category(wanted.level, wanted.category)
    if words := wanted.words.strip():
        texts = (col(Channel.name), col(Unit.name))
        found.append(or_(*(text.icontains(words, autoescape=True) for text in texts)))
    return found


def _task(row: ChannelTask, asked: int, done: int, in_time: int, proved: int, exempt: int) -> TaskLine:
    return TaskLine(
        row.id, row.title, row.kind, row.requirement, row.words, row.address, row.gone, row.starts_on,
        row.due_on, row.made_by, row.closed_on, row.version, asked, done, in_time, proved, exempt,
    )  # fmt: skip


def _channel(row: TaskChannel, due_on: date, channel: str, kind: str, unit: str) -> ChannelLine:
    return ChannelLine(
        row.id, row.channel_id, channel, kind, unit, row.state, due_on, row.done_on, row.address, row.note,
        row.digest, row.file_name, row.proved_by, row.decided_by, row.reason, row.seen, row.seen_at,
        row.version,
    )  # fmt: skip
