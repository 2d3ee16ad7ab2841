"""What the checker knows of one channel: probes, availability, days, current states, findings."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select
from sqlmodel import col

from core.access import Actor, Role, require
from core.common import clock
from core.common.errors import DomainError
from core.monitoring.kinds_of_checks import visiting
from core.monitoring.requests import ask_now
from core.registry.kinds import kinds
from core.rules import RuleSet, rule_set
from db.engine import reading
from db.models import (
    Channel,
    CheckRequest,
    CurrentState,
    DailyRollup,
    Finding,
    FindingState,
    Probe,
    WindowStat,
)
from db.ordering import in_order

# `some`: failures below the share that fails a site.
Level = Literal["ok", "some", "problem", "blocked", "none"]


@dataclass(frozen=True, slots=True)
class Visit:
    """One probe; times in milliseconds, None when that point was not reached."""

    at: datetime
    outcome: str
    failure: str | None
    status: int | None
    first_byte_ms: float | None
    total_ms: float | None
    confirming: bool


@dataclass(frozen=True, slots=True)
class Window:
    """Availability over the last `days` days; `share` is ok / (ok + failed), None when never judged."""

    days: int
    ok: int
    failed: int
    blocked: int
    share: float | None
    mean_ms: float | None


@dataclass(frozen=True, slots=True)
class Day:
    """One day's scheduled probes."""

    day: date
    ok: int
    failed: int
    blocked: int
    level: Level


@dataclass(frozen=True, slots=True)
class State:
    """What one check says now."""

    check: str
    outcome: str
    failure: str | None
    status: int | None
    at: datetime
    since: datetime
    on_hold: bool
    evidence: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FindingLine:
    check: str
    state: FindingState
    failure: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    resolved_at: datetime | None
    times_seen: int
    dismissed_until: date | None
    rule_version: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The newest request for one check of the channel; `done_at` None while the checker has not answered."""

    check: str
    requested_at: datetime
    done_at: datetime | None
    outcome: str | None


def visits(channel_id: int, *, limit: int = 60) -> tuple[Visit, ...]:
    """The last probes, the oldest first."""
    with reading() as session:
        rows = session.execute(
            select(
                col(Probe.at),
                col(Probe.outcome),
                col(Probe.failure),
                col(Probe.status),
                col(Probe.first_byte_ms),
                col(Probe.total_ms),
                col(Probe.confirming),
            )
            .where(col(Probe.channel_id) == channel_id)
            .order_by(col(Probe.at).desc(), col(Probe.id).desc())
            .limit(limit)
        ).all()
    return tuple(Visit(*row) for row in reversed(rows))


def windows(channel_id: int) -> tuple[Window, ...]:
    """Every window of the window table, the shortest first; none before the first roll-up."""
    with reading() as session:
        rows = session.execute(
            select(
                col(WindowStat.days),
                col(WindowStat.ok),
                col(WindowStat.failed),
                col(WindowStat.blocked),
                col(WindowStat.share),
                col(WindowStat.mean_ms),
            )
            .where(col(WindowStat.channel_id) == channel_id)
            .order_by(col(WindowStat.days))
        ).all()
    return tuple(Window(*row) for row in rows)


def daily(channel_id: int, *, days: int = 90, rules: RuleSet | None = None) -> tuple[Day, ...]:
    """The last `days` days, the oldest first, one entry each, also where nothing was checked."""
    limit = (rules or rule_set()).availability.fail_share
    wanted = clock.days_back(days)
    with reading() as session:
        rows = session.execute(
            select(
                col(DailyRollup.day), col(DailyRollup.ok), col(DailyRollup.failed), col(DailyRollup.blocked)
            ).where(
                col(DailyRollup.channel_id) == channel_id,
                col(DailyRollup.day) >= wanted[0],
                col(DailyRollup.day) <= wanted[-1],
            )
        ).all()
    counts = {day: (ok, failed, blocked) for day, ok, failed, blocked in rows}
    return tuple(_day(day, *counts.get(day, (0, 0, 0)), limit) for day in wanted)


def states(channel_id: int) -> tuple[State, ...]:
    """What every check says now, by name of the check."""
    with reading() as session:
        rows = session.execute(
            select(
                col(CurrentState.check),
                col(CurrentState.outcome),
                col(CurrentState.failure),
                col(CurrentState.status),
                col(CurrentState.at),
                col(CurrentState.since),
                col(CurrentState.on_hold),
                col(CurrentState.evidence),
            )
            .where(col(CurrentState.channel_id) == channel_id)
            .order_by(col(CurrentState.check))
        ).all()
    return tuple(State(*row) for row in rows)


def findings(channel_id: int, *, limit: int = 50) -> tuple[FindingLine, ...]:
    """The channel's findings: unresolved ones first, then the newest."""
    with reading() as session:
        rows = session.execute(
            select(
                col(Finding.check),
                col(Finding.state),
                col(Finding.failure),
                col(Finding.first_seen_at),
                col(Finding.last_seen_at),
                col(Finding.resolved_at),
                col(Finding.times_seen),
                col(Finding.dismissed_until),
                col(Finding.rule_version),
            )
            .where(col(Finding.channel_id) == channel_id)
            .order_by(in_order(Finding.state), col(Finding.last_seen_at).desc())
            .limit(limit)
        ).all()
    return tuple(FindingLine(*row) for row in rows)


def check_now(channel_id: int, *, actor: Actor) -> None:
    """Ask the checker to visit the channel now. Staff and above. Raises `DomainError`.

    Only checks that visit are asked for: what is judged from days already counted needs no visit."""
    require(actor, Role.STAFF)
    pending = {request.check for request in asked(channel_id) if request.done_at is None}
    with reading() as session:
        kind = session.execute(select(col(Channel.kind)).where(col(Channel.id) == channel_id)).scalar()
    if kind is None:
        raise DomainError("unknown_channel", number=channel_id)
    medium = kinds()[kind].medium if kind in kinds() else "website"
    wanted = [check for check in visiting(medium, rule_set()) if check not in pending]
    ask_now(channel_id, wanted, actor=actor)


def asked(channel_id: int, *, within: timedelta = timedelta(hours=1)) -> tuple[Asked, ...]:
    """The newest request of each check: those still open, and those answered lately (`within`)."""
    with reading() as session:
        rows = session.execute(
            select(
                col(CheckRequest.check),
                col(CheckRequest.requested_at),
                col(CheckRequest.done_at),
                col(CheckRequest.outcome),
            )
            .where(
                col(CheckRequest.channel_id) == channel_id,
                col(CheckRequest.requested_at) <= clock.now(),
                col(CheckRequest.done_at).is_(None) | (col(CheckRequest.done_at) >= clock.now() - within),
            )
            .order_by(col(CheckRequest.id))
        ).all()
    return tuple({row.check: Asked(*row) for row in rows}.values())


def _day(day: date, ok: int, failed: int, blocked: int, limit: float) -> Day:
    judged = ok + failed
    if judged and failed:
        level: Level = "problem" if failed / judged >= limit else "some"
    else:
        level = "ok" if ok else "blocked" if blocked else "none"
    return Day(day, ok, failed, blocked, level)
