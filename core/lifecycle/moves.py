"""Other moves of a case: withdrawing, a longer suspension, a channel that runs again, a reopened case."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Actor, Role, require
from core.common import clock
from core.common.errors import CaseRefused
from core.common.notes import reason_of
from core.common.past import entered_later, happened_on
from core.issues.deadlines import working_days_after
from core.lifecycle.effects import come_back, stay_after_all
from core.lifecycle.rules import lifecycle_rules
from core.lifecycle.writes import case_of, channel_of, may_touch, set_case, someone_first, steps_of
from db.engine import writing
from db.models import Case, CaseKind, CaseState, CaseStep, StepOwner, StepState


def withdraw(case_id: int, *, reason: str, actor: Actor, day: date | None = None) -> None:
    """End a case before anything was switched off, on `day` (today); the channel runs on. Staff and above,
    with a reason."""
    require(actor, Role.STAFF)
    text = reason_of(reason)
    with writing() as session:
        case = case_of(session, case_id)
        may_touch(session, channel_of(session, case.channel_id), actor)
        if case.ended_on is not None:
            raise someone_first(session, case)
        if case.state >= CaseState.SWITCHED_OFF:
            raise CaseRefused("too_late_to_withdraw", number=case.number)
        ended = happened_on(day)
        if ended < case.opened_on:
            raise CaseRefused("day", earliest=case.opened_on.isoformat(), latest=clock.today().isoformat())
        values = {"state": CaseState.WITHDRAWN, "ended_on": ended}
        set_case(session, case, actor, "withdraw", values, changes=entered_later(ended), reason=text)
        stay_after_all(session, case, actor, reason=text)


def extend(case_id: int, *, ends_on: date, reason: str, actor: Actor) -> None:
    """Let a suspension last until another day. Supervisors, with a reason; within the longest allowed."""
    require(actor, Role.SUPERVISOR)
    text = reason_of(reason)
    with writing() as session:
        case = case_of(session, case_id)
        if case.kind is not CaseKind.SUSPEND or case.ended_on is not None:
            raise someone_first(session, case)
        most = lifecycle_rules().suspension.most_days
        latest = clock.today() + timedelta(days=most)
        if not clock.today() < ends_on <= latest:
            raise CaseRefused("ends_on", days=most, latest=latest.isoformat())
        steps_of(session, case_id)[-1].due_on = ends_on
        set_case(session, case, actor, "extend", {"ends_on": ends_on, "due_on": ends_on}, reason=text)


def restore(channel_id: int, *, reason: str, actor: Actor, day: date | None = None) -> None:
    """Let a channel that had left run again, with its event. Supervisors, with a reason.

    Raises `CaseRefused` while a case of it is under way."""
    require(actor, Role.SUPERVISOR)
    text = reason_of(reason)
    with writing() as session:
        case = _under_way(session, channel_id)
        if case is not None:
            values = {"state": CaseState.WITHDRAWN, "ended_on": clock.today()}
            set_case(session, case, actor, "withdraw", values, reason=text)
        come_back(session, channel_id, day=day or clock.today(), actor=actor, reason=text)


def reopen(session: Session, case: Case, *, evidence: Mapping[str, Any], actor: Actor) -> None:
    """A verified case turned out not to be: its last step waits again, with what was seen."""
    steps = steps_of(session, case.id)
    last = _verification_of(steps)
    changed_values: dict[str, tuple[Any, Any]] = {
        f"evidence.{key}": (None, value) for key, value in evidence.items()
    }
    rule = lifecycle_rules().step(case.kind, "verified")
    due = working_days_after(clock.today(), rule.days if rule else 1)
    if last is not None:
        last.state, last.done_on, last.due_on = StepState.WAITING, None, due
        last.actor, last.note = "", ""
        session.add(last)
    set_case(
        session, case, actor, "reopen",
        {
            "state": CaseState.SWITCHED_OFF,
            "ended_on": None,
            "due_on": due,
            "times_reopened": case.times_reopened + 1,
        },
        changes=changed_values,
    )  # fmt: skip


def _verification_of(steps: list[CaseStep]) -> CaseStep | None:
    found = [one for one in steps if one.who is StepOwner.CHECKER or one.step is CaseState.VERIFIED]
    return found[-1] if found else None


def _under_way(session: Session, channel_id: int) -> Case | None:
    case = session.execute(
        select(Case).where(col(Case.channel_id) == channel_id, col(Case.ended_on).is_(None))
    ).scalar_one_or_none()
    if case is not None:
        session.expunge(case)
    return case
