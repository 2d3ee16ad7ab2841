"""Counts that the database keeps by itself (`db.aggregates.counters`): every change adds a row, and `n` of
all rows adds up to the count. Rows are only ever added, and now and then drawn together, so that writers
never wait for each other."""

from datetime import date

from sqlmodel import Field, Index, SQLModel

from db.models.channel import ObservedState, RegisteredState
from db.types import word


class ChannelCounter(SQLModel, table=True):
    """Channels by what pages count. `running`: its entries outnumber its exits, whatever their day."""

    __tablename__ = "channel_counter"

    id: int = Field(default=None, primary_key=True)
    kind: str = Field(max_length=32)
    level: str = Field(max_length=16)
    registered: RegisteredState = Field(sa_type=word(RegisteredState))
    observed: ObservedState = Field(sa_type=word(ObservedState))
    running: bool
    worst: int
    has_url: bool
    has_account: bool
    n: int


class StateCounter(SQLModel, table=True):
    """Current states by check, outcome and class of failure, which is empty where there is none."""

    __tablename__ = "state_counter"

    id: int = Field(default=None, primary_key=True)
    check: str = Field(max_length=32)
    outcome: str = Field(max_length=16)
    failure: str = Field(max_length=32)
    n: int


class ColumnNow(SQLModel, table=True):
    """One column of a website as its check saw it last, out of the evidence of `current_state`, so that
    lists are ordered by an index. `place` counts a website's columns from 1; by `rank` what is wrong comes
    first."""

    __tablename__ = "column_now"
    __table_args__ = (
        Index("ix_column_now_rank", "rank", "age_order", "channel_id", "place"),
        # Kept in the order of websites, so that adding up a website's columns reads the table alone.
        {"sqlite_with_rowid": False},
    )

    channel_id: int = Field(foreign_key="channel.id", primary_key=True, ondelete="CASCADE")
    place: int = Field(primary_key=True)
    rank: int
    age_order: int = Field(description="Days of age with a minus, 0 where it has none: the oldest first")


class IssueCounter(SQLModel, table=True):
    """Issues by day in Asia/Shanghai; `what` is one of `db.aggregates.counters.ISSUE`.

    found, counted (not a false alarm) and mended (verified) stand on the day an issue was opened, reported
    and verified on their own day. `overdue` is +1 on the first day an issue is late and -1 on the day it was
    verified: added up to a day it says how many were late then."""

    __tablename__ = "issue_counter"
    __table_args__ = (Index("ix_issue_counter", "what", "day", "n"),)

    id: int = Field(default=None, primary_key=True)
    what: str = Field(max_length=16)
    day: date
    n: int
