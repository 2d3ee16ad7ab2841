"""Tasks over all channels (重点信息转发, replacing an emblem, filing accuracy): what is asked, by when, and
what each channel has to show for it."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Index, SQLModel

from db.types import Instant, OrderedWord, word


class TaskKind(StrEnum):
    """`REPOST`: carry a text; `REPLACE`: something new in the place of something old; `FILING`: show the
    filing number that is in the registry."""

    REPOST = "repost"
    REPLACE = "replace"
    FILING = "filing"
    OTHER = "other"


class ChannelTask(SQLModel, table=True):
    """What is asked of many channels. `words` or `address` must be found there by a machine, `gone` must not;
    without any of them only people prove it. `closed_on` is set when it is over, or was called off."""

    __tablename__ = "channel_task"

    id: int = Field(default=None, primary_key=True)
    title: str = Field(max_length=200)
    kind: TaskKind = Field(sa_type=word(TaskKind))
    requirement: str = ""
    words: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=500)
    gone: str = Field(default="", max_length=200)
    starts_on: date = Field(index=True)
    due_on: date
    made_by: str
    made_at: datetime = Field(sa_type=Instant)
    closed_on: date | None = None
    closed_by: str = ""
    version: int = 1


class TaskState(OrderedWord):
    """`PROVED`: the unit says so and shows it; `DONE`: a person or the checker confirmed it."""

    WAITING = "waiting"
    RETURNED = "returned"
    PROVED = "proved"
    DONE = "done"
    EXEMPT = "exempt"


class TaskChannel(SQLModel, table=True):
    """One channel of a task. `done_on` is the day it was done, whenever that was entered; `seen` and
    `seen_at` are what the checker found last and when: ok, problem (not there) or blocked (not readable)."""

    __tablename__ = "task_channel"
    __table_args__ = (
        Index("ux_task_channel", "task_id", "channel_id", unique=True),
        Index("ix_task_channel_state", "state", "seen_at"),
    )

    id: int = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="channel_task.id")
    channel_id: int = Field(foreign_key="channel.id", index=True)
    state: TaskState = Field(default=TaskState.WAITING, sa_type=word(TaskState))
    done_on: date | None = None
    address: str = Field(default="", max_length=500, description="Where it can be seen")
    note: str = ""
    digest: str = Field(default="", max_length=64, description="SHA-256 of the proof, if one came")
    file_name: str = Field(default="", max_length=200)
    proved_by: str = ""
    decided_by: str = ""
    reason: str = ""
    seen: str = Field(default="", max_length=16)
    seen_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1
