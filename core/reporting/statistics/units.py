"""Health by supervising unit: its websites, its issues, how often its home pages opened."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, Subquery, func, select
from sqlmodel import Session, col

from core import clock
from core.reporting.statistics.base import is_running, pairs, supervisor_id
from core.reporting.statistics.verdict import by_supervisor
from core.reporting.statistics.windows import refreshed
from core.rules.results import Tally
from db.engine import reading
from db.models import UNSETTLED, Channel, DailyRollup, Issue, Unit, WindowStat

SUPERVISOR = "supervisor"
NONE_YET = Tally()


@dataclass(frozen=True, slots=True)
class UnitHealth:
    """One supervising unit with its operators. `unchecked` could not be checked, are not confirmed, or
    were not visited yet. `availability` over 30 days; None when nothing could be judged. `verdicts` are
    those of its websites by the rules, which also ask for what a single state does not show."""

    unit_id: int
    name: str
    ok: int
    problem: int
    unchecked: int
    open: int
    overdue: int
    availability: float | None
    verdicts: Tally = NONE_YET

    @property
    def websites(self) -> int:
        return self.ok + self.problem + self.unchecked


def health_by_unit(*, limit: int | None = None, days: int = 30) -> tuple[UnitHealth, ...]:
    """Every supervising unit with a running website or an unsettled issue, the worst first: by websites
    with a problem, then overdue issues, then open ones, then availability."""
    with reading() as session:
        websites = _by_unit(session, _websites())
        issues = _by_unit(session, _issues())
        visits = _by_unit(session, _visits(session, days))
        verdicts = by_supervisor(session)
        names = pairs(session, select(col(Unit.id), col(Unit.name)))
    units = [
        replace(
            _unit(unit_id, names[unit_id], websites, issues, visits),
            verdicts=verdicts.get(unit_id, NONE_YET),
        )
        for unit_id in websites.keys() | issues.keys()
    ]
    return tuple(sorted(units, key=_worst_first)[:limit])


def _worst_first(unit: UnitHealth) -> tuple[float, ...]:
    share = 1.0 if unit.availability is None else unit.availability
    return (-unit.problem, -unit.overdue, -unit.open, share, -unit.websites, unit.unit_id)


def _unit(
    unit_id: int,
    name: str,
    websites: Mapping[int, tuple[int, ...]],
    issues: Mapping[int, tuple[int, ...]],
    visits: Mapping[int, tuple[int, ...]],
) -> UnitHealth:
    ok, problem, total = websites.get(unit_id, (0, 0, 0))
    open_, overdue = issues.get(unit_id, (0, 0))
    opened, failed = visits.get(unit_id, (0, 0))
    share = opened / (opened + failed) if opened + failed else None
    return UnitHealth(unit_id, name, ok, problem, total - ok - problem, open_, overdue, share)


def _websites() -> Select[*tuple[Any, ...]]:
    # By unit first, out of one index: there are ten times fewer units than websites.
    by_unit = (
        select(
            col(Channel.unit_id).label("unit_id"),
            func.count().filter(col(Channel.worst) == 1).label("ok"),
            func.count().filter(col(Channel.worst) == 4).label("problem"),
            func.count().label("websites"),
        )
        .where(is_running(clock.today(), "website"))
        .group_by(col(Channel.unit_id))
        .subquery()
    )
    return (
        select(
            supervisor_id().label(SUPERVISOR),
            func.sum(by_unit.c.ok),
            func.sum(by_unit.c.problem),
            func.sum(by_unit.c.websites),
        )
        .select_from(by_unit)
        .join(Unit, col(Unit.id) == by_unit.c.unit_id)
    )


def _issues() -> Select[*tuple[Any, ...]]:
    return (
        select(
            supervisor_id().label(SUPERVISOR),
            func.count(),
            func.count().filter(col(Issue.due_on) < clock.today()),
        )
        .select_from(Issue)
        .join(Unit, col(Unit.id) == col(Issue.unit_id))
        .where(col(Issue.state).in_(UNSETTLED))
    )


def _visits(session: Session, days: int) -> Select[*tuple[Any, ...]]:
    today = clock.today()
    sums = _window(days) if refreshed(session, days, today) else _rollups(days, today)
    return (
        select(supervisor_id().label(SUPERVISOR), func.sum(sums.c.ok), func.sum(sums.c.failed))
        .select_from(sums)
        .join(Channel, col(Channel.id) == sums.c.channel_id)
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(is_running(today, "website"))
    )


def _window(days: int) -> Subquery:
    return (
        select(col(WindowStat.channel_id), col(WindowStat.ok), col(WindowStat.failed))
        .where(col(WindowStat.days) == days)
        .subquery()
    )


def _rollups(days: int, today: date) -> Subquery:
    return (
        select(
            col(DailyRollup.channel_id),
            func.sum(DailyRollup.ok).label("ok"),
            func.sum(DailyRollup.failed).label("failed"),
        )
        .where(col(DailyRollup.day) > today - timedelta(days=days), col(DailyRollup.day) <= today)
        .group_by(col(DailyRollup.channel_id))
        .subquery()
    )


def _by_unit(session: Session, query: Select[*tuple[Any, ...]]) -> dict[int, tuple[int, ...]]:
    # By its name: repeated, the expression carries parameters of its own and PostgreSQL sees another one.
    grouped = query.group_by(SUPERVISOR)
    return {unit_id: tuple(int(sum_) for sum_ in sums) for unit_id, *sums in session.execute(grouped)}
