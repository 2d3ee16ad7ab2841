"""What the checker writes of readings of whole sites: taken, how far, ended. All under its lease."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from core.access.actor import CHECKER
from core.common import clock
from core.common.outcome import Outcome
from core.monitoring.crawl_work import beside, kept, work
from core.monitoring.crawls import set_state
from core.monitoring.lease import LeaseToken, insist
from core.registry.kinds import WATCHED
from core.rules import RuleSet
from db.engine import changed, reading, writing
from db.models import (
    UNFINISHED,
    Channel,
    CheckRequest,
    Crawl,
    CrawlRow,
    CrawlSpeed,
    CrawlState,
    RobotsUse,
)

_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Job:
    """A reading that is now this checker's. `seconds` were read before; `supervised`: the registry says that
    the office still looks after the site."""

    id: int
    channel_id: int
    url: str
    speed: CrawlSpeed
    seconds: float
    supervised: bool
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CrawlProgress:
    """How far a reading is. `rate`: addresses a second of late; `seconds` of all its processes so far."""

    stage: str = ""
    read: int = 0
    known: int = 0
    dead: int = 0
    rate: float = 0
    seconds: float = 0
    memory_mb: float = 0
    robots: RobotsUse | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a reading found. `rows` are columns of `CrawlRow` by name."""

    summary: dict[str, Any]
    rows: list[dict[str, Any]] = field(default_factory=list)


def take(token: LeaseToken, *, at_once: int, mine: Collection[int]) -> list[Job]:
    """Take over what an earlier checker had under way, then waiting ones, oldest first, while fewer than
    `at_once` are read. `mine`: those whose process is alive. No host is read twice at a time."""
    with writing() as session:
        insist(session, token)
        rows = session.execute(
            select(Crawl, Channel)
            .join(Channel, col(Channel.id) == col(Crawl.channel_id))
            .where(col(Crawl.state).in_((CrawlState.READING, CrawlState.WAITING)))
            .order_by(col(Crawl.state) != CrawlState.READING, col(Crawl.id))
        ).all()
        under_way = [(crawl, channel) for crawl, channel in rows if crawl.id in mine]
        hosts = {_host(channel.url) for _, channel in under_way}
        jobs: list[Job] = []
        for crawl, channel in rows:
            room = len(under_way) + len(jobs) < at_once
            if crawl.id in mine or not room or _host(channel.url) in hosts:
                continue
            if _begin(session, crawl, token):
                hosts.add(_host(channel.url))
                jobs.append(_job(crawl, channel))
        return jobs


def states(crawl_ids: Collection[int]) -> dict[int, CrawlState]:
    """The present state of these readings: what people have decided since."""
    if not crawl_ids:
        return {}
    with reading() as session:
        rows = session.execute(select(col(Crawl.id), col(Crawl.state)).where(col(Crawl.id).in_(crawl_ids)))
        return {number: state for number, state in rows if number is not None}


def report_progress(token: LeaseToken, crawl_id: int, progress: CrawlProgress) -> None:
    """Write how far a reading is."""
    with writing() as session:
        insist(session, token)
        session.execute(
            update(Crawl)
            .where(col(Crawl.id) == crawl_id, col(Crawl.fence) == token.fence)
            .values(**_values(progress))
        )


def finish(token: LeaseToken, crawl_id: int, progress: CrawlProgress, result: Result, rules: RuleSet) -> bool:
    """Store what was found and close the reading; False when a person was first. Of the channel's older
    readings only some keep their rows."""
    with writing() as session:
        insist(session, token)
        crawl = session.get(Crawl, crawl_id)
        if crawl is None or crawl.state is not CrawlState.READING:
            return False
        channel_id = crawl.channel_id
        values = {**_values(progress), "rate": 0.0, "summary": result.summary, "rule_version": rules.version}
        values["ended_at"] = clock.now()
        if not set_state(session, crawl, CHECKER, "finish", CrawlState.DONE, **values):
            return False
        for start in range(0, len(result.rows), _ROWS):
            part = result.rows[start : start + _ROWS]
            session.execute(insert(CrawlRow), [{**row, "crawl_id": crawl_id} for row in part])
        _drop_rows(session, channel_id)
        return True


def give_up(token: LeaseToken, crawl_id: int, error: str, progress: CrawlProgress | None = None) -> None:
    """Close a reading that cannot be made; `error` is a key of the catalogue."""
    with writing() as session:
        insist(session, token)
        crawl = session.get(Crawl, crawl_id)
        if crawl is not None and crawl.state is CrawlState.READING:
            values = {**(_values(progress) if progress else {}), "error": error[:64], "ended_at": clock.now()}
            set_state(session, crawl, CHECKER, "fail", CrawlState.FAILED, error, **values)
            _not_answered(session, crawl)


def hold(token: LeaseToken, crawl_id: int, error: str, progress: CrawlProgress) -> None:
    """Pause a reading on the checker's own account; a person lets it go on."""
    with writing() as session:
        insist(session, token)
        crawl = session.get(Crawl, crawl_id)
        if crawl is not None and crawl.state is CrawlState.READING:
            values = {**_values(progress), "rate": 0.0, "error": error}
            set_state(session, crawl, CHECKER, "hold", CrawlState.PAUSED, error, **values)


def lost(token: LeaseToken, crawl_id: int, *, counted: bool = True) -> None:
    """Its process died: the reading waits to be taken up again, or is given up after so many times.

    Not `counted` are deaths whose cause is known and will be left out."""
    with writing() as session:
        insist(session, token)
        crawl = session.get(Crawl, crawl_id)
        if crawl is None or crawl.state is not CrawlState.READING:
            return
        times = crawl.lost + counted
        if counted and times >= work("lost"):
            ended: dict[str, Any] = {"error": "lost", "ended_at": clock.now()}
            set_state(session, crawl, CHECKER, "fail", CrawlState.FAILED, "lost", lost=times, **ended)
            _not_answered(session, crawl)
        else:
            set_state(session, crawl, CHECKER, "lose", CrawlState.WAITING, lost=times)


def left_over(crawl_ids: Iterable[int]) -> set[int]:
    """Those of `crawl_ids` whose folders nobody needs any more."""
    wanted = set(crawl_ids)
    with reading() as session:
        rows = session.execute(
            select(col(Crawl.id)).where(col(Crawl.id).in_(wanted), col(Crawl.state).in_(UNFINISHED))
        ).scalars()
        return wanted - {number for number in rows if number is not None}


def _begin(session: Session, crawl: Crawl, token: LeaseToken) -> bool:
    started = crawl.started_at or clock.now()
    begun: dict[str, Any] = {"fence": token.fence, "started_at": started, "rate": 0.0, "error": ""}
    if crawl.state is CrawlState.READING:
        same = update(Crawl).where(col(Crawl.id) == crawl.id, col(Crawl.version) == crawl.version)
        return bool(changed(session, same.values(version=crawl.version + 1, **begun)))
    return set_state(session, crawl, CHECKER, "begin", CrawlState.READING, **begun)


def _job(crawl: Crawl, channel: Channel) -> Job:
    return Job(
        id=crawl.id,
        channel_id=crawl.channel_id,
        url=channel.url,
        speed=crawl.speed,
        seconds=crawl.seconds,
        supervised=channel.registered in WATCHED,
        started_at=crawl.started_at or clock.now(),
    )


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.") + f":{urlsplit(url).port or ''}"


def _values(progress: CrawlProgress) -> dict[str, Any]:
    return {
        "stage": progress.stage,
        "read": progress.read,
        "known": progress.known,
        "dead": progress.dead,
        "rate": progress.rate,
        "seconds": progress.seconds,
        "memory_mb": progress.memory_mb,
        "progress_at": clock.now(),
        **({"robots": progress.robots} if progress.robots else {}),
    }


def _drop_rows(session: Session, channel_id: int) -> None:
    old = (
        select(col(Crawl.id))
        .where(col(Crawl.channel_id) == channel_id, col(Crawl.state) == CrawlState.DONE)
        .order_by(col(Crawl.id).desc())
        .offset(kept("results"))
        .limit(_ROWS)
    )
    ids = [number for number in session.execute(old).scalars() if number is not None]
    if ids:
        session.execute(delete(CrawlRow).where(col(CrawlRow.crawl_id).in_(ids)))


def _not_answered(session: Session, crawl: Crawl) -> None:
    """The reading failed: what was asked for before it began is answered as not checked."""
    session.execute(
        update(CheckRequest)
        .where(
            col(CheckRequest.channel_id) == crawl.channel_id,
            col(CheckRequest.check).in_(tuple(beside())),
            col(CheckRequest.done_at).is_(None),
            col(CheckRequest.requested_at) <= (crawl.started_at or crawl.asked_at),
        )
        .values(done_at=clock.now(), outcome=Outcome.BLOCKED.value)
    )
