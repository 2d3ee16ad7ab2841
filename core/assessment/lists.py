"""Scores as pages show them: a month or a quarter ranked, the parts of one score, the rows behind a part,
appeals, growth since a month."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean
from typing import Literal

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from core.access import Actor, current_actor
from core.access.branch import visible_units
from core.assessment import measures, scheme
from core.assessment.measures import Counted
from core.assessment.scoring import Part, final, parts, places
from core.common import clock
from core.common.sheet import Slice
from core.common.subtree import of_unit, with_those_above
from core.registry.slices import pairs, sliced
from db.engine import reading
from db.models import (
    AppealState,
    AssessmentAppeal,
    AssessmentRound,
    RoundState,
    Unit,
    UnitAssessment,
    UnitScore,
)
from db.ordering import in_order
from db.scope import everything

Step = Literal["month", "quarter"]
STEPS: tuple[Step, ...] = ("month", "quarter")
MONTHS = 3
DIGITS = 1


@dataclass(frozen=True, slots=True)
class Filter:
    """Which units: a branch, with `own_only` its head alone, and those whose name holds `words`."""

    unit_id: int | None = None
    own_only: bool = False
    words: str = ""


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Round:
    """A month that was counted."""

    month: date
    state: RoundState
    weights_version: int
    counted_at: datetime
    counted_by: str
    appeals_until: date | None
    closed_by: str
    version: int


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One unit in a month. `score` is None where nothing was measured; `place` of `placed` is its rank."""

    id: int
    unit_id: int
    unit: str
    month: date
    measures: Mapping[str, Sequence[float]]
    computed: float | None
    adjustment: float
    reason: str
    adjusted_by: str
    place: int
    placed: int
    version: int

    @property
    def score(self) -> float | None:
        return final(self.computed, self.adjustment)

    def share(self, key: str) -> float | None:
        """Part of whole of one measure; None where nothing was measured."""
        part, whole = self.measures.get(key, (0.0, 0.0))
        return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """One unit in a quarter: the mean of its months, None unless all three have a score."""

    unit_id: int
    unit: str
    months: tuple[float | None, ...]
    score: float | None
    place: int
    placed: int


@dataclass(frozen=True, slots=True)
class AppealLine:
    """One appeal; `points` are those that were granted."""

    id: int
    assessment_id: int
    unit: str
    month: date
    state: AppealState
    words: str
    digest: str
    file_name: str
    asked_by: str
    asked_at: datetime
    points: float | None
    decision: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class MonthMean:
    """The mean score of the units that have one in a month, and of how many."""

    month: date
    mean: float
    units: int


def rounds() -> tuple[Round, ...]:
    """The months that were counted, the newest first; units see those that were published."""
    seen = _seen(current_actor())
    with reading() as session:
        rows = session.execute(
            select(AssessmentRound).where(*seen).order_by(col(AssessmentRound.month).desc())
        ).scalars()
        return tuple(
            Round(
                row.month, row.state, row.weights_version, row.counted_at, row.counted_by,
                row.appeals_until, row.closed_by, row.version,
            )
            for row in rows
        )  # fmt: skip


def units() -> dict[int, str]:
    """The units that ever had a score, and those above them: id → name, by name."""
    counted, entered = select(col(UnitAssessment.unit_id)), select(col(UnitScore.unit_id))
    return with_those_above(select(counted.union(entered).subquery().c.unit_id))


def lines(month: date, wanted: Filter = EVERYTHING) -> tuple[ScoreLine, ...]:
    """The units of a month by rank, those without a score last. Scores that were entered by hand, for a month
    that was not counted here, have no measures and the id 0."""
    conditions = [col(UnitAssessment.month) == month, *_seen(current_actor()), *_units(wanted)]
    with reading() as session:
        rows = session.execute(
            select(UnitAssessment, col(Unit.name))
            .join(Unit, col(Unit.id) == col(UnitAssessment.unit_id))
            .join(AssessmentRound, col(AssessmentRound.month) == col(UnitAssessment.month))
            .where(*conditions)
        ).all()
        counted = session.get(AssessmentRound, month) is not None
        found = [_line(row, unit) for row, unit in rows] if counted else _by_hand(session, month, wanted)
    return tuple(sorted(found, key=lambda one: (not one.place, one.place, one.unit)))


def _by_hand(session: Session, month: date, wanted: Filter) -> list[ScoreLine]:
    with everything():
        every = select(col(UnitScore.unit_id), col(UnitScore.score)).where(col(UnitScore.month) == month)
        found = places(pairs(session, every))
    query = (
        select(col(Unit.id), col(Unit.name), col(UnitScore.score))
        .join(UnitScore, col(UnitScore.unit_id) == col(Unit.id))
        .where(col(UnitScore.month) == month, *_units(wanted))
    )
    return [
        ScoreLine(0, unit_id, unit, month, {}, score, 0, "", "", found[unit_id], len(found), 1)
        for unit_id, unit, score in session.execute(query)
    ]


def quarter(first: date, wanted: Filter = EVERYTHING) -> tuple[QuarterLine, ...]:
    """The units of a quarter by rank: the mean of three months, of final scores where a month is closed or
    was entered by hand, and of those that stand where it is not. The rank is that among all units, whoever
    may see only some of them."""
    months = tuple(date(first.year, first.month + n, 1) for n in range(MONTHS))
    with everything(), reading() as session:
        scores = _of_months(session, months)
        names = _names(session, scores)
    ranked = _ranked(
        names, {unit: tuple(known.get(month) for month in months) for unit, known in scores.items()}
    )
    seen = visible_units()
    with reading() as session:
        query = select(col(Unit.id)).where(col(Unit.id).in_(names), *_units(wanted))
        shown = set(session.execute(query).scalars())
    return tuple(one for one in ranked if one.unit_id in shown and (seen is None or one.unit_id in seen))


def parts_of(line: ScoreLine, version: int) -> tuple[Part, ...]:
    """The measures of a score by the weights of a version."""
    with reading() as session:
        used = scheme.of_version(session, version)
    return parts({key: (sums[0], sums[1]) for key, sums in line.measures.items()}, used.weights)


def rows_behind(key: str, month: date, unit_id: int) -> tuple[Counted, ...]:
    """The rows of one measure of a unit as they are now, those that cost most first."""
    with reading() as session:
        above = measures.scored_above(session)
        rows = measures.counted(session, key, measures.month_of(month))
    mine = [row for row in rows if above.get(row.unit_id) == unit_id]
    return tuple(sorted(mine, key=lambda row: (row.part - row.whole, row.name)))


def appeals(
    wanted: Filter = EVERYTHING, *, state: AppealState | None = None, limit: int = 25, offset: int = 0
) -> Slice[AppealLine]:
    """Appeals, those that wait first, then the newest."""
    conditions = [*([col(AssessmentAppeal.state) == state] if state else []), *_units(wanted)]
    query = (
        select(AssessmentAppeal, col(Unit.name), col(UnitAssessment.month))
        .join(UnitAssessment, col(UnitAssessment.id) == col(AssessmentAppeal.assessment_id))
        .join(Unit, col(Unit.id) == col(AssessmentAppeal.unit_id))
        .where(*conditions)
        .order_by(in_order(col(AssessmentAppeal.state)), col(AssessmentAppeal.id).desc())
    )
    with reading() as session:
        return sliced(session, query, _appeal, limit, offset)


def means(wanted: Filter = EVERYTHING) -> tuple[MonthMean, ...]:
    """The mean of every ended month that has scores, the earliest first: final ones, and those of months that
    are counted and not closed, as far as the reader may see them."""
    scores: dict[date, dict[int, float]] = defaultdict(dict)
    this = clock.today().replace(day=1)
    with reading() as session:
        for month, unit, score in _open_scores(session, wanted):
            if score is not None and month < this:
                scores[month][unit] = score
        final_ones = select(col(UnitScore.month), col(UnitScore.unit_id), col(UnitScore.score))
        final_ones = final_ones.join(Unit, col(Unit.id) == col(UnitScore.unit_id)).where(*_units(wanted))
        for month, unit, score in session.execute(final_ones):
            scores[month][unit] = score
    return tuple(
        MonthMean(month, round(fmean(scores[month].values()), DIGITS), len(scores[month]))
        for month in sorted(scores)
    )


def growth(found: Sequence[MonthMean], since: date) -> float | None:
    """By how many percent the last mean is above that of the first month from `since` on; None where the
    two are one month, or the first is 0."""
    later = [one for one in found if one.month >= since]
    if len(later) < 2 or not later[0].mean:
        return None
    return round(100 * (later[-1].mean / later[0].mean - 1), DIGITS)


def _of_months(session: Session, months: Sequence[date]) -> dict[int, dict[date, float]]:
    """Unit → month → score; a unit of the months without a score is there too."""
    scores: dict[int, dict[date, float]] = defaultdict(dict)
    for month, unit, score in _open_scores(session, EVERYTHING):
        if month in months:
            known = scores[unit]
            if score is not None:
                known[month] = score
    query = select(col(UnitScore.unit_id), col(UnitScore.month), col(UnitScore.score))
    for unit, month, score in session.execute(query.where(col(UnitScore.month).in_(months))):
        scores[unit][month] = score
    return scores


def _names(session: Session, ids: Collection[int]) -> dict[int, str]:
    return pairs(session, select(col(Unit.id), col(Unit.name)).where(col(Unit.id).in_(ids)))


def _open_scores(session: Session, wanted: Filter) -> list[tuple[date, int, float | None]]:
    query = (
        select(
            col(UnitAssessment.month), col(UnitAssessment.unit_id), col(UnitAssessment.computed),
            col(UnitAssessment.adjustment),
        )
        .join(Unit, col(Unit.id) == col(UnitAssessment.unit_id))
        .join(AssessmentRound, col(AssessmentRound.month) == col(UnitAssessment.month))
        .where(*_seen(current_actor()), *_units(wanted))
    )  # fmt: skip
    return [(month, unit, final(computed, by)) for month, unit, computed, by in session.execute(query)]


def _seen(actor: Actor) -> list[ColumnElement[bool]]:
    """Units see no drafts."""
    return [col(AssessmentRound.state) != RoundState.DRAFT] if actor.of_a_unit else []


def _units(wanted: Filter) -> list[ColumnElement[bool]]:
    found = []
    if wanted.unit_id is not None:
        found.append(of_unit(col(Unit.id), wanted.unit_id, own_only=wanted.own_only))
    if words := wanted.words.strip():
        found.append(col(Unit.name).icontains(words, autoescape=True))
    return found


def _line(row: UnitAssessment, unit: str) -> ScoreLine:
    return ScoreLine(
        row.id, row.unit_id, unit, row.month, row.measures, row.computed, row.adjustment, row.reason,
        row.adjusted_by, row.place, row.placed, row.version,
    )  # fmt: skip


def _ranked(
    names: Mapping[int, str], months: Mapping[int, tuple[float | None, ...]]
) -> tuple[QuarterLine, ...]:
    means_ = {unit: _mean(scores) for unit, scores in months.items()}
    known = sorted((one for one in means_.values() if one is not None), reverse=True)
    found = [
        QuarterLine(
            unit, names[unit], months[unit], mean, 0 if mean is None else known.index(mean) + 1, len(known)
        )
        for unit, mean in means_.items()
    ]
    return tuple(sorted(found, key=lambda one: (not one.place, one.place, one.unit)))


def _mean(scores: Sequence[float | None]) -> float | None:
    known = [one for one in scores if one is not None]
    return round(fmean(known), DIGITS) if len(known) == MONTHS else None


def _appeal(row: AssessmentAppeal, unit: str, month: date) -> AppealLine:
    return AppealLine(
        row.id, row.assessment_id, unit, month, row.state, row.words, row.digest, row.file_name,
        row.asked_by, row.asked_at, row.points, row.decision, row.decided_by,
    )  # fmt: skip
