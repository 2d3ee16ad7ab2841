"""One case with its steps, their evidence, what the checker saw and who did what."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.common import clock
from core.lifecycle.rules import lifecycle_rules
from core.lifecycle.steps import next_step, step_name
from core.lifecycle.verification import NAME
from core.lifecycle.writes import steps_of
from core.registry.channel_file import Trail
from db.engine import reading
from db.models import (
    AuditEntry,
    Case,
    CaseEvidence,
    CaseStep,
    Channel,
    CurrentState,
    RegisteredState,
    StepOwner,
    StepState,
    Unit,
)


@dataclass(frozen=True, slots=True)
class Paper:
    """One evidence file."""

    digest: str
    name: str
    media: str
    size: int
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step. `next`: it is its turn; `late`: it is and its day has passed."""

    key: str
    name: str
    state: StepState
    required: bool
    waivable: bool
    evidence_needed: bool
    who: StepOwner
    owner: str
    due_on: date | None
    earliest_on: date | None
    done_on: date | None
    actor: str
    note: str
    next: bool
    late: bool
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the checker last saw of a channel that has left."""

    outcome: str
    found: str
    at: datetime
    evidence: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaseFile:
    case: Case
    channel: str
    channel_url: str
    registered: RegisteredState
    unit: str
    successor: str
    steps: tuple[StepLine, ...]
    seen: Seen | None
    history: tuple[Trail, ...]

    @property
    def next(self) -> StepLine | None:
        """The step whose turn it is."""
        return next((step for step in self.steps if step.next), None)


def case_file(case_id: int) -> CaseFile | None:
    """The file of one case; None when there is none."""
    with reading() as session:
        case = session.get(Case, case_id)
        if case is None:
            return None
        channel = session.get_one(Channel, case.channel_id)
        successor = session.get(Channel, case.successor_id) if case.successor_id else None
        return CaseFile(
            case=case,
            channel=channel.name,
            channel_url=channel.url,
            registered=channel.registered,
            unit=session.get_one(Unit, channel.unit_id).name,
            successor=successor.name if successor else "",
            steps=_steps(session, case),
            seen=_seen(session, case.channel_id),
            history=_history(session, case_id),
        )


def _steps(session: Session, case: Case) -> tuple[StepLine, ...]:
    steps = steps_of(session, case.id)
    turn = next_step(steps) if case.ended_on is None else None
    papers = _papers(session, [step.id for step in steps])
    return tuple(_line(case, step, turn, papers.get(step.id, ())) for step in steps)


def _line(case: Case, step: CaseStep, turn: CaseStep | None, papers: tuple[Paper, ...]) -> StepLine:
    rule = lifecycle_rules().step(case.kind, step.key)
    return StepLine(
        key=step.key,
        name=step_name(step.key, step.step),
        state=step.state,
        required=step.required,
        waivable=rule is None or rule.waivable,
        evidence_needed=step.evidence_needed,
        who=step.who,
        owner=step.owner,
        due_on=step.due_on,
        earliest_on=step.earliest_on,
        done_on=step.done_on,
        actor=step.actor,
        note=step.note,
        next=step is turn,
        late=step is turn and step.due_on is not None and step.due_on < clock.today(),
        papers=papers,
    )


def _papers(session: Session, step_ids: list[int]) -> dict[int, tuple[Paper, ...]]:
    found: dict[int, tuple[Paper, ...]] = {}
    rows = session.execute(
        select(CaseEvidence).where(col(CaseEvidence.step_id).in_(step_ids)).order_by(col(CaseEvidence.id))
    ).scalars()
    for row in rows:
        paper = Paper(row.digest, row.name, row.media, row.size, row.at, row.actor)
        found[row.step_id] = (*found.get(row.step_id, ()), paper)
    return found


def _seen(session: Session, channel_id: int) -> Seen | None:
    state = session.get(CurrentState, (channel_id, NAME))
    if state is None:
        return None
    return Seen(state.outcome, str(state.evidence.get("found", "")), state.at, dict(state.evidence))


def _history(session: Session, case_id: int) -> tuple[Trail, ...]:
    rows = session.execute(
        select(AuditEntry)
        .where(col(AuditEntry.noun) == "case", col(AuditEntry.noun_id) == case_id)
        .order_by(col(AuditEntry.id).desc())
    ).scalars()
    return tuple(
        Trail(row.at, row.actor, row.role, row.action, row.noun, row.changes, row.reason) for row in rows
    )
