"""What the checker writes: runs, raw results, current state, rollups, windows, findings."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, text
from sqlmodel import Field, Index, SQLModel

from db.types import Instant, Json, OrderedWord, word


class Lease(SQLModel, table=True):
    """Who may write results. `fence` grows with every change of owner."""

    name: str = Field(primary_key=True, max_length=32)
    owner: str
    fence: int
    taken_at: datetime = Field(sa_type=Instant)
    heartbeat_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)


class RunState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    VOID = "void"
    ABANDONED = "abandoned"
    FAILED = "failed"


class Run(SQLModel, table=True):
    """One pass of a sweep, with its counts and, when it went wrong, why."""

    __table_args__ = (Index("ix_run_sweep_started", "sweep", "started_at"),)

    id: int = Field(default=None, primary_key=True)
    sweep: str = Field(max_length=32)
    owner: str
    fence: int
    state: RunState = Field(default=RunState.RUNNING, sa_type=word(RunState))
    started_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    planned: int = 0
    done: int = 0
    problems: int = 0
    blocked: int = 0
    errors: int = 0
    error: str = ""


class Probe(SQLModel, table=True):
    """Raw: one visit for availability. A `confirming` probe settles a suspicion and is left out of
    shares, because the 5 % rule counts spaced probes. Unique per run, so a repeated write is one row."""

    __table_args__ = (
        Index("ix_probe_channel_at", "channel_id", "at"),
        Index("ix_probe_at", "at"),
        Index("ux_probe_run_channel", "run_id", "channel_id", unique=True),
    )

    id: int = Field(default=None, primary_key=True)
    run_id: int | None = Field(default=None, foreign_key="run.id")
    channel_id: int = Field(foreign_key="channel.id")
    at: datetime = Field(sa_type=Instant)
    confirming: bool = False
    outcome: str = Field(max_length=16)
    failure: str | None = Field(default=None, max_length=32)
    status: int | None = None
    connect_ms: float | None = None
    first_byte_ms: float | None = None
    total_ms: float | None = None


class CheckResult(SQLModel, table=True):
    """Raw: one content check of one channel."""

    __tablename__ = "check_result"
    __table_args__ = (
        Index("ix_check_result_channel", "channel_id", "check", "at"),
        Index("ix_check_result_at", "at"),
        Index("ux_check_result_run", "run_id", "channel_id", "check", unique=True),
    )

    id: int = Field(default=None, primary_key=True)
    run_id: int | None = Field(default=None, foreign_key="run.id")
    channel_id: int = Field(foreign_key="channel.id")
    check: str = Field(max_length=32)
    at: datetime = Field(sa_type=Instant)
    outcome: str = Field(max_length=16)
    failure: str | None = Field(default=None, max_length=32)
    evidence: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class CurrentState(SQLModel, table=True):
    """Latest of each channel and check. `since` is when this outcome began; a suspicion carries when
    it began, how often it was seen and when to look again; `on_hold` waits for a person."""

    __tablename__ = "current_state"
    __table_args__ = (
        Index("ix_current_state_check_outcome", "check", "outcome", "at"),
        Index("ix_current_state_confirm", "check", "confirm_at"),
        Index("ix_current_state_check_at", "check", "at", "channel_id"),
        Index(
            "ix_current_state_blocked",
            "since",
            "channel_id",
            sqlite_where=text("outcome = 'blocked'"),
            postgresql_where=text("outcome = 'blocked'"),
        ),
        Index(
            "ix_current_state_on_hold",
            "check",
            sqlite_where=text("on_hold = 1"),
            postgresql_where=text("on_hold"),
        ),
    )

    channel_id: int = Field(foreign_key="channel.id", primary_key=True)
    check: str = Field(primary_key=True, max_length=32)
    outcome: str = Field(max_length=16)
    failure: str | None = Field(default=None, max_length=32)
    status: int | None = None
    total_ms: float | None = None
    at: datetime = Field(sa_type=Instant)
    since: datetime = Field(sa_type=Instant)
    suspected_at: datetime | None = Field(default=None, sa_type=Instant)
    times_suspected: int = 0
    confirm_at: datetime | None = Field(default=None, sa_type=Instant)
    on_hold: bool = False
    evidence: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class DailyRollup(SQLModel, table=True):
    """Scheduled probes of one channel on one day in Asia/Shanghai, kept for ever."""

    __tablename__ = "daily_rollup"
    # With what is added up of it: the rows of a channel lie far apart.
    __table_args__ = (
        Index("ix_daily_rollup_channel_day", "channel_id", "day", "ok", "failed", "suspect", "blocked"),
    )

    day: date = Field(primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", primary_key=True)
    probes: int = 0
    ok: int = 0
    failed: int = 0
    suspect: int = 0
    blocked: int = 0
    ok_ms: float = Field(default=0, description="Sum of the times of the ok probes, milliseconds")
    slowest_ms: float = 0


class DailyTotal(SQLModel, table=True):
    """The daily rollups of all channels added up; kept by the database itself (`db.aggregates.sums`)."""

    __tablename__ = "daily_total"

    day: date = Field(primary_key=True)
    probes: int = Field(default=0, sa_type=BigInteger)
    ok: int = Field(default=0, sa_type=BigInteger)
    failed: int = Field(default=0, sa_type=BigInteger)
    suspect: int = Field(default=0, sa_type=BigInteger)
    blocked: int = Field(default=0, sa_type=BigInteger)


class WindowStat(SQLModel, table=True):
    """Availability of one channel over the last `days` days; `share` is ok / (ok + failed)."""

    __tablename__ = "window_stat"
    __table_args__ = (Index("ix_window_stat_share", "days", "share", "channel_id"),)

    days: int = Field(primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", primary_key=True, index=True)
    ok: int = 0
    failed: int = 0
    blocked: int = 0
    share: float | None = None
    mean_ms: float | None = None
    refreshed_at: datetime = Field(sa_type=Instant)


class FindingState(OrderedWord):
    OPEN = "open"
    DISMISSED = "dismissed"
    RESOLVED = "resolved"


class Finding(SQLModel, table=True):
    """A confirmed problem a check keeps seeing. At most one unresolved per channel, check and key."""

    __table_args__ = (
        Index("ix_finding_state", "state", "first_seen_at", "check", "channel_id"),
        Index(
            "ux_finding_unresolved",
            "channel_id",
            "check",
            "key",
            unique=True,
            sqlite_where=text(f"state <> '{FindingState.RESOLVED}'"),
            postgresql_where=text(f"state <> '{FindingState.RESOLVED}'"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", index=True)
    check: str = Field(max_length=32)
    key: str = Field(default="", max_length=64)
    state: FindingState = Field(default=FindingState.OPEN, sa_type=word(FindingState))
    failure: str | None = Field(default=None, max_length=32)
    first_seen_at: datetime = Field(sa_type=Instant)
    confirmed_at: datetime = Field(sa_type=Instant)
    last_seen_at: datetime = Field(sa_type=Instant)
    resolved_at: datetime | None = Field(default=None, sa_type=Instant)
    times_seen: int = 1
    rule_version: str = ""
    evidence: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    fingerprint: str = Field(default="", max_length=32, description="Of the evidence as last seen")
    dismissed_until: date | None = None
    dismissed_fingerprint: str | None = Field(
        default=None, max_length=32, description="Evidence that a person rejected; other evidence reopens"
    )


class CheckRequest(SQLModel, table=True):
    """Somebody's request that a check be made now. `run_id` is set by whoever takes it."""

    __tablename__ = "check_request"

    id: int = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", index=True)
    check: str = Field(max_length=32)
    issue_id: int | None = Field(default=None, foreign_key="issue.id", index=True)
    requested_by: str
    requested_at: datetime = Field(sa_type=Instant)
    done_at: datetime | None = Field(default=None, index=True, sa_type=Instant)
    outcome: str | None = Field(default=None, max_length=16)
