"""Opening cases: one, or several accounts of one platform at once (批量注销)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import CaseRefused
from core.common.notes import reason_of
from core.common.past import entered_later, happened_on
from core.common.text import t
from core.issues.deadlines import working_days_after
from core.lifecycle.rules import KindRule, lifecycle_rules
from core.lifecycle.writes import channel_of, may_touch, next_number, set_channel
from core.registry.kinds import keys_of, kind_name
from db.engine import writing
from db.models import Case, CaseKind, CaseStep, Channel, RegisteredState, StepOwner, StepState

GONE = (RegisteredState.CLOSED, RegisteredState.MERGED, RegisteredState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for. `ends_on`: when a suspension is to end; `owner`: who takes the unit's steps,
    the channel's contact if empty; `opened_on`: when it was asked for, if that was before today."""

    kind: CaseKind
    reason: str
    successor_id: int | None = None
    ends_on: date | None = None
    owner: str = ""
    opened_on: date | None = None


def open_case(channel_id: int, wanted: Wanted, *, actor: Actor) -> int:
    """Open a case with all its steps and say in the registry that the channel is leaving; returns its id.

    Staff and above. Raises `DomainError` with a sentence; then nothing changed."""
    return open_cases([channel_id], wanted, actor=actor)[0]


def open_cases(channel_ids: Sequence[int], wanted: Wanted, *, actor: Actor) -> tuple[int, ...]:
    """Open one case a channel, all in one transaction; several share a batch and must be accounts of one
    platform. Raises `DomainError` as soon as one cannot be opened; then none is."""
    require(actor, Role.STAFF)
    reason = reason_of(wanted.reason)
    chosen = list(dict.fromkeys(channel_ids))
    if not chosen:
        raise CaseRefused("nothing_chosen")
    try:
        with writing() as session:
            channels = [channel_of(session, one) for one in chosen]
            fitting(session, channels, wanted, actor)
            batch = _batch(session, channels) if len(channels) > 1 else ""
            return tuple(_open(session, channel, wanted, reason, batch, actor) for channel in channels)
    except IntegrityError as twice:
        # PostgreSQL has many writers: the unique number and the one case under way refuse the slower one.
        raise CaseRefused("opened_meanwhile") from twice


def open_in(session: Session, channel_id: int, wanted: Wanted, *, batch: str, actor: Actor) -> int:
    """`open_case` within a transaction under way, as one of a batch."""
    require(actor, Role.STAFF)
    channel = channel_of(session, channel_id)
    fitting(session, [channel], wanted, actor)
    return _open(session, channel, wanted, reason_of(wanted.reason), batch, actor)


def fitting(session: Session, channels: Sequence[Channel], wanted: Wanted, actor: Actor) -> None:
    """Raise `DomainError` when one of the channels cannot have the case."""
    rule = lifecycle_rules().kind[wanted.kind]
    if len(channels) > 1 and (wanted.kind is not CaseKind.CANCEL or len({one.kind for one in channels}) > 1):
        raise CaseRefused("batch_of_one_platform")
    for channel in channels:
        may_touch(session, channel, actor)
        _fit_kind(channel, rule, wanted.kind)
        _fit_state(session, channel)
        _fit_successor(session, channel, rule, wanted.successor_id)
    _fit_end(wanted)


def plan(kind: CaseKind, opened_on: date) -> list[CaseStep]:
    """The steps of a new case with their due days, each counted in working days from the one before."""
    day, steps = opened_on, []
    for place, rule in enumerate(lifecycle_rules().kind[kind].step, start=1):
        day = working_days_after(day, rule.days)
        steps.append(
            CaseStep(
                case_id=0,
                place=place,
                key=rule.key,
                step=rule.reaches,
                state=StepState.WAITING,
                required=rule.required,
                evidence_needed=rule.evidence,
                who=rule.who,
                due_on=day,
            )
        )
        day += timedelta(days=rule.wait_days)
    return steps


def _fit_kind(channel: Channel, rule: KindRule, kind: CaseKind) -> None:
    if rule.media != "any" and channel.kind not in keys_of(rule.media):
        raise CaseRefused(
            "kind", name=channel.name, kind=kind_name(channel.kind), case=t(f"state.case_kind.{kind.value}")
        )


def _fit_state(session: Session, channel: Channel) -> None:
    number = session.execute(
        select(col(Case.number)).where(col(Case.channel_id) == channel.id, col(Case.ended_on).is_(None))
    ).scalar()
    if number:
        raise CaseRefused("under_way", name=channel.name, number=number)
    if channel.registered in GONE:
        raise CaseRefused("gone_already", name=channel.name)


def _fit_successor(session: Session, channel: Channel, rule: KindRule, successor_id: int | None) -> None:
    if successor_id is None:
        if rule.successor == "required":
            raise CaseRefused("successor_missing")
        return
    if rule.successor == "none":
        raise CaseRefused("successor_not_wanted")
    successor = channel_of(session, successor_id)
    if successor.id == channel.id or successor.registered is not RegisteredState.RUNNING:
        raise CaseRefused("successor_unfit", name=successor.name)


def _fit_end(wanted: Wanted) -> None:
    most = lifecycle_rules().suspension.most_days
    if wanted.kind is not CaseKind.SUSPEND:
        return
    latest = clock.today() + timedelta(days=most)
    if wanted.ends_on is None or not clock.today() < wanted.ends_on <= latest:
        raise CaseRefused("ends_on", days=most, latest=latest.isoformat())


def _batch(session: Session, channels: Sequence[Channel]) -> str:
    """A name for cases opened together: day, count of that day, platform."""
    head = f"{clock.today().isoformat()}-"
    taken = session.execute(
        select(col(Case.batch)).where(col(Case.batch).startswith(head)).distinct()
    ).scalars()
    return f"{head}{len(list(taken)) + 1}-{channels[0].kind}"


def _open(session: Session, channel: Channel, wanted: Wanted, reason: str, batch: str, actor: Actor) -> int:
    day = happened_on(wanted.opened_on)
    steps = plan(wanted.kind, day)
    case = Case(
        number=next_number(session, day.year),
        channel_id=channel.id,
        kind=wanted.kind,
        batch=batch,
        successor_id=wanted.successor_id,
        opened_on=day,
        due_on=wanted.ends_on or steps[-1].due_on,
        ends_on=wanted.ends_on,
        reason=reason,
        rule_version=lifecycle_rules().version,
    )
    session.add(case)
    session.flush()
    owner = wanted.owner.strip() or channel.contact
    for step in steps:
        step.case_id = case.id
        step.owner = owner if step.who is StepOwner.UNIT else ""
    if wanted.ends_on:
        steps[-1].due_on = wanted.ends_on
    session.add_all(steps)
    record(
        session, actor=actor, action="open", noun="case", noun_id=case.id,
        changes={
            "state": (None, case.state), "kind": (None, case.kind), "due_on": (None, case.due_on),
            **entered_later(day),
        },
        reason=reason,
    )  # fmt: skip
    if lifecycle_rules().kind[wanted.kind].leaves:
        set_channel(session, channel, actor, "leave", {"registered": RegisteredState.LEAVING}, reason=reason)
    return case.id
