"""What a person was reminded of: what has left, and what is still on its way. A message that no way delivered
reached nobody, so what it says is said again."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.common import clock
from db.models import OutboxMessage, OutboxState, Reminded

ITEMS = "said"
UNDER_WAY = (OutboxState.QUEUED, OutboxState.SENDING)


@dataclass(frozen=True, slots=True)
class Said:
    """When something was said last, and which fact of it; an earlier version kept no fact."""

    day: date
    fact: str


def said(session: Session, recipient_id: int) -> dict[tuple[str, int], Said]:
    """(topic, id) of what the person was reminded of, or will be by a message under way."""
    rows = session.execute(select(Reminded).where(col(Reminded.recipient_id) == recipient_id)).scalars()
    found = {(row.topic, row.noun_id): Said(row.day, row.fact) for row in rows}
    waiting = session.execute(
        select(OutboxMessage).where(
            col(OutboxMessage.recipient_id) == recipient_id, col(OutboxMessage.state).in_(UNDER_WAY)
        )
    ).scalars()
    for message in waiting:
        for topic, noun_id, fact in _items(message.facts):
            found[topic, noun_id] = Said(clock.day_of(message.made_at), fact)
    return found


def remember(session: Session, message: OutboxMessage) -> None:
    """A digest has left: remember what it said, in the transaction that records that."""
    day = clock.day_of(message.made_at)
    for topic, noun_id, fact in _items(message.facts):
        row = session.get(Reminded, (message.recipient_id, topic, noun_id))
        if row is None:
            row = Reminded(recipient_id=message.recipient_id, topic=topic, noun_id=noun_id, day=day, times=0)
            session.add(row)
        # By a second way on the same day it is the same word.
        row.times += 1 if row.times == 0 or row.day != day else 0
        row.day, row.fact = day, fact


def _items(facts: dict[str, Any]) -> list[tuple[str, int, str]]:
    """What a digest says."""
    return [(topic, noun_id, fact) for topic, noun_id, fact in facts.get(ITEMS, [])]
