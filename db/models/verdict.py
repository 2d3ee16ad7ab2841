"""The verdict on every channel as last judged, and which channels have to be judged again."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from db.types import Instant, Json


class ChannelVerdict(SQLModel, table=True):
    """What the rules said of a channel. Derived: everything here can be judged anew at any time.

    `vetoes` and `deducted` name indicators, or the words of a veto that a person entered. `basis` tells
    one state of one rule set from any other; `expires_on` is the last day of a person's word in it."""

    __tablename__ = "channel_verdict"

    channel_id: int = Field(foreign_key="channel.id", primary_key=True, ondelete="CASCADE")
    grade: str = Field(max_length=16)
    base: float | None = None
    bonus: float | None = None
    vetoes: list[str] = Field(default_factory=list, sa_type=Json)
    deducted: list[str] = Field(default_factory=list, sa_type=Json)
    machine: int = 0
    person: int = 0
    nobody: int = 0
    rule_version: str = Field(max_length=64)
    basis: str = Field(max_length=96)
    expires_on: date | None = None
    judged_at: datetime = Field(sa_type=Instant)


class VerdictChange(SQLModel, table=True):
    """Something that a channel's verdict rests on has changed. Written by the triggers of
    `db.aggregates.verdict_notes`; only ever added to and taken away: writers never wait for each other."""

    __tablename__ = "verdict_change"

    id: int = Field(default=None, primary_key=True)
    channel_id: int = Field(index=True)
