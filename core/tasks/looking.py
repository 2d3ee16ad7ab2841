"""What the checker looks for: which channels of which tasks, and what it saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from core.access.actor import CHECKER
from core.common import clock
from core.common.outcome import Outcome
from core.monitoring.lease import LeaseToken, insist
from core.registry.kinds import keys_of
from core.tasks.proving import ASKED, set_line
from core.tasks.rules import task_rules
from db.engine import reading, writing
from db.models import Channel, ChannelTask, SiteColumn, TaskChannel, TaskKind, TaskState


@dataclass(frozen=True, slots=True)
class TaskTarget:
    """One channel of one task: what must be there, what must not, and the pages to read for it. `since` is
    the task's first day for an account, whose feed is read; None for a website."""

    line_id: int
    channel_id: int
    kind: TaskKind
    words: str
    address: str
    gone: str
    pages: tuple[str, ...]
    since: date | None = None


@dataclass(frozen=True, slots=True)
class TaskLook:
    """What was seen: ok (done, at `address`), problem (not there) or blocked (could not be read)."""

    line_id: int
    outcome: Outcome
    address: str = ""


def due() -> list[TaskTarget]:
    """Channels that have not done a task yet and were not looked at lately, the longest first: websites, and
    accounts with an address that are to carry a text."""
    rules, today = task_rules(), clock.today()
    lately = clock.now() - timedelta(hours=rules.look_every_hours)
    seen = col(TaskChannel.seen_at)
    query = (
        select(TaskChannel, ChannelTask, Channel)
        .join(ChannelTask, col(ChannelTask.id) == col(TaskChannel.task_id))
        .join(Channel, col(Channel.id) == col(TaskChannel.channel_id))
        .where(
            col(TaskChannel.state).in_([*ASKED, TaskState.PROVED]),
            or_(col(Channel.kind).in_(keys_of("website")), col(ChannelTask.kind) == TaskKind.REPOST),
            col(Channel.url) != "",
            col(ChannelTask.closed_on).is_(None),
            or_(
                and_(col(ChannelTask.kind) == TaskKind.FILING, col(Channel.icp) != ""),
                *(col(one) != "" for one in (ChannelTask.words, ChannelTask.address, ChannelTask.gone)),
            ),
            col(ChannelTask.due_on) >= today - timedelta(days=rules.look_after_due_days),
            # Of a clock that ran ahead: not lately, but at no time that was.
            or_(seen.is_(None), seen <= lately, seen > clock.now() + clock.SKEW),
        )
        .order_by(seen.is_not(None), seen, col(TaskChannel.id))
        .limit(rules.most_channels)
    )
    with reading() as session:
        rows = session.execute(query).all()
        return [_target(session, *row) for row in rows]


def record_looks(looks: Sequence[TaskLook], *, token: LeaseToken) -> None:
    """Write what was seen, under the checker's lease: what is there is done today, unless its unit said an
    earlier day. Raises `LeaseLost`."""
    with writing() as session:
        insist(session, token)
        for look in looks:
            row = session.get(TaskChannel, look.line_id)
            if row is None:
                continue
            row.seen, row.seen_at = look.outcome.value, clock.now()
            session.flush()
            if look.outcome is Outcome.OK and row.state in (*ASKED, TaskState.PROVED):
                values = {
                    "state": TaskState.DONE, "done_on": row.done_on or clock.today(),
                    "address": look.address or row.address, "decided_by": CHECKER.name, "reason": "",
                }  # fmt: skip
                set_line(session, row, (*ASKED, TaskState.PROVED), values, "verify", CHECKER)


def _target(session: Session, line: TaskChannel, task: ChannelTask, channel: Channel) -> TaskTarget:
    words = channel.icp if task.kind is TaskKind.FILING else task.words
    site = channel.kind in keys_of("website")
    more = _columns(session, line.channel_id) if site and task.kind is TaskKind.REPOST else ()
    return TaskTarget(
        line.id, line.channel_id, task.kind, words, task.address, task.gone, (channel.url, *more),
        None if site else task.starts_on,
    )  # fmt: skip


def _columns(session: Session, channel_id: int) -> list[str]:
    query = (
        select(col(SiteColumn.url))
        .where(
            col(SiteColumn.channel_id) == channel_id,
            col(SiteColumn.retired_on).is_(None),
            col(SiteColumn.url).startswith("http"),
        )
        .order_by(col(SiteColumn.level), col(SiteColumn.id))
        .limit(task_rules().most_pages - 1)
    )
    return list(session.execute(query).scalars())
