"""Moves of an issue by people. Each is compare-and-set, leaves an audit row, or is refused in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from core import clock
from core.access import Actor, Role, record
from core.monitoring import requests
from core.rectification.refusal import Refused
from core.text import t
from db.engine import changed, writing
from db.models import AuditEntry, Finding, FindingState, Issue, IssueState

REPORTABLE = (IssueState.OPEN, IssueState.ACCEPTED, IssueState.RETURNED)
WITHDRAWABLE = (IssueState.REPORTED, IssueState.VERIFYING)
DISMISSABLE = (*REPORTABLE, *WITHDRAWABLE)
NOTE_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move over several issues did: the ids it moved, and a sentence for each it could not."""

    done: tuple[int, ...] = ()
    refused: dict[int, str] = field(default_factory=dict)


def report_fixed(ids: Sequence[int], *, note: str, actor: Actor) -> Moved:
    """Mark issues rectified and ask the checker to look again where it can. Staff and above.

    Automatic issues go to verifying; the others wait for a supervisor as reported."""
    _need(actor, Role.STAFF)
    text = _note(note)

    def move(session: Session, issue: Issue) -> None:
        reached = IssueState.VERIFYING if issue.finding_id else IssueState.REPORTED
        _set(
            session, issue, actor, "report", REPORTABLE, reached,
            {"reported_at": clock.now(), "reported_by": actor.name, "report_note": text}, text,
        )  # fmt: skip
        if issue.finding_id and issue.channel_id and issue.check:
            requests.ask(
                session, channel_id=issue.channel_id, check=issue.check, issue_id=issue.id, actor=actor
            )

    return _each(ids, move)


def withdraw_report(ids: Sequence[int], *, actor: Actor) -> Moved:
    """Undo `report_fixed` while nobody has verified it yet."""
    _need(actor, Role.STAFF)

    def move(session: Session, issue: Issue) -> None:
        back = IssueState.RETURNED if issue.times_returned else IssueState.OPEN
        _set(session, issue, actor, "withdraw", WITHDRAWABLE, back, {"reported_at": None, "reported_by": ""})

    return _each(ids, move)


def accept(ids: Sequence[int], *, actor: Actor) -> Moved:
    """The unit has seen the issue and takes it on."""
    _need(actor, Role.STAFF)
    return _each(
        ids,
        lambda session, issue: _set(
            session, issue, actor, "accept", (IssueState.OPEN,), IssueState.ACCEPTED, {}
        ),
    )


def verify(ids: Sequence[int], *, actor: Actor) -> Moved:
    """Close issues that only a person can check. Refused for automatic ones: the checker verifies those."""
    _need(actor, Role.SUPERVISOR)

    def move(session: Session, issue: Issue) -> None:
        if issue.finding_id:
            raise Refused("machine_verifies", number=issue.number)
        _set(
            session, issue, actor, "verify", (IssueState.REPORTED,), IssueState.VERIFIED,
            {"verified_on": clock.today()},
        )  # fmt: skip

    return _each(ids, move)


def send_back(ids: Sequence[int], *, reason: str, actor: Actor) -> Moved:
    """Return a reported issue that is not fixed."""
    _need(actor, Role.SUPERVISOR)
    why = _reason(reason)

    def move(session: Session, issue: Issue) -> None:
        _set(
            session, issue, actor, "return", WITHDRAWABLE, IssueState.RETURNED,
            {"times_returned": issue.times_returned + 1}, why,
        )  # fmt: skip

    return _each(ids, move)


def dismiss(ids: Sequence[int], *, reason: str, until: date, actor: Actor) -> Moved:
    """Set issues aside as false alarms until a day; the finding stays quiet until then."""
    _need(actor, Role.SUPERVISOR)
    why = _reason(reason)
    if until <= clock.today():
        raise Refused("until_past")

    def move(session: Session, issue: Issue) -> None:
        _set(
            session, issue, actor, "dismiss", DISMISSABLE, IssueState.DISMISSED,
            {"dismissed_until": until, "reason": why}, why,
        )  # fmt: skip
        if issue.finding_id:
            _quieten(session, issue.finding_id, until)

    return _each(ids, move)


def reopen(ids: Sequence[int], *, actor: Actor) -> Moved:
    """Undo a dismissal."""
    _need(actor, Role.SUPERVISOR)

    def move(session: Session, issue: Issue) -> None:
        if issue.finding_id:
            _unquieten(session, issue)
        _set(
            session, issue, actor, "reopen", (IssueState.DISMISSED,), IssueState.OPEN,
            {"dismissed_until": None, "reason": ""},
        )  # fmt: skip

    return _each(ids, move)


def _each(ids: Sequence[int], move: Callable[[Session, Issue], None]) -> Moved:
    """One transaction an issue, so that one refusal does not undo the others."""
    done: list[int] = []
    refused: dict[int, str] = {}
    for issue_id in dict.fromkeys(ids):
        try:
            with writing() as session:
                issue = session.get(Issue, issue_id)
                if issue is None:
                    raise Refused("unknown_issue", number=issue_id)
                move(session, issue)
            done.append(issue_id)
        except Refused as why:
            refused[issue_id] = str(why)
    return Moved(tuple(done), refused)


def _set(
    session: Session,
    issue: Issue,
    actor: Actor,
    action: str,
    allowed: Sequence[IssueState],
    reached: IssueState,
    values: dict[str, Any],
    reason: str = "",
) -> None:
    before, version = issue.state, issue.version
    if before not in allowed:
        raise _too_late(session, issue)
    old = {name: getattr(issue, name) for name in values}
    session.expunge(issue)
    same = update(Issue).where(
        col(Issue.id) == issue.id, col(Issue.state) == before, col(Issue.version) == version
    )
    if not changed(session, same.values(state=reached, version=version + 1, **values)):
        raise _too_late(session, issue)
    changes = {"state": (before.value, reached.value)} | {n: (old[n], new) for n, new in values.items()}
    record(
        session, actor=actor, action=action, noun="issue", noun_id=issue.id or 0, changes=changes,
        reason=reason,
    )  # fmt: skip


def _too_late(session: Session, issue: Issue) -> Refused:
    """Somebody was first: say who, when, and where the issue stands."""
    last = session.execute(
        select(AuditEntry)
        .where(col(AuditEntry.noun) == "issue", col(AuditEntry.noun_id) == issue.id)
        .order_by(col(AuditEntry.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    state = session.execute(select(col(Issue.state)).where(col(Issue.id) == issue.id)).scalar_one()
    when = last.at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M") if last else "-"
    return Refused(
        "someone_first",
        number=issue.number,
        state=t(f"state.issue.{state}"),
        who=last.actor if last else "-",
        when=when,
    )


def _quieten(session: Session, finding_id: int, until: date) -> None:
    session.execute(
        update(Finding)
        .where(col(Finding.id) == finding_id, col(Finding.state) == FindingState.OPEN)
        .values(state=FindingState.DISMISSED, dismissed_until=until)
    )


def _unquieten(session: Session, issue: Issue) -> None:
    newer = session.execute(
        select(col(Issue.number)).where(
            col(Issue.finding_id) == issue.finding_id,
            col(Issue.id) > issue.id,
        )
    ).first()
    if newer:
        raise Refused("newer_issue", number=issue.number, newer=newer[0])
    session.execute(
        update(Finding)
        .where(col(Finding.id) == issue.finding_id, col(Finding.state) == FindingState.DISMISSED)
        .values(state=FindingState.OPEN, dismissed_until=None)
    )


def _need(actor: Actor, least: Role) -> None:
    if not actor.role.allows(least):
        raise Refused("role", role=actor.role.label, least=least.label)


def _note(note: str) -> str:
    text = note.strip()
    if len(text) > NOTE_LIMIT:
        raise Refused("note_too_long", limit=NOTE_LIMIT)
    return text


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused("reason_missing")
    return _note(reason)
