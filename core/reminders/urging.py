"""Urging (催办): one text a unit about what it is late with, sent at once by the unit's ways or copied.

Each urging is recorded in the trail of its items: who urged, when, whom and how."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from secrets import token_hex
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Actor, Role, reaches, record, require
from core.common import clock
from core.common.errors import ReminderRefused
from core.common.text import t
from core.reminders import outbox
from core.reminders.late import LateItem, LateList
from core.reminders.rules import reminder_rules
from db.engine import reading, writing
from db.models import Recipient, RecipientAddress

KIND = "urge"


@dataclass(frozen=True, slots=True)
class Urging:
    """What one unit is to read. `people`: who gets it by which way; empty where it can only be copied."""

    unit_id: int
    unit: str
    items: tuple[LateItem, ...]
    title: str
    text: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Urged:
    """What came of it: messages queued, units reached by them, and units without any way."""

    messages: int
    units: int
    unreached: tuple[str, ...]


def urgings(late: LateList, *, base: str) -> tuple[Urging, ...]:
    """What is on the list, by unit, with the text for each; `base` is the dashboard's address up to its last
    slash, empty when it is not known."""
    found = list(late.find(base))
    with reading() as session:
        return tuple(_urgings(session, late.what, found))


def send(late: LateList, *, base: str, actor: Actor) -> Urged:
    """Queue the text for everybody of each unit who has a way, whatever the hour, and record it on each
    item. Supervisors. Raises `ReminderRefused` when nothing is overdue any more or no unit has a way."""
    require(actor, Role.SUPERVISOR)
    there = list(late.find(base))
    with writing() as session:
        found = list(_mine(session, _urgings(session, late.what, there), actor))
        reached = [one for one in found if one.people]
        if not found:
            raise ReminderRefused("nothing_overdue")
        if not reached:
            raise ReminderRefused("urge_no_way")
        messages = sum(_queue(session, one) for one in reached)
        for one in reached:
            _record(session, one, "、".join(one.people), actor)
    return Urged(messages, len(reached), tuple(one.unit for one in found if not one.people))


def copied(late: LateList, unit_id: int, *, base: str, actor: Actor) -> None:
    """Record that the text of one unit was passed on by hand. Supervisors."""
    require(actor, Role.SUPERVISOR)
    there = [one for one in late.find(base) if one.unit_id == unit_id]
    with writing() as session:
        found = list(_mine(session, _urgings(session, late.what, there), actor))
        if not found:
            raise ReminderRefused("nothing_overdue")
        for one in found:
            _record(session, one, t("reminder.urge.by_hand", unit=one.unit), actor)


def _urgings(session: Session, what: str, found: Sequence[LateItem]) -> Iterator[Urging]:
    ways = _ways(session)
    in_order = sorted(found, key=lambda one: (one.unit, one.unit_id))
    for unit_id, group in groupby(in_order, key=lambda one: one.unit_id):
        items = tuple(group)
        unit = items[0].unit
        title = t(f"reminder.urge.{what}.title", count=len(items), day=clock.today().isoformat())
        people = tuple(f"{person.name}（{_way(way)}）" for person, way in ways.get(unit_id, ()))
        yield Urging(unit_id, unit, items, title, _text(what, unit, items), people)


def _text(what: str, unit: str, items: Sequence[LateItem]) -> str:
    most = reminder_rules().lines
    head = t(f"reminder.urge.{what}.head", unit=unit, count=len(items))
    lines = [head, *(one.line for one in items[:most])]
    if len(items) > most:
        lines.append(t("reminder.more", count=len(items) - most))
    return "\n".join([*lines, t(f"reminder.urge.{what}.foot")])


def _ways(session: Session) -> Mapping[int, list[tuple[Recipient, RecipientAddress]]]:
    rows = session.execute(
        select(Recipient, RecipientAddress, col(Recipient.unit_id))
        .join(RecipientAddress, col(RecipientAddress.recipient_id) == col(Recipient.id))
        .where(col(Recipient.enabled), col(RecipientAddress.enabled), col(Recipient.unit_id).is_not(None))
        .order_by(col(Recipient.id), col(RecipientAddress.id))
    ).all()
    found: dict[int, list[tuple[Recipient, RecipientAddress]]] = {}
    for person, way, unit_id in rows:
        found.setdefault(unit_id, []).append((person, way))
    return found


def _way(way: RecipientAddress) -> str:
    return t(f"reminder.service.{way.service}")


def _mine(session: Session, found: Iterator[Urging], actor: Actor) -> Iterator[Urging]:
    return (one for one in found if reaches(session, one.unit_id, actor))


def _queue(session: Session, one: Urging) -> int:
    ways = _ways(session).get(one.unit_id, [])
    for person, way in ways:
        key = f"{KIND}:{way.id}:{token_hex(8)}"
        outbox.put(session, key, KIND, person, way, one.title, one.text, clock.now())
    return len(ways)


def _record(session: Session, one: Urging, to: str, actor: Actor) -> None:
    for item in one.items:
        changes: dict[str, tuple[Any, Any]] = {"urged": (None, to)}
        if item.noun == "notice-receipt":
            # A receipt's trail is that of its notice: the unit says which.
            changes["unit"] = (None, one.unit_id)
        record(session, actor=actor, action=KIND, noun=item.noun, noun_id=item.id, changes=changes)
