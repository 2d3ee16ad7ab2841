"""One message a person and day: what is new or worth saying again, grouped by topic.

`fill_outbox` may be called as often as one likes, from anywhere: what waits in the queue or has left is not
queued again (`memory`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.common import clock
from core.common.text import t
from core.issues.deadlines import is_working_day
from core.notices.language import speaking
from core.reminders import memory, outbox
from core.reminders.items import ReminderItem, items_for
from core.reminders.memory import Said
from core.reminders.quiet import Hours, after_quiet
from core.reminders.rules import reminder_rules
from db.engine import reading, writing
from db.models import OutboxMessage, Recipient, RecipientAddress


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person would be reminded of now."""

    title: str
    body: str
    items: tuple[ReminderItem, ...]


def is_time(now: datetime) -> bool:
    """Whether today's messages are due: on a working day from the rules' hour on."""
    local = now.astimezone(clock.SHANGHAI)
    return is_working_day(local.date()) and local.time() >= reminder_rules().digest_at


def fill_outbox() -> int:
    """Queue today's message for everyone who has none yet; returns how many people got one."""
    if not is_time(clock.now()):
        return 0
    return sum(_queue(person_id) for person_id in _waiting())


def preview(recipient_id: int) -> Digest | None:
    """What the person would be reminded of now; None when there is nothing."""
    with reading() as session:
        person = session.get(Recipient, recipient_id)
        return _digest(session, person, clock.today()) if person else None


def _waiting() -> list[int]:
    """People with a way who got no message today."""
    today = clock.start_of(clock.today())
    reminded = select(col(OutboxMessage.recipient_id)).where(
        col(OutboxMessage.kind) == "digest", col(OutboxMessage.made_at) >= today
    )
    reached = select(col(RecipientAddress.recipient_id)).where(col(RecipientAddress.enabled))
    with reading() as session:
        rows = session.execute(
            select(col(Recipient.id))
            .where(col(Recipient.enabled), col(Recipient.id).in_(reached), col(Recipient.id).not_in(reminded))
            .order_by(col(Recipient.id))
        ).scalars()
        return [row for row in rows if row is not None]


def _queue(recipient_id: int) -> bool:
    """Queue one person's message and remember what it says, in one transaction."""
    try:
        return _queued(recipient_id, clock.today())
    except IntegrityError:
        # Another checker queued the same message at the same moment, which only PostgreSQL lets happen.
        return False


def _queued(recipient_id: int, today: date) -> bool:
    with writing() as session:
        person = session.get(Recipient, recipient_id)
        digest = _digest(session, person, today) if person else None
        if person is None or digest is None:
            return False
        ways = session.execute(
            select(RecipientAddress).where(
                col(RecipientAddress.recipient_id) == recipient_id, col(RecipientAddress.enabled)
            )
        ).scalars()
        start = after_quiet(clock.now(), Hours.of(person))
        facts = {memory.ITEMS: [[one.topic, one.noun_id, one.fact] for one in digest.items]}
        for way in list(ways):
            key = f"digest:{today.isoformat()}:{way.id}"
            outbox.put(session, key, "digest", person, way, digest.title, digest.body, start, facts)
    return True


def _digest(session: Session, person: Recipient, today: date) -> Digest | None:
    with speaking(person.language):
        there = items_for(session, person)
        said = memory.said(session, person.id)
        items = [one for one in there if _worth_saying(one, said, today)]
        if not items:
            return None
        title = t("reminder.title", count=len(items), day=today.isoformat())
        return Digest(title, _body(person, items, len(there)), tuple(items))


def _worth_saying(item: ReminderItem, said: Mapping[tuple[str, int], Said], today: date) -> bool:
    """What was not said, what is another fact by now, and what its rhythm wants said again."""
    last = said.get((item.topic, item.noun_id))
    every = reminder_rules().repeat.get(item.topic, 0)
    return (
        last is None or last.fact not in ("", item.fact) or (every > 0 and (today - last.day).days >= every)
    )


def _body(person: Recipient, items: Sequence[ReminderItem], open_items: int) -> str:
    lines = [t("reminder.greeting", name=person.name)]
    most = reminder_rules().lines
    for topic, group in groupby(items, key=lambda one: one.topic):
        mine = list(group)
        lines += ["", t(f"reminder.head.{topic}", count=len(mine))]
        lines += [one.line for one in mine[:most]]
        if len(mine) > most:
            lines.append(t("reminder.more", count=len(mine) - most))
    if open_items > len(items):
        lines += ["", t("reminder.said_before", count=open_items - len(items))]
    return "\n".join([*lines, "", t("reminder.foot")])
