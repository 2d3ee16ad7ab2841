"""Verdicts counted, and the channels behind every count.

There is one definition: the verdict that the rules in force give (`core.rules.verdict`). A channel is
*judged* when that verdict is passed, basic or failed, *qualified* when it is passed or basic; the pass rate
is qualified of judged. Only channels running today count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlmodel import Session, col

from core.common import clock
from core.common.sheet import Slice
from core.monitoring import verdict_cache
from core.registry.kinds import Medium
from core.registry.level_and_category import of_level_and_category
from core.registry.slices import is_running, pairs, sliced
from core.rules.results import Grade, GradeCounts
from db.engine import reading
from db.models import Channel, ChannelVerdict, Unit

# What needs a person stands first.
ORDER = (Grade.FAILED, Grade.UNCHECKED, Grade.UNJUDGED, Grade.BASIC, Grade.PASSED)


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One channel and its verdict. `vetoes` and `deducted` name indicators of the rule set `version`;
    `at` is None for a channel that nothing is known of yet."""

    channel_id: int
    name: str
    unit: str
    kind: str
    grade: Grade
    score: float | None
    vetoes: tuple[str, ...]
    deducted: int
    machine: int
    person: int
    nobody: int
    version: str
    at: datetime | None


def verdicts(medium: Medium | None = "website", *, level: str = "", category: str = "") -> GradeCounts:
    """How many running channels of a medium, and of a level and category, have each verdict."""
    verdict_cache.for_a_page()
    with reading() as session:
        return _grade_counts(session, _running(medium, level, category))


def verdict_rows(
    *,
    medium: Medium | None = "website",
    grade: Grade | None = None,
    level: str = "",
    category: str = "",
    words: str = "",
    limit: int = 25,
    offset: int = 0,
) -> Slice[VerdictRow]:
    """The channels behind `verdicts`: those that fail first, then those without a verdict."""
    verdict_cache.for_a_page()
    of_scope = _running(medium, level, category)
    wanted = list(of_scope)
    if grade is not None:
        wanted.append(grade_of() == grade.value)
    if words.strip():
        asked = words.strip()
        wanted.append(
            or_(
                col(Channel.name).icontains(asked, autoescape=True),
                col(Unit.name).icontains(asked, autoescape=True),
            )
        )
    query = _rows(wanted)
    with reading() as session:
        if words.strip():
            return sliced(session, query, _row, limit, offset)
        known = _grade_counts(session, of_scope)
        total = getattr(known, grade.value) if grade else known.total
        rows = session.execute(query.limit(limit).offset(offset)).all()
    return Slice(rows=tuple(_row(*row) for row in rows), total=total)


def of_channel(channel_id: int) -> VerdictRow | None:
    """One channel as in `verdict_rows`, running or not."""
    verdict_cache.for_a_page()
    with reading() as session:
        rows = sliced(session, _rows([col(Channel.id) == channel_id]), _row, 1, 0).rows
    return rows[0] if rows else None


def _running(medium: Medium | None, level: str, category: str) -> list[ColumnElement[bool]]:
    return [is_running(clock.today(), medium), *of_level_and_category(level, category)]


def _grade_counts(session: Session, wanted: Sequence[ColumnElement[bool]]) -> GradeCounts:
    grade = grade_of().label("grade")
    query = (
        select(grade, func.count())
        .select_from(Channel)
        .outerjoin(ChannelVerdict, col(ChannelVerdict.channel_id) == col(Channel.id))
        .where(*wanted)
        .group_by("grade")
    )
    return GradeCounts.of(pairs(session, query))


def grade_of() -> ColumnElement[str]:
    """The grade of a channel beside its verdict; one registered a moment ago has no verdict yet."""
    return func.coalesce(col(ChannelVerdict.grade), Grade.UNJUDGED.value)


def _rows(wanted: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    order = case({grade.value: place for place, grade in enumerate(ORDER)}, value=grade_of())
    return (
        select(
            col(Channel.id), col(Channel.name), col(Unit.name), col(Channel.kind), grade_of(),
            col(ChannelVerdict.base) + func.coalesce(col(ChannelVerdict.bonus), 0.0),
            col(ChannelVerdict.vetoes), col(ChannelVerdict.deducted), col(ChannelVerdict.machine),
            col(ChannelVerdict.person), col(ChannelVerdict.nobody), col(ChannelVerdict.rule_version),
            col(ChannelVerdict.judged_at),
        )
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .outerjoin(ChannelVerdict, col(ChannelVerdict.channel_id) == col(Channel.id))
        .where(*wanted)
        .order_by(order, col(Channel.id))
    )  # fmt: skip


def _row(
    channel_id: int, name: str, unit: str, kind: str, grade: str, score: float | None,
    vetoes: list[str] | None, deducted: list[str] | None, machine: int | None, person: int | None,
    nobody: int | None, version: str | None, at: datetime | None,
) -> VerdictRow:  # fmt: skip
    return VerdictRow(
        channel_id, name, unit, kind, Grade(grade), None if score is None else round(score, 2),
        tuple(vetoes or ()), len(deducted or ()), machine or 0, person or 0, nobody or 0, version or "", at,
    )  # fmt: skip
