"""Who is reminded, by which way, of what; and the queue of messages on their way out."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import LargeBinary
from sqlmodel import Field, Index, SQLModel

from db.types import Instant, Json, OrderedWord, word


class Recipient(SQLModel, table=True):
    """A person who is reminded. Without `unit_id`: of the supervising office. `topics` is what about,
    empty for everything; between `quiet_from` and `quiet_until` (Shanghai, may cross midnight) nothing is
    sent. Both None: the rules' own quiet hours."""

    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=64)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    topics: list[str] = Field(default_factory=list, sa_type=Json)
    language: str = Field(default="zh", max_length=8)
    quiet_from: time | None = None
    quiet_until: time | None = None
    enabled: bool = True
    version: int = 1


class RecipientAddress(SQLModel, table=True):
    """Where a person is reached. `sealed` is the whole address of the service, encrypted; `shown` is what
    of it may be seen."""

    __tablename__ = "recipient_address"

    id: int = Field(default=None, primary_key=True)
    recipient_id: int = Field(foreign_key="recipient.id", index=True)
    service: str = Field(max_length=32)
    shown: str = Field(default="", max_length=120)
    sealed: bytes = Field(sa_type=LargeBinary)
    enabled: bool = True
    made_at: datetime = Field(sa_type=Instant)


class OutboxState(OrderedWord):
    """`UNSURE`: the sender died, or got no answer, after it had begun; sending it again could double it,
    so a person decides."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNSURE = "unsure"
    DROPPED = "dropped"


class OutboxMessage(SQLModel, table=True):
    """One message to one address. `key` is unique, so that what was queued once is not queued again;
    `token` belongs to the one sender that may report what came of it."""

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_state", "state", "not_before"),)

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=96)
    kind: str = Field(max_length=16, description="digest, test or urge")
    recipient_id: int = Field(foreign_key="recipient.id", index=True)
    address_id: int = Field(foreign_key="recipient_address.id")
    to_name: str
    to_shown: str = ""
    title: str
    body: str
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    state: OutboxState = Field(default=OutboxState.QUEUED, sa_type=word(OutboxState))
    made_at: datetime = Field(sa_type=Instant, index=True)
    not_before: datetime = Field(sa_type=Instant)
    attempts: int = 0
    token: str = Field(default="", max_length=32)
    taken_at: datetime | None = Field(default=None, sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    error: str = Field(default="", max_length=32, description="Key of the catalogue `reminder.error`")


class Reminded(SQLModel, table=True):
    """The last day a person was reminded of one item, so that each is said in its own rhythm."""

    __tablename__ = "reminded"

    recipient_id: int = Field(foreign_key="recipient.id", primary_key=True)
    topic: str = Field(primary_key=True, max_length=24)
    noun_id: int = Field(primary_key=True)
    fact: str = Field(default="", max_length=64, description="What was said of it, such as its deadline")
    day: date
    times: int = 1
