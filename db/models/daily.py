"""What offices and units keep by hand day by day: who reads when and what was found (7×24 读网), the three
reviews and three proofs of a text (三审三校), trainings, work groups and forced use (指尖上的形式主义)."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from db.types import Instant, word


class Shift(StrEnum):
    DAY = "day"
    NIGHT = "night"
    WHOLE = "whole"


class ReadingDuty(SQLModel, table=True):
    """Who is on duty for reading on one day; `unit_id` None: the office."""

    __tablename__ = "reading_duty"

    id: int = Field(default=None, primary_key=True)
    day: date = Field(index=True)
    shift: Shift = Field(sa_type=word(Shift))
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    person: str = Field(max_length=200)
    phone: str = Field(default="", max_length=200)


class ReadingEntry(SQLModel, table=True):
    """What one person read of one channel on one day, and what was wrong there."""

    __tablename__ = "reading_entry"

    id: int = Field(default=None, primary_key=True)
    day: date = Field(index=True)
    channel_id: int = Field(foreign_key="channel.id", index=True)
    person: str = Field(max_length=200)
    pages: int
    found: int
    note: str = ""


class ReviewEntry(SQLModel, table=True):
    """Who reviewed and proofread one text before it was published, and how many mistakes that found."""

    __tablename__ = "review_entry"

    id: int = Field(default=None, primary_key=True)
    published_on: date = Field(index=True)
    channel_id: int = Field(foreign_key="channel.id", index=True)
    title: str
    first_review: str = Field(max_length=200)
    second_review: str = Field(max_length=200)
    final_review: str = Field(max_length=200)
    first_proof: str = Field(default="", max_length=200)
    second_proof: str = Field(default="", max_length=200)
    final_proof: str = Field(default="", max_length=200)
    corrected: int = 0


class Training(SQLModel, table=True):
    """One training; `unit_id` None: of the office."""

    id: int = Field(default=None, primary_key=True)
    day: date = Field(index=True)
    title: str
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    attendees: int
    hours: float | None = None


class GroupPlatform(StrEnum):
    WECHAT = "wechat"
    DINGTALK = "dingtalk"
    QQ = "qq"
    APP = "app"
    MINI_PROGRAM = "mini-program"
    OTHER = "other"


class GroupFinding(StrEnum):
    """What screening found: worth keeping, or why it has to go."""

    KEEP = "keep"
    FORCED = "forced"
    IDLE = "idle"
    DUPLICATE = "duplicate"


class WorkGroup(SQLModel, table=True):
    """A work group, app or mini-program that was screened; `closed_on` where it was closed, or its forced
    use ended."""

    __tablename__ = "work_group"

    id: int = Field(default=None, primary_key=True)
    screened_on: date = Field(index=True)
    name: str
    platform: GroupPlatform = Field(sa_type=word(GroupPlatform))
    unit_id: int = Field(foreign_key="unit.id", index=True)
    members: int
    finding: GroupFinding = Field(sa_type=word(GroupFinding))
    closed_on: date | None = None


class RecordProof(SQLModel, table=True):
    """The file that proves one row of a chapter; `row` is the row's key as text."""

    __tablename__ = "record_proof"

    chapter: str = Field(primary_key=True, max_length=32)
    row: str = Field(primary_key=True, max_length=64)
    digest: str = Field(max_length=64, index=True, description="SHA-256 of the bytes")
    name: str = Field(max_length=200)
    made_by: str
    made_at: datetime = Field(sa_type=Instant)
