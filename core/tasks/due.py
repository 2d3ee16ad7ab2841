"""Tasks whose last day is near or past while channels have not done them."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.common import clock
from core.common.subtree import of_unit
from db.models import Channel, ChannelTask, TaskChannel, TaskState


@dataclass(frozen=True, slots=True)
class DueTask:
    """A running task and how many channels have still to do it."""

    id: int
    title: str
    due: date
    left: int


def tasks_due(
    session: Session, days: int, unit_id: int | None = None, *, own_only: bool = False
) -> list[DueTask]:
    """Running tasks due within so many days or late, the latest first, with the channels of a unit and those
    below it, or of all, that neither did them nor showed that they did."""
    left = col(TaskChannel.state).in_((TaskState.WAITING, TaskState.RETURNED))
    query = (
        select(col(ChannelTask.id), col(ChannelTask.title), col(ChannelTask.due_on), func.count())
        .join(TaskChannel, col(TaskChannel.task_id) == col(ChannelTask.id))
        .join(Channel, col(Channel.id) == col(TaskChannel.channel_id))
        .where(
            left,
            col(ChannelTask.closed_on).is_(None),
            col(ChannelTask.starts_on) <= clock.today(),
            col(ChannelTask.due_on) <= clock.today() + timedelta(days=days),
        )
        .group_by(col(ChannelTask.id), col(ChannelTask.title), col(ChannelTask.due_on))
        .order_by(col(ChannelTask.due_on), col(ChannelTask.id))
    )
    if unit_id is not None:
        query = query.where(of_unit(col(Channel.unit_id), unit_id, own_only=own_only))
    return [DueTask(*row) for row in session.execute(query)]
