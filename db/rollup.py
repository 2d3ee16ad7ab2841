"""Sums that pages read instead of raw rows: one row a day and channel, one row a window and channel."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Select, case, delete, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from db.bulk import load, table_of
from db.engine import is_postgresql, reading, writing
from db.models import Channel, DailyRollup, Probe, WindowStat
from db.types import Instant

# Those that readers choose from, and the twelve weeks whose worst websites the health page draws.
WINDOWS = (1, 7, 30, 84, 365)


@dataclass(frozen=True, slots=True)
class Visit:
    """One scheduled probe as the rollup sees it. `total_ms` counts only when `outcome` is ok."""

    channel_id: int
    day: date
    outcome: str
    total_ms: float | None


def add_visits(session: Session, visits: Iterable[Visit]) -> None:
    """Count scheduled probes into their days: one upsert for all of them, by day and channel."""
    by_row: dict[tuple[date, int], list[Visit]] = {}
    for visit in visits:
        by_row.setdefault((visit.day, visit.channel_id), []).append(visit)
    if not by_row:
        return
    session.flush()
    dialect = postgresql if is_postgresql(session) else sqlite
    fresh = dialect.insert(table_of(DailyRollup))
    counted = {name: table_of(DailyRollup).c[name] + fresh.excluded[name] for name in ADDED}
    worst, new = table_of(DailyRollup).c.slowest_ms, fresh.excluded.slowest_ms
    upsert = fresh.on_conflict_do_update(
        index_elements=["day", "channel_id"],
        set_={**counted, "slowest_ms": case((new > worst, new), else_=worst)},
    )
    session.execute(upsert, [_counted(*key, group) for key, group in by_row.items()])


ADDED = ("probes", "ok", "failed", "suspect", "blocked", "ok_ms")


def _counted(day: date, channel_id: int, visits: Sequence[Visit]) -> dict[str, Any]:
    counts = Counter(visit.outcome for visit in visits)
    times = [visit.total_ms or 0.0 for visit in visits if visit.outcome == "ok"]
    return {
        "day": day,
        "channel_id": channel_id,
        "probes": len(visits),
        "ok": counts["ok"],
        "failed": counts["problem"],
        "suspect": counts["suspect"],
        "blocked": counts["blocked"],
        "ok_ms": sum(times),
        "slowest_ms": max(times, default=0.0),
    }


def promote(session: Session, channel_id: int, days: Iterable[date]) -> None:
    """A suspicion was confirmed: its scheduled probes, one for each of `days`, count as failed."""
    for day, times in Counter(days).items():
        session.execute(
            update(DailyRollup)
            .where(col(DailyRollup.day) == day, col(DailyRollup.channel_id) == channel_id)
            .values(suspect=col(DailyRollup.suspect) - times, failed=col(DailyRollup.failed) + times)
        )


def refresh_windows(*, today: date, now: datetime) -> None:
    """Compute every window anew from the daily rows: n days up to and including `today`.

    Adding up a year of 15,000 channels takes seconds: that is done without keeping writers waiting, and each
    window put in place in a short transaction of its own."""
    for days in WINDOWS:
        with reading() as session:
            rows = session.execute(_window(days, today, now)).all()
        with writing() as session:
            # A channel may have been taken back meanwhile, with the import that brought it.
            there = set(session.execute(select(col(Channel.id))).scalars())
            session.execute(delete(WindowStat).where(col(WindowStat.days) == days))
            kept = (tuple(row) for row in rows if row.channel_id in there)
            load(session.connection(), table_of(WindowStat), WINDOW, kept)


WINDOW = ("days", "channel_id", "ok", "failed", "blocked", "share", "mean_ms", "refreshed_at")


def _window(days: int, today: date, now: datetime) -> Select[*tuple[Any, ...]]:
    ok, failed = func.sum(DailyRollup.ok), func.sum(DailyRollup.failed)
    return (
        select(
            literal(days, Integer),
            col(DailyRollup.channel_id),
            ok,
            failed,
            func.sum(DailyRollup.blocked),
            case((ok + failed > 0, ok * 1.0 / (ok + failed))),
            case((ok > 0, func.sum(DailyRollup.ok_ms) / ok)),
            literal(now, Instant),
        )
        .where(col(DailyRollup.day) > today - timedelta(days=days), col(DailyRollup.day) <= today)
        .group_by(col(DailyRollup.channel_id))
    )


def suspected_probes(session: Session, channel_id: int, since: datetime) -> list[Probe]:
    """The probes of a suspicion under way, oldest first."""
    found = session.execute(
        select(Probe)
        .where(col(Probe.channel_id) == channel_id, col(Probe.at) >= since, col(Probe.outcome) == "suspect")
        .order_by(col(Probe.at))
    )
    return list(found.scalars())
