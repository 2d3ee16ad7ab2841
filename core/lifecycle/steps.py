"""Taking the steps of a case: none that is required is jumped; a supervisor may waive one with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.access import Actor, Role, require
from core.common import clock, stored_files
from core.common.errors import CaseRefused
from core.common.notes import note_of, reason_of
from core.common.past import entered_later, happened_on
from core.common.stored_files import Kept
from core.common.text import has, t
from core.issues.deadlines import working_days_after
from core.lifecycle.effects import reached
from core.lifecycle.rules import lifecycle_rules
from core.lifecycle.writes import SETTLED, case_of, channel_of, may_touch, set_case, someone_first, steps_of
from db.engine import writing
from db.models import Case, CaseEvidence, CaseState, CaseStep, StepOwner, StepState

LEAST = {StepOwner.UNIT: Role.STAFF, StepOwner.SUPERVISOR: Role.SUPERVISOR}


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was uploaded."""

    name: str
    data: bytes


def take(
    case_id: int,
    key: str,
    *,
    actor: Actor,
    note: str = "",
    files: Sequence[File] = (),
    day: date | None = None,
) -> CaseState:
    """Settle one step as done on `day` (today), with its evidence; returns the state reached.

    Raises `DomainError` with a sentence; then nothing changed but files kept under their digest."""
    if actor.role is not Role.CHECKER:
        require(actor, Role.STAFF)
    text = note_of(note)
    kept = [stored_files.keep(file.name, file.data, lifecycle_rules().evidence) for file in files]
    with writing() as session:
        return _settle(session, case_id, key, StepState.DONE, day or clock.today(), text, kept, actor)


def waive(case_id: int, key: str, *, actor: Actor, reason: str, day: date | None = None) -> CaseState:
    """Settle one step without taking it, on `day` (today). Supervisors, with a reason; not for steps that
    the rules hold firm."""
    require(actor, Role.SUPERVISOR)
    text = reason_of(reason)
    with writing() as session:
        return _settle(session, case_id, key, StepState.WAIVED, happened_on(day), text, [], actor)


def attach(case_id: int, key: str, files: Sequence[File], *, actor: Actor) -> None:
    """Add evidence to a step, taken or not, of a case that is not withdrawn."""
    require(actor, Role.STAFF)
    kept = [stored_files.keep(file.name, file.data, lifecycle_rules().evidence) for file in files]
    with writing() as session:
        case = case_of(session, case_id)
        may_touch(session, channel_of(session, case.channel_id), actor)
        if case.state is CaseState.WITHDRAWN:
            raise CaseRefused("ended", number=case.number)
        step = _named(steps_of(session, case_id), key)
        _attach(session, step, kept, actor)
        changed_values = {f"evidence.{key}": (None, ", ".join(one.name for one in kept))}
        set_case(session, case, actor, "attach", {}, changes=changed_values)


def assign(case_id: int, key: str, *, owner: str, due_on: date | None, actor: Actor) -> None:
    """Say who takes a waiting step and by when. Supervisors."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        case = case_of(session, case_id)
        step = _named(steps_of(session, case_id), key)
        if step.state is not StepState.WAITING or case.state in SETTLED:
            raise someone_first(session, case)
        changed_values = {f"owner.{key}": (step.owner, owner.strip()), f"due_on.{key}": (step.due_on, due_on)}
        step.owner, step.due_on = owner.strip()[:64], due_on
        session.add(step)
        set_case(session, case, actor, "assign", {}, changes=changed_values)


def next_step(steps: Iterable[CaseStep]) -> CaseStep | None:
    """The first required step that waits, None when every one is settled."""
    return next((one for one in steps if one.required and one.state is StepState.WAITING), None)


def step_name(key: str, state: CaseState) -> str:
    """The name of a step in the language in use; that of its state for one without a name."""
    return t(f"case.step.{key}") if has(f"case.step.{key}") else t(f"state.case.{state.value}")


def _settle(
    session: Session,
    case_id: int,
    key: str,
    how: StepState,
    day: date,
    text: str,
    kept: Sequence[Kept],
    actor: Actor,
) -> CaseState:
    case = case_of(session, case_id)
    may_touch(session, channel_of(session, case.channel_id), actor)
    steps = steps_of(session, case_id)
    step = _named(steps, key)
    _in_turn(session, case, steps, step)
    _attach(session, step, kept, actor)
    if how is StepState.DONE:
        _may_take(session, step, day, actor)
    elif not _waivable(case, key):
        raise CaseRefused("not_waivable", step=step_name(key, step.step))
    _on_its_day(case, steps, step, day)
    step.state, step.done_on, step.actor, step.note = how, day, actor.name, text
    session.add(step)
    _reschedule(case, steps, step, day)
    _advance(session, case, steps, step, actor, text)
    return case.state


def _in_turn(session: Session, case: Case, steps: Sequence[CaseStep], step: CaseStep) -> None:
    if case.ended_on is not None or step.state is not StepState.WAITING:
        raise someone_first(session, case)
    before = next_step(one for one in steps if one.place < step.place)
    if before is not None:
        raise CaseRefused(
            "jump", step=step_name(step.key, step.step), before=step_name(before.key, before.step)
        )


def _may_take(session: Session, step: CaseStep, day: date, actor: Actor) -> None:
    name = step_name(step.key, step.step)
    if step.who is StepOwner.CHECKER:
        if actor.role is not Role.CHECKER:
            raise CaseRefused("checker_verifies", step=name)
    else:
        require(actor, LEAST[step.who])
    if step.evidence_needed and not _evidence_count(session, step):
        raise CaseRefused("evidence_missing", step=name)
    if step.earliest_on is not None and day < step.earliest_on:
        raise CaseRefused("notice_days", step=name, day=step.earliest_on.isoformat())


def _on_its_day(case: Case, steps: Sequence[CaseStep], step: CaseStep, day: date) -> None:
    """Neither before the case was opened nor before an earlier step, nor to come. Raises `CaseRefused`."""
    done = [one.done_on for one in steps if one.done_on and one.place < step.place]
    earliest = max([case.opened_on, *done])
    if not earliest <= day <= clock.today():
        raise CaseRefused("day", earliest=earliest.isoformat(), latest=clock.today().isoformat())


def _reschedule(case: Case, steps: Sequence[CaseStep], settled: CaseStep, day: date) -> None:
    """Later steps are due from the day on which this one was really settled; the notice's days begin now."""
    rules = lifecycle_rules()
    rule = rules.step(case.kind, settled.key)
    free = day + timedelta(days=rule.wait_days if rule and settled.state is StepState.DONE else 0)
    following = free
    for step in (one for one in steps if one.place > settled.place and one.state is StepState.WAITING):
        if rule and rule.wait_days and settled.state is StepState.DONE:
            step.earliest_on = max(free, step.earliest_on or free)
        its = rules.step(case.kind, step.key)
        following = working_days_after(following, its.days if its else 1)
        if step.due_on is None or not (case.ends_on and step.due_on == case.ends_on):
            step.due_on = following
        following += timedelta(days=its.wait_days if its else 0)


def _advance(
    session: Session, case: Case, steps: Sequence[CaseStep], step: CaseStep, actor: Actor, text: str
) -> None:
    state = max(one.step for one in steps if one.state is not StepState.WAITING)
    ended = step.done_on if next_step(steps) is None else None
    changed_values = {
        f"step.{step.key}": (StepState.WAITING, step.state),
        f"day.{step.key}": (None, step.done_on),
        **entered_later(step.done_on or clock.today()),
    }
    action = "waive" if step.state is StepState.WAIVED else "take"
    before = case.state
    set_case(
        session, case, actor, action, {"state": CaseState(state), "ended_on": ended}, changes=changed_values,
        reason=text,
    )  # fmt: skip
    if case.state != before:
        assert step.done_on is not None
        reached(session, case, case.state, day=step.done_on, actor=actor)


def _waivable(case: Case, key: str) -> bool:
    rule = lifecycle_rules().step(case.kind, key)
    return rule is None or rule.waivable


def _named(steps: Iterable[CaseStep], key: str) -> CaseStep:
    for step in steps:
        if step.key == key:
            return step
    raise CaseRefused("unknown_step", step=key)


def _evidence_count(session: Session, step: CaseStep) -> int:
    return int(
        session.execute(
            select(func.count()).select_from(CaseEvidence).where(col(CaseEvidence.step_id) == step.id)
        ).scalar_one()
    )


def _attach(session: Session, step: CaseStep, kept: Sequence[Kept], actor: Actor) -> None:
    for one in kept:
        session.add(
            CaseEvidence(
                step_id=step.id,
                digest=one.digest,
                name=one.name,
                media=one.media,
                size=one.size,
                at=clock.now(),
                actor=actor.name,
            )
        )
    session.flush()
