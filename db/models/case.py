"""Closing, merging, migrating, suspending or cancelling a channel: the case, its steps, their evidence."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import text
from sqlmodel import Field, Index, SQLModel

from db.models.channel import RegisteredState
from db.types import Instant, Json, OrderedWord, word


class CaseKind(StrEnum):
    CLOSE = "close"
    MERGE = "merge"
    MIGRATE = "migrate"
    SUSPEND = "suspend"
    CANCEL = "cancel"


class CaseState(OrderedWord):
    """In the order in which a case goes through them."""

    REQUESTED = "requested"
    APPROVED = "approved"
    ANNOUNCED = "announced"
    SWITCHED_OFF = "switched-off"
    VERIFIED = "verified"
    WITHDRAWN = "withdrawn"


class StepState(OrderedWord):
    WAITING = "waiting"
    DONE = "done"
    WAIVED = "waived"


class StepOwner(StrEnum):
    """Who takes a step: the unit's staff, the supervising office, or the checker."""

    UNIT = "unit"
    SUPERVISOR = "supervisor"
    CHECKER = "checker"


class Case(SQLModel, table=True):
    """`ends_on` is when a suspension is to end; `times_reopened` counts failed verifications. A channel
    has one case under way at most."""

    __tablename__ = "lifecycle_case"
    __table_args__ = (
        Index(
            "ux_lifecycle_case_under_way",
            "channel_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    number: str = Field(unique=True, max_length=32)
    channel_id: int = Field(foreign_key="channel.id", index=True)
    kind: CaseKind = Field(index=True, sa_type=word(CaseKind))
    state: CaseState = Field(default=CaseState.REQUESTED, index=True, sa_type=word(CaseState))
    batch: str = Field(default="", index=True, description="Accounts of one platform cancelled together")
    successor_id: int | None = Field(default=None, foreign_key="channel.id", index=True)
    opened_on: date
    due_on: date | None = None
    ends_on: date | None = None
    ended_on: date | None = Field(default=None, index=True)
    reason: str = ""
    rule_version: str = ""
    times_reopened: int = 0
    version: int = 1


class CaseStep(SQLModel, table=True):
    """One step of a case, copied from the rule when the case was opened, so that a later rule does not
    change it. `step` is the state the case has reached once this step is settled; `earliest_on` is the first
    day on which it may be (the notice's days). `key` is empty for steps recorded before rules had names."""

    __tablename__ = "case_step"

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="lifecycle_case.id", index=True)
    place: int = 0
    key: str = Field(default="", max_length=32)
    step: CaseState = Field(sa_type=word(CaseState))
    state: StepState = Field(default=StepState.DONE, sa_type=word(StepState))
    required: bool = True
    evidence_needed: bool = False
    who: StepOwner = Field(default=StepOwner.UNIT, sa_type=word(StepOwner))
    owner: str = Field(default="", max_length=64)
    due_on: date | None = None
    earliest_on: date | None = None
    done_on: date | None = None
    actor: str = ""
    note: str = ""


class ChannelExit(SQLModel, table=True):
    """An exit that had happened before anybody recorded it: day, ground, and a paper by number or as a file,
    whose bytes lie under `data_dir/evidence`. `before`: the registered state it changed; `settled`: the state
    of each issue that it settled, by id, for taking it back."""

    __tablename__ = "channel_exit"

    id: int = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", index=True)
    event_id: int | None = Field(default=None, foreign_key="channel_event.id")
    left_on: date
    registered: RegisteredState = Field(sa_type=word(RegisteredState))
    before: RegisteredState = Field(sa_type=word(RegisteredState))
    ground: str
    paper: str = Field(default="", max_length=200, description="Number of the paper")
    digest: str = Field(default="", max_length=64, description="SHA-256 of the file; empty without one")
    name: str = Field(default="", max_length=200)
    media: str = Field(default="", max_length=100)
    size: int = 0
    settled: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    actor: str
    at: datetime = Field(sa_type=Instant)
    taken_back_at: datetime | None = Field(default=None, sa_type=Instant)


class CaseEvidence(SQLModel, table=True):
    """A file that shows a step was taken; its bytes lie under `data_dir/evidence` by their digest."""

    __tablename__ = "case_evidence"

    id: int = Field(default=None, primary_key=True)
    step_id: int = Field(foreign_key="case_step.id", index=True)
    digest: str = Field(max_length=64, index=True, description="SHA-256 of the bytes")
    name: str = Field(max_length=200)
    media: str = Field(max_length=100, description="Media type, read from the bytes")
    size: int
    at: datetime = Field(sa_type=Instant)
    actor: str
