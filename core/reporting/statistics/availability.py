"""How often home pages could be opened, from the daily rollup and the window table."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlmodel import Session, col

from core.common import clock
from core.common.sheet import Slice
from core.registry.slices import count_running, is_running, not_running, of_running, sliced
from core.reporting.statistics.windows import refreshed
from db.engine import reading
from db.models import Channel, DailyRollup, DailyTotal, Unit, WindowStat

COUNTED = ("ok", "failed", "suspect", "blocked")
NONE = (0, 0, 0, 0)
# More rows than a page shows are for a file, and are added up as they stand.
ADDED_UP = 100


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
    sums = _by_day(days, last).values()
    return Visits(*(sum(parts) for parts in zip(*sums, strict=True))) if sums else Visits(0, 0, 0, 0)


def by_week(weeks: int, *, until: date | None = None) -> tuple[Week, ...]:
    """Visits to the websites running now in each of the last `weeks` weeks that have any, oldest first."""
    last = until or clock.today()
    totals: dict[int, list[int]] = {}
    for day, sums in _by_day(7 * weeks, last).items():
        back = (last - day).days // 7
        totals[back] = [a + b for a, b in zip(totals.get(back, [0] * len(sums)), sums, strict=True)]
    return tuple(
        Week(last - timedelta(days=7 * back), Visits(*sums)) for back, sums in sorted(totals.items())[::-1]
    )


def _by_day(days: int, last: date) -> dict[date, list[int]]:
    """Each day's visits to the websites running at the end of `last`, for the days on which there were any.

    The totals of all channels less those of the few that do not run: a year of a country's rows is never
    added up for a page."""
    total, gone = (col(getattr(DailyTotal, name)) for name in COUNTED), _of_channels_gone(days, last)
    with reading() as session:
        found = session.execute(
            select(col(DailyTotal.day), *total).where(
                col(DailyTotal.day) > last - timedelta(days=days), col(DailyTotal.day) <= last
            )
        ).all()
        less = {row[0]: row[1:] for row in session.execute(gone)}
    sums = {day: [a - b for a, b in zip(all_, less.get(day, NONE), strict=True)] for day, *all_ in found}
    return {day: counts for day, counts in sums.items() if any(counts)}


def _of_channels_gone(days: int, last: date) -> Select[*tuple[Any, ...]]:
    return (
        select(col(DailyRollup.day), *_sums())
        .where(col(DailyRollup.channel_id).in_(not_running(last, "website")), _within(days, last))
        .group_by(col(DailyRollup.day))
    )


def site_rows(days: int, *, until: date | None = None, limit: int = 25, offset: int = 0) -> Slice[SiteVisits]:
    """The websites behind `availability`, the worst first.

    Where the table of windows has just these days, it gives the order, as of its last refresh, and only
    the rows shown are added up."""
    last = until or clock.today()
    with reading() as session:
        if limit > ADDED_UP or not refreshed(session, days, last):
            return sliced(session, _site_sums(days, last).order_by(*_WORST), SiteVisits, limit, offset)
        ids, total = _worst_ids(session, days, last, limit, offset)
        chosen = _site_sums(days, last).where(col(DailyRollup.channel_id).in_(ids))
        rows = {row[0]: SiteVisits(*row) for row in session.execute(chosen)}
    return Slice(rows=tuple(rows[one] for one in ids if one in rows), total=total)


def _site_sums(days: int, last: date) -> Select[*tuple[Any, ...]]:
    return (
        select(col(Channel.id), col(Channel.name), col(Unit.name), *_sums(), _SHARE)
        .select_from(DailyRollup)
        .join(Channel, col(Channel.id) == col(DailyRollup.channel_id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(_within(days, last), is_running(last, "website"))
        .group_by(col(Channel.id), col(Channel.name), col(Unit.name))
    )


def _worst_ids(session: Session, days: int, last: date, limit: int, offset: int) -> tuple[list[int], int]:
    """The worst websites of a window, and how many it has."""
    query = (
        select(col(WindowStat.channel_id))
        .where(col(WindowStat.days) == days, of_running(col(WindowStat.channel_id), last, "website"))
        .order_by(*_WORST_WINDOW)
    )
    ids = session.execute(query.limit(limit).offset(offset)).scalars()
    return list(ids), _sites_of_window(session, days, last)


def _sites_of_window(session: Session, days: int, last: date) -> int:
    """How many running websites a window has."""
    of_window = select(func.count()).select_from(WindowStat).where(col(WindowStat.days) == days)
    return count_running(session, of_window, col(WindowStat.channel_id), last, "website")


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


def site_weeks(weeks: int, *, sites: int, until: date | None = None) -> tuple[SiteDay, ...]:
    """Each week of the `sites` worst websites of the last `weeks` weeks, the worst first; `day` is the last
    day of the week."""
    last = until or clock.today()
    sums: dict[tuple[int, str, date], tuple[int, int, int]] = {}
    for cell in strip(7 * weeks, sites=sites, until=last):
        ends = last - timedelta(days=(last - cell.day).days // 7 * 7)
        ok, failed, unchecked = sums.get((cell.channel_id, cell.name, ends), (0, 0, 0))
        key = (cell.channel_id, cell.name, ends)
        sums[key] = (ok + cell.ok, failed + cell.failed, unchecked + cell.unchecked)
    return tuple(
        SiteDay(*key, ok, failed, unchecked, ok / (ok + failed) if ok + failed else None)
        for key, (ok, failed, unchecked) in sums.items()
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
        .where(col(WindowStat.days) == days, of_running(col(WindowStat.channel_id), clock.today(), "website"))
        .order_by(*_WORST_WINDOW)
    )
    with reading() as session:
        total = _sites_of_window(session, days, clock.today())
        rows = session.execute(query.limit(limit).offset(offset)).all()
    return Slice(rows=tuple(SiteWindow(*row) for row in rows), total=total)


_WORST_WINDOW = (col(WindowStat.share).nulls_last(), col(WindowStat.channel_id))
_OK, _FAILED = func.sum(DailyRollup.ok), func.sum(DailyRollup.failed)
_SHARE = case((_OK + _FAILED > 0, _OK * 1.0 / (_OK + _FAILED)))
_WORST = (_SHARE.is_(None), _SHARE, col(Channel.id))


def _sums() -> tuple[Any, ...]:
    return (
        func.sum(DailyRollup.ok),
        func.sum(DailyRollup.failed),
        func.sum(DailyRollup.suspect),
        func.sum(DailyRollup.blocked),
    )


def _within(days: int, last: date) -> ColumnElement[bool]:
    return (col(DailyRollup.day) > last - timedelta(days=days)) & (col(DailyRollup.day) <= last)
