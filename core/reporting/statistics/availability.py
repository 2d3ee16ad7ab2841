"""How often home pages could be opened, from the daily rollup and the window table."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import col

from core import clock
from core.reporting.sheet import Slice
from core.reporting.statistics.base import is_running, sliced
from db.engine import reading
from db.models import Channel, DailyRollup, Unit, WindowStat


@dataclass(frozen=True, slots=True)
class Visits:
    """Scheduled visits. `blocked` and `suspect` stand apart: they are not counted on either side."""

    ok: int
    failed: int
    suspect: int
    blocked: int

    @property
    def share(self) -> float | None:
        """ok / (ok + failed); None when no visit could be judged."""
        judged = self.ok + self.failed
        return self.ok / judged if judged else None

    @property
    def failed_share(self) -> float | None:
        """failed / (ok + failed); None when no visit could be judged."""
        return None if self.share is None else self.failed / (self.ok + self.failed)


@dataclass(frozen=True, slots=True)
class Week:
    """The seven days up to and including `last`."""

    last: date
    visits: Visits


@dataclass(frozen=True, slots=True)
class SiteVisits:
    """Visits to one website within a period; `share` is ok / (ok + failed)."""

    channel_id: int
    name: str
    unit: str
    ok: int
    failed: int
    suspect: int
    blocked: int
    share: float | None

    @property
    def failed_share(self) -> float | None:
        return None if self.share is None else self.failed / (self.ok + self.failed)


@dataclass(frozen=True, slots=True)
class SiteDay:
    """One website on one day; `share` is None when nothing could be judged."""

    channel_id: int
    name: str
    day: date
    ok: int
    failed: int
    unchecked: int
    share: float | None


@dataclass(frozen=True, slots=True)
class SiteWindow:
    """One website over a window of the window table; `mean_ms` of its ok visits."""

    channel_id: int
    name: str
    unit: str
    ok: int
    failed: int
    blocked: int
    share: float | None
    mean_ms: float | None


def availability(days: int, *, until: date | None = None) -> Visits:
    """Visits to the websites running now, over `days` days up to and including `until` (today)."""
    last = until or clock.today()
    with reading() as session:
        sums = session.execute(
            select(*_sums())
            .join(Channel, col(Channel.id) == col(DailyRollup.channel_id))
            .where(_within(days, last), is_running(last, "website"))
        ).one()
    return Visits(*(int(value or 0) for value in sums))


def by_week(weeks: int, *, until: date | None = None) -> tuple[Week, ...]:
    """Visits to the websites running now in each of the last `weeks` weeks that have any, oldest first."""
    last = until or clock.today()
    with reading() as session:
        found = session.execute(
            select(col(DailyRollup.day), *_sums())
            .join(Channel, col(Channel.id) == col(DailyRollup.channel_id))
            .where(_within(7 * weeks, last), is_running(last, "website"))
            .group_by(col(DailyRollup.day))
        ).all()
    totals: dict[int, list[int]] = {}
    for day, *sums in found:
        week = totals.setdefault((last - day).days // 7, [0, 0, 0, 0])
        totals[(last - day).days // 7] = [a + b for a, b in zip(week, sums, strict=True)]
    return tuple(
        Week(last - timedelta(days=7 * back), Visits(*sums)) for back, sums in sorted(totals.items())[::-1]
    )


def site_rows(days: int, *, until: date | None = None, limit: int = 25, offset: int = 0) -> Slice[SiteVisits]:
    """The websites behind `availability`, the worst first."""
    last = until or clock.today()
    ok, failed = func.sum(DailyRollup.ok), func.sum(DailyRollup.failed)
    share = case((ok + failed > 0, ok * 1.0 / (ok + failed)))
    query = (
        select(col(Channel.id), col(Channel.name), col(Unit.name), *_sums(), share)
        .select_from(DailyRollup)
        .join(Channel, col(Channel.id) == col(DailyRollup.channel_id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(_within(days, last), is_running(last, "website"))
        .group_by(col(Channel.id), col(Channel.name), col(Unit.name))
        .order_by(share.is_(None), share, col(Channel.id))
    )
    with reading() as session:
        return sliced(session, query, SiteVisits, limit, offset)


def strip(days: int, *, sites: int, until: date | None = None) -> tuple[SiteDay, ...]:
    """Each day of the `sites` worst websites of the last `days` days, the worst website first."""
    last = until or clock.today()
    chosen = [row.channel_id for row in site_rows(days, until=last, limit=sites).rows]
    judged = col(DailyRollup.ok) + col(DailyRollup.failed)
    with reading() as session:
        found = session.execute(
            select(
                col(Channel.id),
                col(Channel.name),
                col(DailyRollup.day),
                col(DailyRollup.ok),
                col(DailyRollup.failed),
                col(DailyRollup.blocked) + col(DailyRollup.suspect),
                case((judged > 0, col(DailyRollup.ok) * 1.0 / judged)),
            )
            .join(Channel, col(Channel.id) == col(DailyRollup.channel_id))
            .where(_within(days, last), col(Channel.id).in_(chosen))
            .order_by(col(DailyRollup.day))
        ).all()
    order = {channel_id: place for place, channel_id in enumerate(chosen)}
    return tuple(
        sorted((SiteDay(*row) for row in found), key=lambda cell: (order[cell.channel_id], cell.day))
    )


def worst(days: int, *, limit: int = 25, offset: int = 0) -> Slice[SiteWindow]:
    """The running websites by their share over a window of the window table, the worst first."""
    query = (
        select(
            col(Channel.id),
            col(Channel.name),
            col(Unit.name),
            col(WindowStat.ok),
            col(WindowStat.failed),
            col(WindowStat.blocked),
            col(WindowStat.share),
            col(WindowStat.mean_ms),
        )
        .select_from(WindowStat)
        .join(Channel, col(Channel.id) == col(WindowStat.channel_id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(col(WindowStat.days) == days, is_running(clock.today(), "website"))
        .order_by(col(WindowStat.share).is_(None), col(WindowStat.share), col(Channel.id))
    )
    with reading() as session:
        return sliced(session, query, SiteWindow, limit, offset)


def _sums() -> tuple[Any, ...]:
    return (
        func.sum(DailyRollup.ok),
        func.sum(DailyRollup.failed),
        func.sum(DailyRollup.suspect),
        func.sum(DailyRollup.blocked),
    )


def _within(days: int, last: date) -> ColumnElement[bool]:
    return (col(DailyRollup.day) > last - timedelta(days=days)) & (col(DailyRollup.day) <= last)
