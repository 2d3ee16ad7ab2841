"""The queue of messages. A message goes queued → (reserved) → sending → sent, failed or unsure.

*Reserved* is queued with a token: nothing has left yet, so a sender that dies is simply replaced. From
*sending* on something may have left: if the sender dies then, nobody can know, and the message becomes
*unsure* for a person to decide. So a crash loses none and doubles none by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import ReminderRefused
from core.common.sealing import Unreadable, opened
from core.common.sheet import Slice
from core.common.text import t
from core.notices.language import speaking
from core.reminders import memory
from core.reminders.quiet import Hours, after_quiet
from core.reminders.rules import reminder_rules
from db.engine import changed, reading, writing
from db.models import OutboxMessage, OutboxState, Recipient, RecipientAddress

Result = Literal["sent", "again", "failed", "unsure"]
TEST = "test"


@dataclass(frozen=True, slots=True)
class Taken:
    """One message that a sender has reserved. `address` is secret: it is never stored or logged."""

    id: int
    token: str
    address: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One message on record."""

    id: int
    kind: str
    to_name: str
    to_shown: str
    title: str
    body: str
    state: OutboxState
    made_at: datetime
    not_before: datetime
    sent_at: datetime | None
    attempts: int
    error: str


def put(
    session: Session, key: str, kind: str, person: Recipient, way: RecipientAddress, title: str, body: str,
    not_before: datetime, facts: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Queue one message in the transaction under way; a key that is there already is passed over."""
    if session.execute(select(col(OutboxMessage.id)).where(col(OutboxMessage.key) == key)).first():
        return
    session.add(
        OutboxMessage(
            key=key, kind=kind, recipient_id=person.id, address_id=way.id, to_name=person.name,
            to_shown=f"{way.service} {way.shown}".strip(), title=title, body=body, facts=facts or {},
            made_at=clock.now(), not_before=not_before,
        )
    )  # fmt: skip


def test(address_id: int, *, actor: Actor) -> int:
    """Queue a test message to one address, whatever the hour; returns its id."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        way = session.get(RecipientAddress, address_id)
        person = session.get(Recipient, way.recipient_id) if way else None
        if way is None or person is None or not way.enabled or not way.sealed:
            raise ReminderRefused("no_way")
        with speaking(person.language):
            title, body = t("reminder.test.title"), t("reminder.test.body", name=person.name, by=actor.name)
        key = f"test:{address_id}:{token_hex(8)}"
        put(session, key, TEST, person, way, title, body, clock.now())
        session.flush()
        queued: int = session.execute(
            select(col(OutboxMessage.id)).where(col(OutboxMessage.key) == key)
        ).scalar_one()
        return queued


def take() -> Taken | None:
    """Reserve the next message that may be sent now; None when there is none."""
    now = clock.now()
    gone = now - timedelta(seconds=reminder_rules().delivery.reserved_s)
    free = or_(col(OutboxMessage.token) == "", _taken_before(gone))
    with writing() as session:
        rows = session.execute(
            select(OutboxMessage, Recipient, RecipientAddress)
            .join(Recipient, col(Recipient.id) == col(OutboxMessage.recipient_id))
            .join(RecipientAddress, col(RecipientAddress.id) == col(OutboxMessage.address_id))
            .where(col(OutboxMessage.state) == OutboxState.QUEUED, _may_leave(now), free)
            .order_by(col(OutboxMessage.not_before), col(OutboxMessage.id))
            .limit(50)
        ).all()
        for message, person, way in rows:
            taken = _reserved(session, message, person, way, now, free)
            if taken:
                return taken
    return None


def begin(taken: Taken) -> bool:
    """From now on something may leave. False when the message is no longer this sender's."""
    return _moved(taken, OutboxState.QUEUED, {"state": OutboxState.SENDING, "taken_at": clock.now()})


def settle(taken: Taken, result: Result, error: str = "") -> bool:
    """Record what came of a message: sent, to be tried again, failed for good, or unsure."""
    now = clock.now()
    with writing() as session:
        row = session.get(OutboxMessage, taken.id)
        if row is None or row.token != taken.token:
            return False
        before, tries = row.state, row.attempts + 1
        session.expunge(row)
        values: dict[str, Any] = {"attempts": tries, "token": "", "error": error}
        values |= _outcome(result, tries, now)
        settled = bool(changed(session, _mine(taken, before).values(**values)))
        if settled and result == "sent":
            memory.remember(session, row)
        return settled


def give_up_lost() -> int:
    """Messages whose sender died after it had begun become unsure; returns how many."""
    delivery = reminder_rules().delivery
    gone = clock.now() - timedelta(seconds=delivery.limit_s + delivery.reserved_s)
    with writing() as session:
        return changed(
            session,
            update(OutboxMessage)
            .where(col(OutboxMessage.state) == OutboxState.SENDING, _taken_before(gone))
            .values(state=OutboxState.UNSURE, error="sender_gone", token=""),
        )


def _may_leave(now: datetime) -> ColumnElement[bool]:
    """Messages whose hour has come. None waits longer than a quiet night and the longest pause between two
    tries: what is stamped further ahead, a clock that ran ahead has stamped, and it may leave now."""
    longest = timedelta(days=1, minutes=max(reminder_rules().delivery.waits_minutes, default=0))
    return or_(col(OutboxMessage.not_before) <= now, col(OutboxMessage.not_before) > now + longest)


def _taken_before(gone: datetime) -> ColumnElement[bool]:
    """Messages whose sender was last heard of before `gone`, or in the future, which is no sign of life."""
    return or_(col(OutboxMessage.taken_at) < gone, col(OutboxMessage.taken_at) > clock.now() + clock.SKEW)


def send_again(message_id: int, *, actor: Actor) -> None:
    """A person decides that a failed or unsure message is sent once more."""
    values = {"state": OutboxState.QUEUED, "not_before": clock.now(), "attempts": 0}
    _decide(message_id, actor, "send-again", values)


def leave(message_id: int, *, actor: Actor) -> None:
    """A person decides that a failed, unsure or waiting message is left."""
    _decide(message_id, actor, "leave", {"state": OutboxState.DROPPED})


def on_record(
    *, states: Sequence[str] = (), recipient_id: int | None = None, limit: int = 25, offset: int = 0
) -> Slice[Sent]:
    """The messages, newest first."""
    conditions: list[ColumnElement[bool]] = []
    if states:
        conditions.append(col(OutboxMessage.state).in_(states))
    if recipient_id is not None:
        conditions.append(col(OutboxMessage.recipient_id) == recipient_id)
    with reading() as session:
        total = session.execute(
            select(func.count()).select_from(OutboxMessage).where(*conditions)
        ).scalar_one()
        rows = session.execute(
            select(OutboxMessage)
            .where(*conditions)
            .order_by(col(OutboxMessage.id).desc())
            .limit(limit)
            .offset(offset)
        ).scalars()
        return Slice(tuple(_sent(row) for row in rows), total)


def one(message_id: int) -> Sent | None:
    """One message on record."""
    with reading() as session:
        row = session.get(OutboxMessage, message_id)
        return _sent(row) if row else None


def counts() -> dict[OutboxState, int]:
    """How many messages are in each state."""
    with reading() as session:
        rows = session.execute(
            select(col(OutboxMessage.state), func.count()).group_by(col(OutboxMessage.state))
        ).all()
    return {state: number for state, number in rows}  # noqa: C416  mypy knows no dict(Row)


def _reserved(
    session: Session, message: OutboxMessage, person: Recipient, way: RecipientAddress, now: datetime,
    free: ColumnElement[bool],
) -> Taken | None:  # fmt: skip
    """Reserve one message; one that must not be sent now, or never, is moved on instead."""
    if not way.enabled or not person.enabled or not way.sealed:
        message.state = OutboxState.DROPPED
        return None
    later = now if message.kind == TEST else after_quiet(now, Hours.of(person))
    if later > now:
        message.not_before = later
        return None
    try:
        address = opened(way.sealed)
    except Unreadable:
        message.state, message.error = OutboxState.FAILED, "sealed"
        return None
    token = token_hex(16)
    taken = Taken(message.id, token, address, message.title, message.body)
    session.expunge(message)
    same = update(OutboxMessage).where(
        col(OutboxMessage.id) == taken.id, col(OutboxMessage.state) == OutboxState.QUEUED, free
    )
    return taken if changed(session, same.values(token=token, taken_at=now)) else None


def _outcome(result: Result, tries: int, now: datetime) -> dict[str, Any]:
    waits = reminder_rules().delivery.waits_minutes
    if result == "sent":
        return {"state": OutboxState.SENT, "sent_at": now}
    if result == "again" and tries <= len(waits):
        return {"state": OutboxState.QUEUED, "not_before": now + timedelta(minutes=waits[tries - 1])}
    return {"state": OutboxState.UNSURE if result == "unsure" else OutboxState.FAILED}


def _mine(taken: Taken, state: OutboxState) -> Any:
    return update(OutboxMessage).where(
        col(OutboxMessage.id) == taken.id,
        col(OutboxMessage.token) == taken.token,
        col(OutboxMessage.state) == state,
    )


def _moved(taken: Taken, state: OutboxState, values: dict[str, Any]) -> bool:
    with writing() as session:
        return bool(changed(session, _mine(taken, state).values(**values)))


def _decide(message_id: int, actor: Actor, action: str, values: dict[str, Any]) -> None:
    require(actor, Role.SUPERVISOR)
    stuck = (OutboxState.FAILED, OutboxState.UNSURE, OutboxState.QUEUED)
    with writing() as session:
        row = session.get(OutboxMessage, message_id)
        if row is None:
            raise ReminderRefused("no_message")
        before = row.state
        session.expunge(row)
        same = update(OutboxMessage).where(
            col(OutboxMessage.id) == message_id,
            col(OutboxMessage.state) == before,
            col(OutboxMessage.state).in_(stuck),
            col(OutboxMessage.token) == "",
        )
        if not changed(session, same.values(token="", error="", **values)):
            raise ReminderRefused("message_moved")
        changes = {"state": (before.value, values["state"].value)}
        record(session, actor=actor, action=action, noun="outbox", noun_id=message_id, changes=changes)


def _sent(row: OutboxMessage) -> Sent:
    return Sent(
        row.id, row.kind, row.to_name, row.to_shown, row.title, row.body, row.state, row.made_at,
        row.not_before, row.sent_at, row.attempts, row.error,
    )  # fmt: skip
