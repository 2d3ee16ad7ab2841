"""Urging (催办): one text a unit about what it is late with, sent at once by the unit's ways or copied.

Each urging is recorded in the trail of its issues: who urged, when, whom and how."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from secrets import token_hex

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Actor, Role, reaches, record, require
from core.common import clock
from core.common.errors import ReminderRefused
from core.common.text import t
from core.issues.filters import Filter, condition, soon_until, title_of
from core.reminders import outbox
from core.reminders.rules import reminder_rules
from db.engine import reading, writing
from db.models import UNSETTLED, Channel, Issue, Recipient, RecipientAddress, Unit

KIND = "urge"


@dataclass(frozen=True, slots=True)
class Late:
    """One issue past its due day."""

    id: int
    line: str


@dataclass(frozen=True, slots=True)
class Urging:
    """What one unit is to read. `people`: who gets it by which way; empty where it can only be copied."""

    unit_id: int
    unit: str
    issues: tuple[Late, ...]
    text: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Urged:
    """What came of it: messages queued, units reached by them, and units without any way."""

    messages: int
    units: int
    unreached: tuple[str, ...]


def urgings(wanted: Filter, *, base: str) -> tuple[Urging, ...]:
    """The overdue issues among the wanted, by unit, with the text for each; `base` is the dashboard's
    address up to its last slash, empty when it is not known."""
    with reading() as session:
        return tuple(_urgings(session, wanted, base))


def send(wanted: Filter, *, base: str, actor: Actor) -> Urged:
    """Queue the text for everybody of each unit who has a way, whatever the hour, and record it on each
    issue. Supervisors. Raises `ReminderRefused` when nothing is overdue any more or no unit has a way."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        found = list(_mine(session, _urgings(session, wanted, base), actor))
        reached = [one for one in found if one.people]
        if not found:
            raise ReminderRefused("nothing_overdue")
        if not reached:
            raise ReminderRefused("urge_no_way")
        messages = sum(_queue(session, one) for one in reached)
        for one in reached:
            _record(session, one, "、".join(one.people), actor)
    return Urged(messages, len(reached), tuple(one.unit for one in found if not one.people))


def copied(wanted: Filter, unit_id: int, *, base: str, actor: Actor) -> None:
    """Record that the text of one unit was passed on by hand. Supervisors."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        only = replace(wanted, unit_id=unit_id, own_only=True)
        found = list(_mine(session, _urgings(session, only, base), actor))
        if not found:
            raise ReminderRefused("nothing_overdue")
        for one in found:
            _record(session, one, t("reminder.urge.by_hand", unit=one.unit), actor)


def _urgings(session: Session, wanted: Filter, base: str) -> Iterator[Urging]:
    rows = session.execute(
        select(Issue, Unit, col(Channel.name))
        .join(Unit, col(Unit.id) == col(Issue.unit_id))
        .outerjoin(Channel, col(Channel.id) == col(Issue.channel_id))
        .where(*condition(replace(wanted, due="overdue"), soon_until()), col(Issue.state).in_(UNSETTLED))
        .order_by(col(Unit.name), col(Unit.id), col(Issue.due_on), col(Issue.id))
    ).all()
    ways = _ways(session)
    for unit, group in groupby(rows, key=lambda row: row[1]):
        issues = tuple(Late(issue.id, _line(issue, channel or unit.name, base))
                       for issue, _, channel in group)  # fmt: skip
        people = tuple(f"{person.name}（{_way(way)}）" for person, way in ways.get(unit.id, ()))
        yield Urging(unit.id, unit.name, issues, _text(unit.name, issues), people)


def _line(issue: Issue, where: str, base: str) -> str:
    line = t(
        "reminder.urge.line",
        number=issue.number, title=title_of(issue.check, issue.title), where=where,
        due=issue.due_on.isoformat(), days=(clock.today() - issue.due_on).days,
    )  # fmt: skip
    return f"{line}\n{base}issues?issue={issue.id}" if base else line


def _text(unit: str, issues: Sequence[Late]) -> str:
    most = reminder_rules().lines
    lines = [t("reminder.urge.head", unit=unit, count=len(issues)), *(one.line for one in issues[:most])]
    if len(issues) > most:
        lines.append(t("reminder.more", count=len(issues) - most))
    return "\n".join([*lines, t("reminder.urge.foot")])


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
    title = t("reminder.urge.title", count=len(one.issues), day=clock.today().isoformat())
    for person, way in ways:
        key = f"{KIND}:{way.id}:{token_hex(8)}"
        outbox.put(session, key, KIND, person, way, title, one.text, clock.now())
    return len(ways)


def _record(session: Session, one: Urging, to: str, actor: Actor) -> None:
    for issue in one.issues:
        record(
            session, actor=actor, action=KIND, noun="issue", noun_id=issue.id, changes={"urged": (None, to)}
        )
