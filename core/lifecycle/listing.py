"""What every list of cases shares: the facts of a case, its next step, and what is late."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from core.common import clock
from db.models import Case, CaseKind, CaseState, CaseStep, Channel, StepOwner, StepState, Unit


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case. `step`, `step_due`, `who` and `owner` are of the next required step, None when all are
    settled."""

    id: int
    number: str
    channel_id: int
    channel: str
    channel_kind: str
    unit: str
    kind: CaseKind
    state: CaseState
    batch: str
    opened_on: date
    due_on: date | None
    ended_on: date | None
    times_reopened: int
    step: str | None
    step_due: date | None
    who: StepOwner | None
    owner: str | None
    reason: str
    unit_id: int

    @property
    def late(self) -> bool:
        """Whether the case or its next step is past its day."""
        today = clock.today()
        return self.ended_on is None and any(
            day is not None and day < today for day in (self.due_on, self.step_due)
        )


def case_lines(step: type[CaseStep]) -> Select[*tuple[Any, ...]]:
    """Every case with what a `CaseLine` holds; `step` as in `cases_with`."""
    return cases_with(
        step,
        col(Case.times_reopened),
        col(step.key),
        col(step.due_on),
        col(step.who),
        col(step.owner),
        col(Case.reason),
        col(Unit.id),
    )


def cases_with(step: type[CaseStep], *further: Any) -> Select[*tuple[Any, ...]]:
    """Cases with their channel, unit and next step (`step`, an alias; NULL when all are settled): number,
    channel, unit, kind, state, batch and days, then `further` columns."""
    return (
        select(
            col(Case.id),
            col(Case.number),
            col(Channel.id),
            col(Channel.name),
            col(Channel.kind),
            col(Unit.name),
            col(Case.kind),
            col(Case.state),
            col(Case.batch),
            col(Case.opened_on),
            col(Case.due_on),
            col(Case.ended_on),
            *further,
        )
        .select_from(Case)
        .join(Channel, col(Channel.id) == col(Case.channel_id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .outerjoin(step, is_next(step))
    )


def is_next(step: type[CaseStep]) -> ColumnElement[bool]:
    """The step is the first required one of its case that waits, and the case is under way."""
    inner = aliased(CaseStep)
    first = (
        select(func.min(col(inner.place)))
        .where(
            col(inner.case_id) == col(Case.id),
            col(inner.state) == StepState.WAITING,
            col(inner.required).is_(True),
        )
        .correlate(Case)
        .scalar_subquery()
    )
    return and_(
        col(step.case_id) == col(Case.id),
        col(step.state) == StepState.WAITING,
        col(step.place) == first,
        col(Case.ended_on).is_(None),
    )


def is_late(step: type[CaseStep]) -> ColumnElement[bool]:
    """The case is under way, and it or its next step (`is_next`) is past its day."""
    today = clock.today()
    late = or_(col(Case.due_on) < today, func.coalesce(col(step.due_on), date.max) < today)
    return and_(col(Case.ended_on).is_(None), late)
