"""What people do with reports and messages. Each move is compare-and-set and leaves an audit row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.access import Actor, Role, insist_on_channel, reaches, record, require
from core.common import clock
from core.common.errors import DomainError, IntakeRefused
from core.intake.rules import Kind, intake_rules
from core.issues import entry as sources
from db.engine import changed, writing
from db.models import (
    AuditEntry,
    Channel,
    CitizenMessage,
    ErrorReport,
    Handling,
    IssueSource,
    Nature,
    Satisfaction,
    Severity,
    Unit,
)

Taken = ErrorReport | CitizenMessage
TABLES: dict[Kind, type[ErrorReport] | type[CitizenMessage]] = {
    "report": ErrorReport,
    "message": CitizenMessage,
}
SOURCES: dict[Kind, IssueSource] = {
    "report": IssueSource.ERROR_REPORT,
    "message": IssueSource.MESSAGE,
}
# What may be said of each, by the word that says it; `UNSAID` says that it is not known after all.
UNSAID = "unsaid"
APPRAISED: dict[str, dict[str, Any]] = {
    "nature": {one.value: one for one in Nature},
    "satisfaction": {one.value: one for one in Satisfaction},
    "justified": {"yes": True, "no": False},
}
Move = Callable[[Session, Taken], None]


@dataclass(frozen=True, slots=True)
class Form:
    """What a person enters. `topic` is a message's; a report has only its text and the page's `address`."""

    text: str
    received_on: date
    topic: str = ""
    address: str = ""
    channel_id: int | None = None
    contact: str = ""
    reference: str = ""
    nature: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move over several did: the ids it moved, and a sentence for each it could not."""

    done: tuple[int, ...] = ()
    refused: dict[int, str] = field(default_factory=dict)


def enter(kind: Kind, form: Form, *, actor: Actor) -> int:
    """Take one in and return its id. Staff and above. Raises `IntakeRefused`."""
    require(actor, Role.STAFF)
    with writing() as session:
        row = made(session, kind, form, actor)
        session.add(row)
        session.flush()
        audit(session, kind, row.id, actor, "enter", {"received_on": (None, form.received_on)})
        return row.id


def made(session: Session, kind: Kind, form: Form, actor: Actor) -> Taken:
    """The row of a form that holds. Raises `IntakeRefused`."""
    words = form.text.strip() or form.topic.strip()
    if not words:
        raise IntakeRefused("text")
    if len(words) > intake_rules().file.characters:
        raise IntakeRefused("too_long", limit=intake_rules().file.characters)
    if form.received_on > clock.today():
        raise IntakeRefused("received_on")
    if form.channel_id is not None:
        if session.get(Channel, form.channel_id) is None:
            raise IntakeRefused("no_channel")
        insist_on_channel(session, form.channel_id, actor)
    if form.reference.strip() and _taken(session, kind, form.reference.strip()):
        raise IntakeRefused("reference_taken", reference=form.reference.strip())
    shared: dict[str, Any] = {
        "channel_id": form.channel_id,
        "received_on": form.received_on,
        "contact": form.contact.strip()[:100],
        "reference": form.reference.strip()[:64],
        "opened_by": actor.name,
    }
    if kind == "report":
        return ErrorReport(text=form.text.strip(), address=form.address.strip()[:500], **shared)
    topic = form.topic.strip() or words.splitlines()[0][:40]
    nature = Nature(form.nature) if form.nature else None
    return CitizenMessage(topic=topic[:200], text=form.text.strip(), nature=nature, **shared)


def forward(kind: Kind, ids: Sequence[int], unit_id: int | None, *, actor: Actor) -> Moved:
    """Hand over to a unit (转办). Supervisors only; again to another unit while nobody has answered."""
    require(actor, Role.SUPERVISOR)

    def move(session: Session, row: Taken) -> None:
        if unit_id is None or session.get(Unit, unit_id) is None:
            raise IntakeRefused("no_unit")
        if row.replied_on or row.closed_on:
            raise too_late(session, kind, row)
        values: dict[str, Any] = {
            "unit_id": unit_id, "forwarded_on": clock.today(), "forwarded_by": actor.name,
        }  # fmt: skip
        if kind == "message":
            values["handling"] = Handling.TRANSFERRED
        _set(session, kind, row, actor, "forward", values)

    return each(kind, ids, move)


def answer(kind: Kind, ids: Sequence[int], reply: str, *, actor: Actor) -> Moved:
    """Answer in public. Staff answer what was forwarded to their unit; the office may answer all."""
    require(actor, Role.STAFF)
    words = _words(reply, "reply")

    def move(session: Session, row: Taken) -> None:
        if not reaches(session, row.unit_id, actor):
            raise IntakeRefused("not_theirs")
        if row.closed_on:
            raise too_late(session, kind, row)
        values: dict[str, Any] = {"reply": words, "replied_on": clock.today(), "replied_by": actor.name}
        if kind == "message":
            values["handling"] = Handling.ANSWERED
        _set(session, kind, row, actor, "answer", values)

    return each(kind, ids, move)


def close(kind: Kind, ids: Sequence[int], note: str, *, actor: Actor) -> Moved:
    """Close (办结). Without an answer a note must say why: a duplicate, not valid, not ours."""
    require(actor, Role.SUPERVISOR)
    words = note.strip()[:2_000]

    def move(session: Session, row: Taken) -> None:
        if row.closed_on:
            raise too_late(session, kind, row)
        if not row.replied_on and not words:
            raise IntakeRefused("close_note")
        values = {"closed_on": clock.today(), "closed_by": actor.name, "close_note": words}
        _set(session, kind, row, actor, "close", values, words)

    return each(kind, ids, move)


def reopen(kind: Kind, ids: Sequence[int], reason: str, *, actor: Actor) -> Moved:
    """Undo a closing; the answer stays."""
    require(actor, Role.SUPERVISOR)
    words = _words(reason, "reason")

    def move(session: Session, row: Taken) -> None:
        if not row.closed_on:
            raise too_late(session, kind, row)
        values: dict[str, Any] = {"closed_on": None, "closed_by": "", "close_note": ""}
        _set(session, kind, row, actor, "reopen", values, words)

    return each(kind, ids, move)


def appraise(
    kind: Kind, ids: Sequence[int], *, nature: str = "", satisfaction: str = "", justified: str = "",
    actor: Actor,
) -> Moved:  # fmt: skip
    """Say what a message is, how satisfied its sender is with the answer, and whether a message or report was
    justified; what is empty stays, `UNSAID` takes it back. Supervisors only."""
    require(actor, Role.SUPERVISOR)
    given = {"nature": nature, "satisfaction": satisfaction, "justified": justified}
    said = {name: APPRAISED[name].get(word) for name, word in given.items() if word}
    if not said or any(given[name] not in (UNSAID, *APPRAISED[name]) for name in said):
        raise IntakeRefused("nothing_said")
    if kind == "report" and said.keys() != {"justified"}:
        raise IntakeRefused("not_of_reports")

    def move(session: Session, row: Taken) -> None:
        if said.get("satisfaction") and not (row.replied_on or row.closed_on):
            raise IntakeRefused("not_answered")
        _set(session, kind, row, actor, "appraise", said)

    return each(kind, ids, move)


def make_issue(kind: Kind, row_id: int, title: str, severity: Severity, *, actor: Actor) -> str:
    """Open an issue for a report or message whose fault is to be rectified, or join it to the one that is
    open; returns the issue's number. Supervisors only."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        row = _row(session, kind, row_id)
        if row.issue_id or row.closed_on:
            raise too_late(session, kind, row)
        if row.channel_id is None and row.unit_id is None:
            raise IntakeRefused("whose")
        entry = sources.Entry(
            title=title, severity=severity, source=SOURCES[kind],
            channel_id=row.channel_id, unit_id=row.unit_id,
        )  # fmt: skip
        opened = sources.open_in(session, entry, actor)
        _set(session, kind, row, actor, "issue", {"issue_id": opened.issue_id})
        return opened.number


def each(kind: Kind, ids: Sequence[int], move: Move) -> Moved:
    """One transaction each, so that one refusal does not undo the others."""
    done: list[int] = []
    refused: dict[int, str] = {}
    for row_id in dict.fromkeys(ids):
        try:
            with writing() as session:
                move(session, _row(session, kind, row_id))
            done.append(row_id)
        except DomainError as why:
            refused[row_id] = str(why)
    return Moved(tuple(done), refused)


def audit(
    session: Session, kind: Kind, row_id: int, actor: Actor, action: str, changes: dict[str, Any],
    reason: str = "",
) -> None:  # fmt: skip
    """One audit row. The citizen's words and contact are not repeated there."""
    record(session, actor=actor, action=action, noun=kind, noun_id=row_id, changes=changes, reason=reason)


def too_late(session: Session, kind: Kind, row: Taken) -> IntakeRefused:
    """Somebody was first: say who and when."""
    last = session.execute(
        select(AuditEntry)
        .where(col(AuditEntry.noun) == kind, col(AuditEntry.noun_id) == row.id)
        .order_by(col(AuditEntry.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    when = last.at if last else "-"
    return IntakeRefused("someone_first", number=row.id, who=last.actor if last else "-", when=when)


def _row(session: Session, kind: Kind, row_id: int) -> Taken:
    taken: Taken | None
    report = kind == "report"
    taken = session.get(ErrorReport, row_id) if report else session.get(CitizenMessage, row_id)
    if taken is None:
        raise IntakeRefused("unknown", number=row_id)
    return taken


def _set(
    session: Session, kind: Kind, row: Taken, actor: Actor, action: str, values: dict[str, Any],
    reason: str = "",
) -> None:  # fmt: skip
    table, old = TABLES[kind], {name: getattr(row, name) for name in values}
    same = update(table).where(col(table.id) == row.id, col(table.version) == row.version)
    row_id, version = row.id, row.version
    session.expunge(row)
    if not changed(session, same.values(version=version + 1, **values)):
        raise too_late(session, kind, row)
    audit(session, kind, row_id, actor, action, {n: (old[n], new) for n, new in values.items()}, reason)


def _taken(session: Session, kind: Kind, reference: str) -> bool:
    table = TABLES[kind]
    return (
        session.execute(select(col(table.id)).where(col(table.reference) == reference).limit(1)).first()
        is not None
    )


def _words(text: str, missing: str) -> str:
    if not text.strip():
        raise IntakeRefused(missing)
    if len(text.strip()) > intake_rules().file.characters:
        raise IntakeRefused("too_long", limit=intake_rules().file.characters)
    return text.strip()
