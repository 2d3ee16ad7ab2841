"""Channels of the registry, and every event that brought one in or took one out."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Index, SQLModel

from db.types import Instant, Json, OrderedWord, word

EMPTY = {"server_default": ""}


class RegisteredState(OrderedWord):
    """What the registry says. The words are recalled from practice: labels are catalogue data."""

    RUNNING = "running"
    LEAVING = "leaving"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    MERGED = "merged"
    CANCELLED = "cancelled"


class ObservedState(StrEnum):
    """What the checker sees."""

    UNKNOWN = "unknown"
    ANSWERING = "answering"
    SILENT = "silent"


class EventKind(StrEnum):
    FOUND = "found"
    OPENED = "opened"
    RELAUNCHED = "relaunched"
    CLOSED = "closed"
    MERGED = "merged"
    CANCELLED = "cancelled"
    REOPENED = "reopened"


ENTERING = (EventKind.FOUND, EventKind.OPENED, EventKind.REOPENED)
LEAVING = (EventKind.CLOSED, EventKind.MERGED, EventKind.CANCELLED)


class Channel(SQLModel, table=True):
    """`balance` and `worst` are kept by the database itself (`db.aggregates.sums`) and written by nobody
    else: entries less exits, whatever their day, and the worst that a headline check says now."""

    __table_args__ = (
        Index("ix_channel_counted", "kind", "balance", "worst", "unit_id", "level"),
        Index("ix_channel_kind", "kind", "registered"),
        Index("ix_channel_of_unit", "unit_id", "kind", "balance", "worst", "registered", "observed"),
    )

    id: int = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=32)
    name: str = Field(index=True, max_length=200)
    kind: str = Field(max_length=32, description="Key of core/registry/kinds.toml or of an own kind")
    category: str = Field(default="", max_length=32, description="Websites: portal, department, special")
    level: str = Field(default="", max_length=16, description="Administrative level of the sponsor")
    unit_id: int = Field(foreign_key="unit.id")
    sponsor: str = ""
    undertaker: str = ""
    url: str = ""
    domains: str = Field(default="", description="Further host names, separated by spaces")
    account: str = Field(default="", description="Account name or number on its platform")
    site_code: str = Field(default="", index=True, max_length=16)
    icp: str = ""
    police: str = ""
    mlps_level: int | None = None
    ipv6: bool = False
    app_filing: str = Field(default="", sa_column_kwargs=EMPTY, description="Filing with the 网信办")
    app_approval: str = Field(default="", sa_column_kwargs=EMPTY, description="Document that approved an app")
    audience: str = Field(default="", sa_column_kwargs=EMPTY, description="Whom an app is for")
    keep_ground: str = Field(default="", sa_column_kwargs=EMPTY, description="Why an app is kept")
    contact: str = ""
    phone: str = ""
    registered: RegisteredState = Field(
        default=RegisteredState.RUNNING, index=True, sa_type=word(RegisteredState)
    )
    observed: ObservedState = Field(default=ObservedState.UNKNOWN, sa_type=word(ObservedState))
    successor_id: int | None = Field(default=None, foreign_key="channel.id", index=True)
    balance: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    worst: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    version: int = 1


class ChannelKind(SQLModel, table=True):
    """A kind of platform that an office added. `key` is what channels carry; `also` are everyday words."""

    __tablename__ = "channel_kind"
    __table_args__ = (
        Index("ux_channel_kind_key", "key", unique=True),
        Index("ux_channel_kind_name", "name", unique=True),
    )

    id: int = Field(default=None, primary_key=True)
    key: str = Field(max_length=32)
    name: str = Field(max_length=40)
    name_en: str = Field(default="", max_length=40)
    family: str = Field(max_length=16, description="account, app or website")
    also: list[str] = Field(default_factory=list, sa_type=Json)
    made_at: datetime = Field(sa_type=Instant)
    made_by: str = ""


class ChannelEvent(SQLModel, table=True):
    """`delta` is +1 when the channel enters the registry, -1 when it leaves, 0 otherwise:
    the number running on a day is the sum of deltas up to it."""

    __tablename__ = "channel_event"
    __table_args__ = (
        Index("ix_channel_event_day_channel", "day", "channel_id", "kind", "delta"),
        Index("ix_channel_event_channel_day", "channel_id", "day", "delta"),
    )

    id: int = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id")
    day: date
    kind: EventKind = Field(sa_type=word(EventKind))
    delta: int = 0
    case_id: int | None = Field(default=None, foreign_key="lifecycle_case.id")
    actor: str = ""
    note: str = ""
