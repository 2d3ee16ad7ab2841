"""Health by supervising unit: its websites, its issues, how often its home pages opened."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from core import clock
from core.reporting.statistics.base import is_running, pairs, supervisor_id
from core.reporting.statistics.verdict import by_supervisor
from core.reporting.statistics.websites import ranked
from core.rules.results import Tally
from db.engine import reading
from db.models import UNSETTLED, Channel, DailyRollup, Issue, Unit

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
        visits = _by_unit(session, _visits(days))
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
    states = ranked().subquery()
    return (
        select(
            supervisor_id().label(SUPERVISOR),
            func.count().filter(states.c.rank == 1),
            func.count().filter(states.c.rank == 4),
            func.count(),
        )
        .select_from(states)
        .join(Channel, col(Channel.id) == states.c.channel_id)
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
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


def _visits(days: int) -> Select[*tuple[Any, ...]]:
    today = clock.today()
    return (
        select(supervisor_id().label(SUPERVISOR), func.sum(DailyRollup.ok), func.sum(DailyRollup.failed))
        .select_from(DailyRollup)
        .join(Channel, col(Channel.id) == col(DailyRollup.channel_id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(
            col(DailyRollup.day) > today - timedelta(days=days),
            col(DailyRollup.day) <= today,
            is_running(today, "website"),
        )
    )


def _by_unit(session: Session, query: Select[*tuple[Any, ...]]) -> dict[int, tuple[int, ...]]:
    # By its name: repeated, the expression carries parameters of its own and PostgreSQL sees another one.
    grouped = query.group_by(SUPERVISOR)
    return {unit_id: tuple(int(sum_) for sum_ in sums) for unit_id, *sums in session.execute(grouped)}
