"""What a case does to its channel: the registered state and the event change in one transaction with it,
so that start + opened − closed = end holds for every period."""

from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.access import Actor
from core.common.errors import CaseRefused
from core.lifecycle.rules import lifecycle_rules
from core.lifecycle.writes import channel_of, set_channel
from core.registry.history import Stay, stays
from db.models import Case, CaseKind, CaseState, ChannelEvent, EventKind, RegisteredState

AFTER = {
    EventKind.CLOSED: RegisteredState.CLOSED,
    EventKind.MERGED: RegisteredState.MERGED,
    EventKind.CANCELLED: RegisteredState.CANCELLED,
}


def reached(session: Session, case: Case, state: CaseState, *, day: date, actor: Actor) -> None:
    """Let the channel follow a case that has come to `state` on `day`."""
    if case.kind is CaseKind.SUSPEND:
        _suspend(session, case, state, actor)
    elif state >= CaseState.SWITCHED_OFF and state is not CaseState.WITHDRAWN:
        _leave(session, case, day, actor)


def stay_after_all(session: Session, case: Case, actor: Actor, *, reason: str) -> None:
    """The case was withdrawn before anything was switched off: the channel runs on."""
    channel = channel_of(session, case.channel_id)
    if channel.registered in (RegisteredState.LEAVING, RegisteredState.SUSPENDED):
        set_channel(session, channel, actor, "stay", {"registered": RegisteredState.RUNNING}, reason=reason)


def come_back(session: Session, channel_id: int, *, day: date, actor: Actor, reason: str) -> None:
    """A channel that left runs again: state and event together. Raises `CaseRefused` when it had not left."""
    channel = channel_of(session, channel_id)
    if (
        stays(session, [channel_id]).get(channel_id, Stay()).inside
        or channel.registered not in AFTER.values()
    ):
        raise CaseRefused("not_gone", name=channel.name)
    in_order(session, channel_id, channel.name, day)
    set_channel(
        session, channel, actor, "restore",
        {"registered": RegisteredState.RUNNING, "successor_id": None}, reason=reason,
    )  # fmt: skip
    add_event(session, channel_id, EventKind.REOPENED, 1, day, actor, note=reason)


def _leave(session: Session, case: Case, day: date, actor: Actor) -> None:
    event = lifecycle_rules().kind[case.kind].event
    if event is None:
        return
    channel = channel_of(session, case.channel_id)
    if channel.registered in AFTER.values():
        return
    if stays(session, [case.channel_id]).get(case.channel_id, Stay()).inside:
        in_order(session, case.channel_id, channel.name, day)
        add_event(session, case.channel_id, event, -1, day, actor, note=case.reason, case_id=case.id)
    values = {"registered": AFTER[event], "successor_id": case.successor_id}
    set_channel(session, channel, actor, event.value, values, reason=case.reason)


def _suspend(session: Session, case: Case, state: CaseState, actor: Actor) -> None:
    wanted = {
        CaseState.SWITCHED_OFF: RegisteredState.SUSPENDED,
        CaseState.VERIFIED: RegisteredState.RUNNING,
    }.get(state)
    if wanted is not None:
        channel = channel_of(session, case.channel_id)
        set_channel(session, channel, actor, "suspend", {"registered": wanted}, reason=case.reason)


def in_order(session: Session, channel_id: int, name: str, day: date) -> None:
    """Raise `CaseRefused` for a day before the last event: the number running on a day is a sum over days."""
    last = session.execute(
        select(func.max(ChannelEvent.day)).where(
            col(ChannelEvent.channel_id) == channel_id, col(ChannelEvent.delta) != 0
        )
    ).scalar_one()
    if last is not None and day < last:
        raise CaseRefused("before_last_event", name=name, day=last.isoformat())


def add_event(
    session: Session,
    channel_id: int,
    kind: EventKind,
    delta: int,
    day: date,
    actor: Actor,
    *,
    note: str,
    case_id: int | None = None,
) -> ChannelEvent:
    """Add an event to the transaction under way."""
    event = ChannelEvent(
        channel_id=channel_id, day=day, kind=kind, delta=delta, actor=actor.name, note=note, case_id=case_id
    )
    session.add(event)
    return event
