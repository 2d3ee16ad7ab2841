"""What an inspection found so far: progress, checklists, results by unit; stored once it is closed."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.common.sheet import Slice
from core.inspections.issues import belongs, pairs
from core.inspections.lines import Line, counted, lines_of, result_of, rules_for
from core.inspections.making import checklists
from core.issues import queries
from core.issues.queries import Listed
from core.rules import rule_set
from core.rules.results import QUALIFIED, Found, Grade
from core.rules.ruleset import RuleSet
from db.engine import reading
from db.models import Channel, Inspection, InspectionChannel, Unit


@dataclass(frozen=True, slots=True)
class Head:
    """An inspection in a list. `channels` is 0 for one recorded on paper only."""

    id: int
    name: str
    started_on: date
    ended_on: date | None
    scope: dict[str, Any]
    made_by: str
    closed_by: str
    rule_version: str
    channels: int
    issues: int

    @property
    def open(self) -> bool:
        return self.ended_on is None and self.channels > 0


@dataclass(frozen=True, slots=True)
class Checked:
    """One channel: `decided` of `lines` were found by the machine or an inspector, `failed` of them broken.
    `grade` and `score` are as they stand, final once the inspection is closed; `machine_score` is what the
    checklist adds up to, `given_score` a person's, which counts instead."""

    row_id: int
    channel_id: int
    channel: str
    unit_id: int
    unit: str
    lines: int
    decided: int
    marked: int
    failed: int
    grade: str
    score: float | None
    machine_at: datetime
    kind: str = ""
    level: str = ""
    category: str = ""
    machine_score: float | None = None
    given_score: float | None = None
    given_reason: str = ""
    given_by: str = ""
    rank: str = ""


@dataclass(frozen=True, slots=True)
class UnitResult:
    """One unit's channels. `rate`: passed of those judged; None when none is."""

    unit_id: int
    unit: str
    channels: int
    passed: int
    failed: int
    unjudged: int
    unchecked: int

    @property
    def rate(self) -> float | None:
        judged = self.passed + self.failed
        return self.passed / judged if judged else None


def heads(inspection_id: int | None = None) -> tuple[Head, ...]:
    """All inspections, or one, the newest first."""
    channels = (
        select(col(InspectionChannel.inspection_id), func.count().label("n"))
        .group_by(col(InspectionChannel.inspection_id))
        .subquery()
    )
    every = pairs().subquery()
    issues = (
        select(every.c[0].label("inspection_id"), func.count().label("n")).group_by(every.c[0]).subquery()
    )
    query = (
        select(Inspection, func.coalesce(channels.c.n, 0), func.coalesce(issues.c.n, 0))
        .outerjoin(channels, channels.c.inspection_id == col(Inspection.id))
        .outerjoin(issues, issues.c.inspection_id == col(Inspection.id))
        .order_by(col(Inspection.started_on).desc(), col(Inspection.id).desc())
    )
    if inspection_id is not None:
        query = query.where(col(Inspection.id) == inspection_id)
    with reading() as session:
        return tuple(
            Head(
                one.id, one.name, one.started_on, one.ended_on, dict(one.scope or {}), one.made_by,
                one.closed_by, one.rule_version, in_it, from_it,
            )
            for one, in_it, from_it in session.execute(query).all()
        )  # fmt: skip


def checked(inspection_id: int) -> tuple[Checked, ...]:
    """Every channel of an inspection as it stands, by unit and name."""
    with reading() as session:
        names = _units(session)
        found = []
        for row, channel, marks in checklists(session, inspection_id):
            rules = rules_for(channel)
            lines = lines_of(channel, rules, row.machine, marks)
            grade, score, machine = row.grade, row.score, row.machine_score
            if not grade:
                verdict = result_of(channel, rules, row.machine, lines)
                grade, score = counted(verdict, row.given_score, rules)
                machine = verdict.score
            counts = Counter(line.found for line in lines)
            found.append(
                Checked(
                    row.id, row.channel_id, channel.name, row.unit_id, names.get(row.unit_id, ""),
                    len(lines), len(lines) - counts[Found.UNKNOWN], len(marks), counts[Found.FAILED],
                    str(grade), score, row.machine_at, channel.kind, channel.level, channel.category, machine,
                    row.given_score, row.given_reason, row.given_by, rules.scoring.rank_of(score),
                )
            )  # fmt: skip
    return tuple(found)


def checklist(row_id: int) -> tuple[Line, ...]:
    """The lines of one channel, in the order of the rule set; empty for an unknown one."""
    with reading() as session:
        row = session.get(InspectionChannel, row_id)
        if row is None:
            return ()
        for each, channel, marks in checklists(session, row.inspection_id):
            if each.id == row_id:
                return lines_of(channel, rules_for(channel), each.machine, marks)
    return ()


def rules_of(row_id: int) -> RuleSet:
    """The rules by which one channel of an inspection is judged."""
    with reading() as session:
        row = session.get(InspectionChannel, row_id)
        channel = session.get(Channel, row.channel_id) if row else None
        return rules_for(channel) if channel else rule_set()


def by_unit(lines: tuple[Checked, ...]) -> tuple[UnitResult, ...]:
    """The channels counted by unit, the lowest pass rate first, units without any last."""
    groups: dict[tuple[int, str], Counter[str]] = {}
    for line in lines:
        groups.setdefault((line.unit_id, line.unit), Counter())[_kind(line.grade)] += 1
    units = [_counted(unit_id, unit, counts) for (unit_id, unit), counts in groups.items()]
    return tuple(sorted(units, key=lambda unit: (unit.rate is None, unit.rate or 0.0, unit.unit)))


def whole(lines: tuple[Checked, ...]) -> UnitResult:
    """All channels counted together."""
    counts = Counter(_kind(line.grade) for line in lines)
    return _counted(0, "", counts)


def issues(inspection_id: int, *, limit: int = 25, offset: int = 0) -> Slice[Listed]:
    """The issues the inspection opened or joined, the newest first."""
    return queries.where(belongs(inspection_id), limit=limit, offset=offset)


def _kind(grade: str) -> str:
    return Grade.PASSED if grade in QUALIFIED else grade


def _counted(unit_id: int, unit: str, counts: Counter[str]) -> UnitResult:
    return UnitResult(
        unit_id, unit, counts.total(), counts[Grade.PASSED], counts[Grade.FAILED], counts[Grade.UNJUDGED],
        counts[Grade.UNCHECKED],
    )  # fmt: skip


def _units(session: Session) -> dict[int, str]:
    return {row[0]: row[1] for row in session.execute(select(col(Unit.id), col(Unit.name))).all()}
