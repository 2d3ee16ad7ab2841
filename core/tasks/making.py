"""Making a task over many channels, changing its last day, ending it, opening it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import TaskRefused
from core.common.notes import note_of
from core.common.past import FIRST
from core.common.subtree import of_unit
from core.registry.slices import is_running
from db.engine import changed, writing
from db.models import Channel, ChannelTask, TaskChannel, TaskKind, TaskState

NOUN = "task"
TITLE_LIMIT, ADDRESS_LIMIT = 200, 500


@dataclass(frozen=True, slots=True)
class Scope:
    """Which running channels: of these kinds, of these branches; empty means all."""

    kinds: tuple[str, ...] = ()
    units: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked. `words`, `address` and `gone` are for the checker: see `ChannelTask`."""

    title: str
    kind: TaskKind
    starts_on: date
    due_on: date
    requirement: str = ""
    words: str = ""
    address: str = ""
    gone: str = ""
    scope: Scope = Scope()


def make(form: Form, *, actor: Actor) -> int:
    """Ask it of every running channel of the scope, and return the task's id. Supervisors.

    A task of the past may be entered too. Raises `TaskRefused` for a missing title, days in the wrong order,
    an address that is none, a scope without a channel."""
    require(actor, Role.SUPERVISOR)
    values = _values(form)
    with writing() as session:
        ids = _channels(session, form)
        if not ids:
            raise TaskRefused("nobody")
        row = ChannelTask(**values, made_by=actor.name, made_at=clock.now())
        session.add(row)
        session.flush()
        lines = [{"task_id": row.id, "channel_id": one, "state": TaskState.WAITING} for one in ids]
        session.execute(insert(TaskChannel), lines)
        changes = {"title": (None, row.title), "due_on": (None, row.due_on), "channels": (None, len(ids))}
        record(session, actor=actor, action="open", noun=NOUN, noun_id=row.id, changes=changes)
        return row.id


def change(task_id: int, version: int, due_on: date, requirement: str, *, actor: Actor) -> bool:
    """Set another last day or other words; says whether they differ. Supervisors. Raises
    `TaskRefused` for a day before the first, and when somebody was first."""
    require(actor, Role.SUPERVISOR)
    words = note_of(requirement)
    with writing() as session:
        row = _task(session, task_id)
        if due_on < row.starts_on:
            raise TaskRefused("days")
        if (row.due_on, row.requirement) == (due_on, words):
            return False
        _set(session, row, version, {"due_on": due_on, "requirement": words}, "edit", actor)
        return True


def close(task_id: int, version: int, *, actor: Actor) -> None:
    """End a task: nothing is asked of anybody any more, what was done stays. Supervisors."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        row = _task(session, task_id)
        if row.closed_on is not None:
            raise TaskRefused("closed")
        _set(session, row, version, {"closed_on": clock.today(), "closed_by": actor.name}, "close", actor)


def reopen(task_id: int, version: int, *, actor: Actor) -> None:
    """Take the end of a task back. Supervisors."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        row = _task(session, task_id)
        if row.closed_on is None:
            raise TaskRefused("changed")
        _set(session, row, version, {"closed_on": None, "closed_by": ""}, "reopen", actor)


def open_task(session: Session, task_id: int) -> ChannelTask:
    """A task that is not over. Raises `TaskRefused`."""
    row = _task(session, task_id)
    if row.closed_on is not None:
        raise TaskRefused("closed")
    return row


def _values(form: Form) -> dict[str, Any]:
    title = " ".join(form.title.split())
    if not title or len(title) > TITLE_LIMIT:
        raise TaskRefused("title", most=TITLE_LIMIT)
    if form.starts_on < FIRST or form.due_on < form.starts_on or form.starts_on > clock.today():
        raise TaskRefused("days")
    looked = {name: " ".join(getattr(form, name).split()) for name in ("words", "gone")}
    address = form.address.strip()
    if any(len(one) > TITLE_LIMIT for one in looked.values()) or len(address) > ADDRESS_LIMIT:
        raise TaskRefused("title", most=TITLE_LIMIT)
    if address and not address.startswith(("http://", "https://")):
        raise TaskRefused("address")
    return {
        "title": title, "kind": form.kind, "requirement": note_of(form.requirement), "address": address,
        "starts_on": form.starts_on, "due_on": form.due_on, **looked,
    }  # fmt: skip


def _channels(session: Session, form: Form) -> list[int]:
    wanted = [is_running(form.starts_on)]
    if form.scope.kinds:
        wanted.append(col(Channel.kind).in_(form.scope.kinds))
    query = select(col(Channel.id)).where(*wanted).order_by(col(Channel.id))
    if not form.scope.units:
        return list(session.execute(query).scalars())
    found = {
        one
        for unit in form.scope.units
        for one in session.execute(query.where(of_unit(col(Channel.unit_id), unit))).scalars()
    }
    return sorted(found)


def _task(session: Session, task_id: int) -> ChannelTask:
    row = session.get(ChannelTask, task_id)
    if row is None:
        raise TaskRefused("unknown")
    return row


def _set(
    session: Session, row: ChannelTask, version: int, values: Mapping[str, Any], action: str, actor: Actor
) -> None:
    task_id, old = row.id, {name: getattr(row, name) for name in values}
    session.expunge(row)
    same = update(ChannelTask).where(col(ChannelTask.id) == task_id, col(ChannelTask.version) == version)
    if not changed(session, same.values(version=version + 1, **values)):
        raise TaskRefused("changed")
    changes = {name: (old[name], value) for name, value in values.items()}
    record(session, actor=actor, action=action, noun=NOUN, noun_id=task_id, changes=changes)
