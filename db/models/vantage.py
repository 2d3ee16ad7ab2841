"""What is seen from each vantage point, and of the engine that work runs on."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, Index, SQLModel

from db.types import Instant, Json


class VantageDay(SQLModel, table=True):
    """Scheduled probes of one channel from one vantage point on one day in Asia/Shanghai, kept for ever, and
    the last state seen that day, confirming probes included. `failed` counts every failed visit: here
    nothing is confirmed, since each place speaks for itself."""

    __tablename__ = "vantage_day"
    __table_args__ = (Index("ix_vantage_day_channel", "channel_id", "day"),)

    day: date = Field(primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", primary_key=True)
    vantage: str = Field(primary_key=True, max_length=32)
    probes: int = 0
    ok: int = 0
    failed: int = 0
    blocked: int = 0
    ok_ms: float = Field(default=0, description="Sum of the times of the ok probes, milliseconds")
    at: datetime = Field(sa_type=Instant)
    outcome: str = Field(max_length=16)
    failure: str | None = Field(default=None, max_length=32)
    status: int | None = None
    total_ms: float | None = None


class EngineReading(SQLModel, table=True):
    """What the checker saw of its engine last; one row. `workers`: one object each."""

    __tablename__ = "engine_reading"

    name: str = Field(primary_key=True, max_length=32)
    at: datetime = Field(sa_type=Instant)
    state: str = Field(max_length=16)
    address: str = ""
    said: str = ""
    workers: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
