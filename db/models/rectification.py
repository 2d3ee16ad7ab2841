"""What people add to issues: extensions, evidence; the calendar they correct; the lines of an inspection."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Field, Index, SQLModel

from db.models.rule import JudgedAs
from db.types import Instant, Json, OrderedWord, word


class ExtensionState(OrderedWord):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class IssueExtension(SQLModel, table=True):
    """A request for a later day, and what a supervisor decided. An issue has one undecided at most; the day
    moves only when it is approved, and the first day stays on the issue for ever."""

    __tablename__ = "issue_extension"
    __table_args__ = (
        Index(
            "ux_issue_extension_asked",
            "issue_id",
            unique=True,
            sqlite_where=text(f"state = '{ExtensionState.ASKED}'"),
            postgresql_where=text(f"state = '{ExtensionState.ASKED}'"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    issue_id: int = Field(foreign_key="issue.id", index=True)
    state: ExtensionState = Field(default=ExtensionState.ASKED, sa_type=word(ExtensionState))
    due_before: date
    due_asked: date
    reason: str
    asked_by: str
    asked_at: datetime = Field(sa_type=Instant)
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decision: str = ""


class IssueEvidence(SQLModel, table=True):
    """A file that shows an issue was rectified; its bytes lie under `data_dir/evidence` by their digest.
    `round`: how often the issue had been returned when it was handed in."""

    __tablename__ = "issue_evidence"
    __table_args__ = (Index("ux_issue_evidence", "issue_id", "digest", "round", unique=True),)

    id: int = Field(default=None, primary_key=True)
    issue_id: int = Field(foreign_key="issue.id")
    digest: str = Field(max_length=64, index=True, description="SHA-256 of the bytes")
    name: str = Field(max_length=200)
    media: str = Field(max_length=100, description="Media type, read from the bytes")
    size: int
    round: int = 0
    at: datetime = Field(sa_type=Instant)
    actor: str


class CalendarDay(SQLModel, table=True):
    """A day on which offices work, or do not, whatever the shipped calendar says."""

    __tablename__ = "calendar_day"

    day: date = Field(primary_key=True)
    works: bool
    note: str = ""
    set_by: str
    set_at: datetime = Field(sa_type=Instant)


class InspectionChannel(SQLModel, table=True):
    """One channel of an inspection. `machine`: what the checks said of each indicator when it was drawn up
    or last refreshed, {indicator: {found, why, check, at}}. `grade` and `score` are set when it closes;
    then `machine_score` is what the checklist adds up to. `given_score`: a person's, which counts instead."""

    __tablename__ = "inspection_channel"
    __table_args__ = (Index("ux_inspection_channel", "inspection_id", "channel_id", unique=True),)

    id: int = Field(default=None, primary_key=True)
    inspection_id: int = Field(foreign_key="inspection.id")
    channel_id: int = Field(foreign_key="channel.id")
    unit_id: int = Field(foreign_key="unit.id")
    machine: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    machine_at: datetime = Field(sa_type=Instant)
    lines: int = 0
    grade: str = Field(default="", max_length=16)
    score: float | None = None
    machine_score: float | None = None
    given_score: float | None = None
    given_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    given_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    given_at: datetime | None = Field(default=None, sa_type=Instant)


class InspectionMark(SQLModel, table=True):
    """An inspector's word on one indicator of one channel; `issue_id` is what became of a failure."""

    __tablename__ = "inspection_mark"
    __table_args__ = (Index("ux_inspection_mark", "inspection_channel_id", "indicator", unique=True),)

    id: int = Field(default=None, primary_key=True)
    inspection_channel_id: int = Field(foreign_key="inspection_channel.id")
    indicator: str = Field(max_length=16)
    judged_as: JudgedAs = Field(sa_type=word(JudgedAs))
    faults: int = 1
    note: str = ""
    issue_id: int | None = Field(default=None, foreign_key="issue.id")
    marked_by: str
    marked_at: datetime = Field(sa_type=Instant)
    version: int = 1
