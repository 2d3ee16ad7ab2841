"""Health by supervising unit: its websites, its issues, how often its home pages opened."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, Subquery, func, select
from sqlmodel import Session, col

from core.common import clock
from core.common.outcome import Outcome
from core.registry.slices import is_running, pairs, supervisor_id
from core.reporting.statistics.verdict import grade_of
from core.reporting.statistics.websites import NONE, RANKS
from core.reporting.statistics.windows import refreshed
from core.rules.results import GradeCounts
from db.engine import reading
from db.models import UNSETTLED, Channel, ChannelVerdict, DailyRollup, Issue, Unit, WindowStat

SUPERVISOR = "supervisor"
NONE_YET = GradeCounts()


@dataclass(frozen=True, slots=True)
class UnitHealth:
    """One supervising unit with its operators. `unchecked` could not be checked or are not confirmed; `none`
    were not visited yet. `availability` over 30 days; None when nothing could be judged. `verdicts` are those
    of its websites by the rules, which also ask for what a single state does not show."""

    unit_id: int
    name: str
    ok: int
    problem: int
    unchecked: int
    none: int
    open: int
    overdue: int
    availability: float | None
    verdicts: GradeCounts = NONE_YET

    @property
    def websites(self) -> int:
        return self.ok + self.problem + self.unchecked + self.none


def health_by_unit(*, limit: int | None = None, days: int = 30) -> tuple[UnitHealth, ...]:
    """Every supervising unit with a running website or an unsettled issue, the worst first: by websites
    with a problem, then overdue issues, then open ones, then availability."""
    with reading() as session:
        websites, verdicts = _websites(session)
        issues = _by_unit(session, _issues())
        visits = _by_unit(session, _visits(session, days))
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
    ok, problem, unseen, total = websites.get(unit_id, (0, 0, 0, 0))
    open_, overdue = issues.get(unit_id, (0, 0))
    opened, failed = visits.get(unit_id, (0, 0))
    share = opened / (opened + failed) if opened + failed else None
    return UnitHealth(
        unit_id, name, ok, problem, total - ok - problem - unseen, unseen, open_, overdue, share
    )


def _websites(session: Session) -> tuple[dict[int, tuple[int, ...]], dict[int, GradeCounts]]:
    """Running websites by supervising unit: (ok, with a problem, not visited yet, all), and by verdict."""
    grade = grade_of().label("grade")
    # By unit first, out of one index: there are ten times fewer units than websites.
    by_unit = (
        select(col(Channel.unit_id), col(Channel.worst), grade, func.count().label("n"))
        .select_from(Channel)
        .outerjoin(ChannelVerdict, col(ChannelVerdict.channel_id) == col(Channel.id))
        .where(is_running(clock.today(), "website"))
        .group_by(col(Channel.unit_id), col(Channel.worst), "grade")
        .subquery()
    )
    query = (
        select(supervisor_id().label(SUPERVISOR), by_unit.c.worst, by_unit.c.grade, func.sum(by_unit.c.n))
        .select_from(by_unit)
        .join(Unit, col(Unit.id) == by_unit.c.unit_id)
        .group_by(SUPERVISOR, by_unit.c.worst, by_unit.c.grade)
    )
    states: dict[int, tuple[int, ...]] = {}
    grades: dict[int, Counter[str]] = defaultdict(Counter)
    for unit_id, worst, verdict, n in session.execute(query):
        ok, problem, unseen, total = states.get(unit_id, (0, 0, 0, 0))
        states[unit_id] = (
            ok + n * (RANKS[worst] == Outcome.OK),
            problem + n * (RANKS[worst] == Outcome.PROBLEM),
            unseen + n * (RANKS[worst] == NONE),
            total + n,
        )
        grades[unit_id][verdict] += n
    return states, {unit_id: GradeCounts.of(counts) for unit_id, counts in grades.items()}


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
