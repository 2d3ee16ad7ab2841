"""Readings of whole sites: who asked, how far each is, and what was found."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, text
from sqlmodel import Field, Index, SQLModel

from db.types import Instant, Json, OrderedWord, word


class CrawlState(OrderedWord):
    """A paused one keeps what it has read and waits for a person."""

    WAITING = "waiting"
    READING = "reading"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


UNFINISHED = (CrawlState.WAITING, CrawlState.READING, CrawlState.PAUSED)

# As the index of unfinished readings says it.
IS_UNFINISHED = f"state IN ({', '.join(repr(state.value) for state in UNFINISHED)})"


class CrawlSpeed(StrEnum):
    """Full speed is for a site whose own people agreed to it."""

    POLITE = "polite"
    FULL = "full"


class RobotsUse(StrEnum):
    """What was done with the site's robots.txt."""

    OBEYED = "obeyed"
    IGNORED = "ignored"
    NONE = "none"


class Crawl(SQLModel, table=True):
    """One reading of a whole site; at most one unfinished a channel.

    `fence` is that of the checker whose process reads; `seconds` count reading only, `rate` is addresses a
    second of late, `memory_mb` the most that its processes took. `error` is a key of the catalogue
    `crawl.error`. `summary` holds every count, `CrawlRow` the rows up to a cap."""

    __table_args__ = (
        Index("ix_crawl_channel_id", "channel_id", "id"),
        Index("ix_crawl_state", "state", "id"),
        Index(
            "ux_crawl_unfinished",
            "channel_id",
            unique=True,
            sqlite_where=text(IS_UNFINISHED),
            postgresql_where=text(IS_UNFINISHED),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id")
    state: CrawlState = Field(default=CrawlState.WAITING, sa_type=word(CrawlState))
    speed: CrawlSpeed = Field(default=CrawlSpeed.POLITE, sa_type=word(CrawlSpeed))
    asked_by: str
    asked_at: datetime = Field(sa_type=Instant)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    progress_at: datetime | None = Field(default=None, sa_type=Instant)
    fence: int = 0
    stage: str = Field(default="", max_length=16)
    read: int = 0
    known: int = 0
    dead: int = 0
    rate: float = 0
    seconds: float = 0
    memory_mb: float = 0
    robots: RobotsUse | None = Field(default=None, sa_type=word(RobotsUse))
    lost: int = Field(default=0, description="Processes that died on it, one after the other")
    error: str = Field(default="", max_length=64)
    rule_version: str = Field(default="", max_length=64)
    summary: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    version: int = 1


class CrawlRow(SQLModel, table=True):
    """One line of a result. `kind`: dead, blocked, attachment, orphan, duplicate, or a fact's name;
    `count` and `detail` say of what, such as the pages that carry a link."""

    __tablename__ = "crawl_row"
    __table_args__ = (Index("ix_crawl_row_kind", "crawl_id", "kind", "id"),)

    id: int = Field(default=None, primary_key=True)
    crawl_id: int = Field(foreign_key="crawl.id")
    kind: str = Field(max_length=16)
    part: str = Field(default="", max_length=16)
    address: str
    status: int | None = None
    failure: str = Field(default="", max_length=32)
    type: str = Field(default="", max_length=100)
    size: int = Field(default=0, sa_type=BigInteger)
    count: int = 0
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
