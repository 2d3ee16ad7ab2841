"""Who is reminded, and where each is reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import ReminderRefused
from core.common.sealing import seal
from core.common.sheet import Slice
from core.common.text import LANGUAGES
from core.reminders.rules import reminder_rules
from core.reminders.services import address_of
from db.engine import changed, reading, writing
from db.models import OutboxMessage, OutboxState, Recipient, RecipientAddress, Reminded, Unit


@dataclass(frozen=True, slots=True)
class Person:
    """What is entered about one person. `unit_id` None: of the office; `topics` empty: everything."""

    name: str
    unit_id: int | None = None
    topics: tuple[str, ...] = ()
    language: str = "zh"
    quiet_from: time | None = None
    quiet_until: time | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """One address of a person, without its secret."""

    id: int
    service: str
    shown: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class Known:
    """One person as the list shows them."""

    id: int
    person: Person
    unit: str | None
    ways: tuple[Way, ...]
    version: int


def save(person: Person, *, actor: Actor, id: int | None = None, version: int = 0) -> int:
    """Enter a person, or change the one with `id` at `version`; returns the id. Supervisors only."""
    require(actor, Role.SUPERVISOR)
    _check(person)
    values: dict[str, Any] = {
        "name": person.name.strip(),
        "unit_id": person.unit_id,
        "topics": list(person.topics),
        "language": person.language,
        "quiet_from": person.quiet_from,
        "quiet_until": person.quiet_until,
        "enabled": person.enabled,
    }
    with writing() as session:
        if person.unit_id is not None and session.get(Unit, person.unit_id) is None:
            raise ReminderRefused("no_unit")
        if id is None:
            row = Recipient(**values)
            session.add(row)
            session.flush()
            _audit(session, actor, "enter", row.id, {"name": (None, row.name)})
            return row.id
        now = session.get(Recipient, id)
        if now and now.version == version and all(getattr(now, name) == new for name, new in values.items()):
            return id
        same = update(Recipient).where(col(Recipient.id) == id, col(Recipient.version) == version)
        if not changed(session, same.values(version=version + 1, **values)):
            raise ReminderRefused("someone_first")
        _audit(session, actor, "edit", id, {"name": (None, person.name)})
        return id


def add_way(recipient_id: int, service: str, given: Mapping[str, str], *, actor: Actor) -> int:
    """Give a person an address, encrypted at once; returns its id. Supervisors only."""
    require(actor, Role.SUPERVISOR)
    address, shown = address_of(service, given)
    with writing() as session:
        if session.get(Recipient, recipient_id) is None:
            raise ReminderRefused("no_recipient")
        row = RecipientAddress(
            recipient_id=recipient_id, service=service, shown=shown, sealed=seal(address), made_at=clock.now()
        )
        session.add(row)
        session.flush()
        _audit(session, actor, "add-way", recipient_id, {"way": (None, f"{service} {shown}")})
        return row.id


def switch_way(address_id: int, enabled: bool, *, actor: Actor) -> None:
    """Use an address, or no longer. Its secret is overwritten when it is put out of use."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        row = session.get(RecipientAddress, address_id)
        if row is None:
            raise ReminderRefused("no_way")
        if enabled and not row.sealed:
            raise ReminderRefused("enter_again")
        row.enabled = enabled
        _audit(session, actor, "switch-way", row.recipient_id, {"way": (row.shown, enabled)})


def forget_way(address_id: int, *, actor: Actor) -> None:
    """Take an address away: its secret is wiped; what was sent stays on record."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        row = session.get(RecipientAddress, address_id)
        if row is None:
            raise ReminderRefused("no_way")
        _audit(session, actor, "forget-way", row.recipient_id, {"way": (row.shown, None)})
        _drop_waiting(session, address_id)
        if _ever_used(session, address_id):
            row.enabled, row.sealed = False, b""
        else:
            session.delete(row)


def forget(recipient_id: int, *, actor: Actor) -> None:
    """Remind this person no longer and wipe every address; what was sent stays on record."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        row = session.get(Recipient, recipient_id)
        if row is None:
            raise ReminderRefused("no_recipient")
        _audit(session, actor, "forget", recipient_id, {"name": (row.name, None)})
        ways = session.execute(
            select(RecipientAddress).where(col(RecipientAddress.recipient_id) == recipient_id)
        ).scalars()
        for way in ways:
            _drop_waiting(session, way.id)
            way.enabled, way.sealed = False, b""
        session.execute(delete(Reminded).where(col(Reminded.recipient_id) == recipient_id))
        row.enabled = False
        row.version += 1


def known(*, limit: int = 100, offset: int = 0) -> Slice[Known]:
    """The people who are reminded or could be, the office first."""
    with reading() as session:
        query = select(Recipient, col(Unit.name)).outerjoin(Unit, col(Unit.id) == col(Recipient.unit_id))
        total = session.execute(select(func.count()).select_from(Recipient)).scalar_one()
        order = (col(Recipient.enabled).desc(), col(Recipient.unit_id).is_not(None), col(Recipient.id))
        rows = session.execute(query.order_by(*order).limit(limit).offset(offset)).all()
        ways = _ways(session, [row.id for row, _ in rows])
    people = tuple(_known(row, unit, ways.get(row.id, [])) for row, unit in rows)
    return Slice(people, total)


def _known(row: Recipient, unit: str | None, ways: Sequence[RecipientAddress]) -> Known:
    person = Person(
        row.name, row.unit_id, tuple(row.topics), row.language, row.quiet_from, row.quiet_until, row.enabled
    )
    shown = tuple(Way(way.id, way.service, way.shown, way.enabled) for way in ways if way.sealed)
    return Known(row.id, person, unit, shown, row.version)


def _ways(session: Session, ids: Sequence[int]) -> dict[int, list[RecipientAddress]]:
    found: dict[int, list[RecipientAddress]] = {}
    rows = session.execute(
        select(RecipientAddress)
        .where(col(RecipientAddress.recipient_id).in_(ids))
        .order_by(col(RecipientAddress.id))
    ).scalars()
    for row in rows:
        found.setdefault(row.recipient_id, []).append(row)
    return found


def _check(person: Person) -> None:
    topics = reminder_rules().topics
    if not person.name.strip() or len(person.name) > 64:
        raise ReminderRefused("name")
    if set(person.topics) - set(topics.office if person.unit_id is None else topics.unit):
        raise ReminderRefused("topics")
    if (person.quiet_from is None) != (person.quiet_until is None):
        raise ReminderRefused("quiet")
    if person.language not in LANGUAGES:
        raise ReminderRefused("name")


def _drop_waiting(session: Session, address_id: int) -> None:
    session.execute(
        update(OutboxMessage)
        .where(col(OutboxMessage.address_id) == address_id, col(OutboxMessage.state) == OutboxState.QUEUED)
        .values(state=OutboxState.DROPPED, token="")
    )


def _ever_used(session: Session, address_id: int) -> bool:
    used = select(col(OutboxMessage.id)).where(col(OutboxMessage.address_id) == address_id).limit(1)
    return session.execute(used).first() is not None


def _audit(
    session: Session,
    actor: Actor,
    action: str,
    recipient_id: int,
    changes: Mapping[str, tuple[object, object]],
) -> None:
    record(session, actor=actor, action=action, noun="recipient", noun_id=recipient_id, changes=changes)
