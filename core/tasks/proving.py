"""What becomes of one channel of a task: its unit proves it, an inspector accepts or sends it back, a
supervisor exempts it, and each of these can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.access import Actor, Role, insist_on_channel, record, require
from core.common.errors import TaskRefused
from core.common.notes import note_of, reason_of
from core.common.past import entered_later, happened_on
from core.rules.evidence_files import File, keep
from core.tasks.making import ADDRESS_LIMIT, open_task
from db.engine import changed, writing
from db.models import Channel, TaskChannel, TaskState

NOUN = "task-channel"
AT_MOST = 500
ASKED = (TaskState.WAITING, TaskState.RETURNED)


@dataclass(frozen=True, slots=True)
class Proof:
    """What a unit shows for one channel: the day, where it can be seen, words."""

    line_id: int
    done_on: date
    address: str = ""
    note: str = ""


def prove(proofs: Sequence[Proof], files: Sequence[File] = (), *, most: int = AT_MOST, actor: Actor) -> int:
    """Say of channels that it was done, with one file at most that shows it for all of them; returns how
    many. Staff, for channels of their branch. All (`most` at once) or none.

    Raises `TaskRefused` for one that is done already, a day before the task, nothing shown at all."""
    require(actor, Role.STAFF)
    if len(files) > 1:
        raise TaskRefused("one_file")
    _few(proofs, most)
    kept = keep(files)
    with writing() as session:
        rows = _lines(session, [proof.line_id for proof in proofs], actor)
        for row, proof in zip(rows, proofs, strict=True):
            _prove(session, row, proof, (kept[0].digest, kept[0].name) if kept else ("", ""), actor)
    return len(proofs)


def unprove(ids: Sequence[int], *, most: int = AT_MOST, actor: Actor) -> int:
    """Take back what was proved and is not accepted yet. Staff, for channels of their branch. All or none."""
    require(actor, Role.STAFF)
    values = {
        "state": TaskState.WAITING, "done_on": None, "address": "", "note": "", "digest": "", "file_name": "",
        "proved_by": "",
    }  # fmt: skip
    _few(ids, most)
    with writing() as session:
        for row in _lines(session, ids, actor):
            set_line(session, row, (TaskState.PROVED,), values, "withdraw", actor)
    return len(ids)


def accept(ids: Sequence[int], *, actor: Actor) -> int:
    """Confirm what was proved. Inspectors and above. All or none."""
    require(actor, Role.INSPECTOR)
    return _each(ids, (TaskState.PROVED,), {"state": TaskState.DONE, "reason": ""}, "accept", "", actor)


def send_back(ids: Sequence[int], reason: str, *, actor: Actor) -> int:
    """Ask again for what was proved badly. Inspectors and above, with a reason. All or none."""
    require(actor, Role.INSPECTOR)
    why = reason_of(reason)
    values = {"state": TaskState.RETURNED, "reason": why, "done_on": None}
    return _each(ids, (TaskState.PROVED, TaskState.DONE), values, "return", why, actor)


def exempt(ids: Sequence[int], reason: str, *, actor: Actor) -> int:
    """Ask nothing of channels any more, such as one that is being closed. Supervisors, with a reason."""
    require(actor, Role.SUPERVISOR)
    why = reason_of(reason)
    values = {"state": TaskState.EXEMPT, "reason": why, "done_on": None}
    return _each(ids, (*ASKED, TaskState.PROVED), values, "waive", why, actor)


def take_back(ids: Sequence[int], *, actor: Actor) -> int:
    """Make what was proved, done or exempted wait again. Inspectors and above. All or none."""
    require(actor, Role.INSPECTOR)
    states = (TaskState.PROVED, TaskState.DONE, TaskState.EXEMPT)
    values = {"state": TaskState.WAITING, "reason": "", "done_on": None, "seen_at": None}
    return _each(ids, states, values, "reopen", "", actor)


def _each(
    ids: Sequence[int],
    states: Sequence[TaskState],
    values: Mapping[str, Any],
    action: str,
    reason: str,
    actor: Actor,
) -> int:
    _few(ids)
    with writing() as session:
        for row in _lines(session, ids, actor):
            set_line(session, row, states, {**values, "decided_by": actor.name}, action, actor, reason)
    return len(ids)


def _prove(session: Session, row: TaskChannel, proof: Proof, file: tuple[str, str], actor: Actor) -> None:
    day, address, note = happened_on(proof.done_on), proof.address.strip(), note_of(proof.note)
    if day < open_task(session, row.task_id).starts_on:
        raise TaskRefused("before")
    if address and not (len(address) <= ADDRESS_LIMIT and address.startswith(("http://", "https://"))):
        raise TaskRefused("address")
    if not (address or note or file[0]):
        raise TaskRefused("nothing_shown")
    values = {
        "state": TaskState.PROVED, "done_on": day, "address": address, "note": note, "digest": file[0],
        "file_name": file[1], "proved_by": actor.name, "reason": "",
    }  # fmt: skip
    set_line(session, row, ASKED, values, "prove", actor, "", entered_later(day))


def set_line(
    session: Session,
    row: TaskChannel,
    states: Sequence[TaskState],
    values: Mapping[str, Any],
    action: str,
    actor: Actor,
    reason: str = "",
    more: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:
    """Change one line that is in one of `states` and was not changed since it was read, with its audit row.
    Raises `TaskRefused`."""
    if row.state not in states:
        raise TaskRefused("state")
    line_id, version = row.id, row.version
    old = {name: getattr(row, name) for name in values}
    same = update(TaskChannel).where(col(TaskChannel.id) == line_id, col(TaskChannel.version) == version)
    if not changed(session, same.values(version=version + 1, **values)):
        raise TaskRefused("changed")
    changes = {name: (old[name], value) for name, value in values.items() if old[name] != value}
    record(
        session, actor=actor, action=action, noun=NOUN, noun_id=line_id, changes={**changes, **(more or {})},
        reason=reason,
    )  # fmt: skip


def _lines(session: Session, ids: Sequence[int], actor: Actor) -> list[TaskChannel]:
    """The lines in the order of `ids`, which the actor reaches and whose tasks are not over; what they belong
    to is read at once, since a task may have thousands. Raises `TaskRefused`, `DomainError`."""
    found = session.execute(
        select(TaskChannel, Channel)
        .join(Channel, col(Channel.id) == col(TaskChannel.channel_id))
        .where(col(TaskChannel.id).in_(set(ids)))
    ).all()
    rows = {row.id: row for row, _channel in found}
    if rows.keys() != set(ids):
        raise TaskRefused("unknown")
    tasks = {row.task_id for row in rows.values()}
    for task_id in sorted(tasks):
        open_task(session, task_id)
    for row, _channel in found:
        insist_on_channel(session, row.channel_id, actor)
    return [rows[one] for one in ids]


def _few(items: Sequence[object], most: int = AT_MOST) -> None:
    if not items or len(items) > most:
        raise TaskRefused("many", most=most)
