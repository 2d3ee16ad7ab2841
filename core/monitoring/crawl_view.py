"""Readings of whole sites as pages show them: under way, finished, and what each found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session, col

from core.common.sheet import Slice
from core.monitoring.crawls import READABLE
from core.registry.kinds import keys_of
from db.engine import reading
from db.models import UNFINISHED, Channel, Crawl, CrawlRow, CrawlSpeed, CrawlState, RobotsUse

FACTS = ("privacy", "hidden_links", "illegal_links", "wording")
KINDS = ("dead", "blocked", "attachment", "orphan", "duplicate", *FACTS)


@dataclass(frozen=True, slots=True)
class CrawlLine:
    """One reading. `seconds` of reading so far, `rate` addresses a second of late, `error` a key of the
    catalogue `crawls.error` or `failure.<name>`."""

    id: int
    channel_id: int
    channel: str
    state: CrawlState
    speed: CrawlSpeed
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    stage: str
    read: int
    known: int
    dead: int
    rate: float
    seconds: float
    memory_mb: float
    robots: RobotsUse | None
    error: str
    rule_version: str
    summary: dict[str, Any]

    @property
    def share(self) -> float:
        """How much of what is known is read, 0 to 1."""
        return min(self.read / self.known, 1.0) if self.known else 0.0

    @property
    def left_s(self) -> float | None:
        """Seconds until everything known now is read; None while that cannot be known."""
        if self.state is not CrawlState.READING or self.stage != "reading" or self.rate <= 0:
            return None
        return (self.known - self.read) / self.rate


@dataclass(frozen=True, slots=True)
class RowLine:
    """One line of a result; see `CrawlRow`."""

    address: str
    part: str
    status: int | None
    failure: str
    type: str
    size: int
    count: int
    detail: dict[str, Any]

    @property
    def pages(self) -> list[str]:
        """The pages that carry a link, or have the same content."""
        return [str(page) for page in self.detail.get("pages", ())]


def under_way() -> tuple[CrawlLine, ...]:
    """Every reading that is not finished, those being read first."""
    order = (col(Crawl.state) != CrawlState.READING, col(Crawl.id))
    with reading() as session:
        return _lines(session, _query().where(col(Crawl.state).in_(UNFINISHED)).order_by(*order))


def unfinished(channel_id: int) -> CrawlLine | None:
    """The reading of a site that is not finished."""
    query = _query().where(col(Crawl.channel_id) == channel_id, col(Crawl.state).in_(UNFINISHED))
    with reading() as session:
        return next(iter(_lines(session, query)), None)


def finished(channel_id: int | None = None, *, limit: int = 25, offset: int = 0) -> Slice[CrawlLine]:
    """Readings that are over, the last asked for first; of one site or of all."""
    over: ColumnElement[bool] = col(Crawl.state).not_in(UNFINISHED)
    if channel_id is not None:
        over = over & (col(Crawl.channel_id) == channel_id)
    with reading() as session:
        total = session.execute(select(func.count()).select_from(Crawl).where(over)).scalar_one()
        query = _query().where(over).order_by(col(Crawl.id).desc()).limit(limit).offset(offset)
        return Slice(_lines(session, query), total)


def result_of(channel_id: int) -> CrawlLine | None:
    """The newest reading of a site that was carried through."""
    query = (
        _query()
        .where(col(Crawl.channel_id) == channel_id, col(Crawl.state) == CrawlState.DONE)
        .order_by(col(Crawl.id).desc())
        .limit(1)
    )
    with reading() as session:
        return next(iter(_lines(session, query)), None)


def rows(crawl_id: int, kind: str, *, part: str = "", limit: int = 25, offset: int = 0) -> Slice[RowLine]:
    """The stored lines of one kind, of one part where it is named."""
    mine: ColumnElement[bool] = (col(CrawlRow.crawl_id) == crawl_id) & (col(CrawlRow.kind) == kind)
    if part:
        mine = mine & (col(CrawlRow.part) == part)
    with reading() as session:
        total = session.execute(select(func.count()).select_from(CrawlRow).where(mine)).scalar_one()
        found = session.execute(
            select(CrawlRow).where(mine).order_by(col(CrawlRow.id)).limit(limit).offset(offset)
        ).scalars()
        return Slice(tuple(map(_row, found)), total)


def readable() -> dict[int, str]:
    """The websites that may be read as a whole, by name."""
    with reading() as session:
        found = session.execute(
            select(col(Channel.id), col(Channel.name))
            .where(
                col(Channel.kind).in_(keys_of("website")),
                col(Channel.registered).in_(READABLE),
                col(Channel.url) != "",
            )
            .order_by(col(Channel.name))
        )
        return {number: name for number, name in found if number is not None}


def _query() -> Select[Crawl, str]:
    return select(Crawl, col(Channel.name)).join(Channel, col(Channel.id) == col(Crawl.channel_id))


def _lines(session: Session, query: Select[Crawl, str]) -> tuple[CrawlLine, ...]:
    return tuple(_line(crawl, name) for crawl, name in session.execute(query))


def _line(crawl: Crawl, name: str) -> CrawlLine:
    return CrawlLine(
        id=crawl.id,
        channel_id=crawl.channel_id,
        channel=name,
        state=crawl.state,
        speed=crawl.speed,
        asked_by=crawl.asked_by,
        asked_at=crawl.asked_at,
        started_at=crawl.started_at,
        ended_at=crawl.ended_at,
        stage=crawl.stage,
        read=crawl.read,
        known=crawl.known,
        dead=crawl.dead,
        rate=crawl.rate,
        seconds=crawl.seconds,
        memory_mb=crawl.memory_mb,
        robots=crawl.robots,
        error=crawl.error,
        rule_version=crawl.rule_version,
        summary=crawl.summary,
    )


def _row(row: CrawlRow) -> RowLine:
    return RowLine(row.address, row.part, row.status, row.failure, row.type, row.size, row.count, row.detail)
