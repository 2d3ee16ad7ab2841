"""Long work that goes on by itself: who asked for it, how far it is, and what it did to each item."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Index, SQLModel

from db.types import Instant, Json, OrderedWord, word


class JobState(OrderedWord):
    """The first two are unfinished. A failed or cancelled one keeps what it did until then."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(SQLModel, table=True):
    """One piece of long work. `kind` is an entry of the table of kinds, `title` and `said` are sentences as
    {"key", "values"} of the catalogues, said in the reader's language.

    `once` is unique while the job is unfinished and after it is done, so that a double click starts one.
    `attempt` counts the processes that took it up and fences their writes: only the last one's are kept.
    `done` of `total` items are through, `share` (0 to 1) tells of work without items; `total` 0: not known.
    `undo` is {"kind", "parameters", "items"} of the work that takes this one back; with `items`, once any
    item was done."""

    __table_args__ = (
        Index("ix_job_state", "state", "id"),
        Index("ix_job_actor", "actor", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    kind: str = Field(max_length=64)
    parameters: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    title: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    once: str | None = Field(default=None, max_length=128, unique=True)
    actor: str
    role: str = Field(max_length=16)
    unit_id: int | None = None
    language: str = Field(max_length=8)
    state: JobState = Field(default=JobState.WAITING, sa_type=word(JobState))
    asked_at: datetime = Field(sa_type=Instant)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    heartbeat_at: datetime | None = Field(default=None, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    attempt: int = 0
    done: int = 0
    total: int = 0
    share: float = 0
    lost: int = Field(default=0, description="Processes that died on it")
    cancelled_by: str = ""
    said: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    undo: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    undo_of: int | None = Field(default=None, foreign_key="job.id", index=True)
    seen_at: datetime | None = Field(default=None, sa_type=Instant)


class JobItem(SQLModel, table=True):
    """What a job did to one item, written in the transaction that did it: after a kill nothing is done
    twice. `refused` is a sentence when it was not done; `kept` is what taking it back needs."""

    __tablename__ = "job_item"

    job_id: int = Field(foreign_key="job.id", primary_key=True)
    item: str = Field(max_length=128, primary_key=True)
    is_refused: bool = False
    refused: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    kept: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
