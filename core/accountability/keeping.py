"""Entering a record, withdrawing it, putting it back: each write compare-and-set, with its audit row."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.accountability.rules import kinds
from core.common import clock
from core.common.errors import DomainError
from core.common.notes import note_of, reason_of
from db.engine import changed, writing
from db.models import Accountability, AuditEntry, Issue, Unit

NOUN = "accountability"
PERSON_LIMIT, BASIS_LIMIT = 100, 200


@dataclass(frozen=True, slots=True)
class Form:
    """What a person enters; `issue` is the number of the issue it is about, or empty."""

    kind: str
    unit_id: int | None
    day: date
    reason: str
    person: str = ""
    basis: str = ""
    issue: str = ""


def enter(form: Form, *, actor: Actor) -> int:
    """Keep one record and return its id. Supervisors only.

    Raises `DomainError` for an unknown kind, unit or issue, a day to come, no reason, too long words."""
    require(actor, Role.SUPERVISOR)
    if form.kind not in kinds():
        raise DomainError("accountability_kind")
    if form.day > clock.today():
        raise DomainError("accountability_day")
    reason = reason_of(form.reason)
    person, basis = _short(form.person, PERSON_LIMIT), _short(form.basis, BASIS_LIMIT)
    with writing() as session:
        if form.unit_id is None:
            raise DomainError("no_unit")
        if session.get(Unit, form.unit_id) is None:
            raise DomainError("unknown_unit", number=form.unit_id)
        row = Accountability(
            kind=form.kind, unit_id=form.unit_id, person=person, day=form.day, reason=reason, basis=basis,
            issue_id=_issue(session, form.issue.strip()), made_by=actor.name, made_at=clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        changes = {"kind": (None, form.kind), "unit_id": (None, form.unit_id), "day": (None, form.day)}
        record(session, actor=actor, action="enter", noun=NOUN, noun_id=row.id, changes=changes)
        return row.id


def withdraw(row_id: int, version: int, reason: str, *, actor: Actor) -> None:
    """Take back a record that was entered in error; it stays, struck out. Supervisors only."""
    require(actor, Role.SUPERVISOR)
    words = reason_of(reason)
    values = {"withdrawn_at": clock.now(), "withdrawn_by": actor.name}
    _set(row_id, version, "withdraw", values, words, actor, withdrawn=False)


def put_back(row_id: int, version: int, *, actor: Actor) -> None:
    """Undo a withdrawal. Supervisors only."""
    require(actor, Role.SUPERVISOR)
    values = {"withdrawn_at": None, "withdrawn_by": ""}
    _set(row_id, version, "put-back", values, "", actor, withdrawn=True)


def _set(
    row_id: int, version: int, action: str, values: dict[str, Any], reason: str, actor: Actor, *,
    withdrawn: bool,
) -> None:  # fmt: skip
    with writing() as session:
        row = session.get(Accountability, row_id)
        if row is None:
            raise DomainError("accountability_unknown", number=row_id)
        old = {name: getattr(row, name) for name in values}
        there = col(Accountability.withdrawn_at)
        same = update(Accountability).where(
            col(Accountability.id) == row_id,
            col(Accountability.version) == version,
            there.is_not(None) if withdrawn else there.is_(None),
        )
        session.expunge(row)
        if not changed(session, same.values(version=version + 1, **values)):
            raise _too_late(session, row_id)
        changes = {name: (old[name], new) for name, new in values.items()}
        record(session, actor=actor, action=action, noun=NOUN, noun_id=row_id, changes=changes, reason=reason)


def _too_late(session: Session, row_id: int) -> DomainError:
    last = session.execute(
        select(AuditEntry)
        .where(col(AuditEntry.noun) == NOUN, col(AuditEntry.noun_id) == row_id)
        .order_by(col(AuditEntry.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    when = last.at if last else "-"
    return DomainError("accountability_first", who=last.actor if last else "-", when=when)


def _issue(session: Session, number: str) -> int | None:
    if not number:
        return None
    found: int | None = session.execute(
        select(col(Issue.id)).where(col(Issue.number) == number)
    ).scalar_one_or_none()
    if found is None:
        raise DomainError("unknown_issue", number=number)
    return found


def _short(text: str, limit: int) -> str:
    if len(text.strip()) > limit:
        raise DomainError("note_too_long", limit=limit)
    return note_of(text)
