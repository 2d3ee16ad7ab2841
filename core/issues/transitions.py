"""Moves of an issue by people. Each is compare-and-set, leaves an audit row, or is refused in words."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.access import Actor, Role, require
from core.common import clock
from core.common.errors import DomainError
from core.common.notes import NOTE_LIMIT, note_of, reason_of
from core.common.stored_files import Kept
from core.issues import evidence
from core.issues.store import Moved, each, set_issue
from core.monitoring import false_alarms, requests
from core.rules import evidence_files
from core.rules.evidence_files import File
from db.models import UNSETTLED, AuditEntry, Finding, FindingState, Issue, IssueState

__all__ = [
    "DISMISSABLE",
    "NOTE_LIMIT",
    "REOPENABLE",
    "REPORTABLE",
    "WITHDRAWABLE",
    "Moved",
    "accept",
    "dismiss",
    "reopen",
    "report_fixed",
    "send_back",
    "settle_all",
    "unsettle",
    "verify",
    "waive",
    "withdraw_report",
]
REPORTABLE = (IssueState.OPEN, IssueState.ACCEPTED, IssueState.RETURNED)
WITHDRAWABLE = (IssueState.REPORTED, IssueState.VERIFYING)
DISMISSABLE = (*REPORTABLE, *WITHDRAWABLE)
REOPENABLE = (IssueState.DISMISSED, IssueState.WAIVED)


def report_fixed(
    ids: Sequence[int], *, note: str, actor: Actor, files: Sequence[File] = (), kept: Sequence[Kept] = ()
) -> Moved:
    """Mark issues rectified, with evidence, and ask the checker to look again where it can. Staff and above.

    Automatic issues go to verifying; the others wait for a supervisor as reported. `kept` are files that
    were stored before. Raises `DomainError` before anything is moved when a file cannot be taken."""
    require(actor, Role.STAFF)
    text, papers = note_of(note), [*kept, *evidence_files.keep(files)]

    def move(session: Session, issue: Issue) -> None:
        reached = IssueState.VERIFYING if issue.finding_id else IssueState.REPORTED
        set_issue(
            session, issue, actor, "report", REPORTABLE,
            {"state": reached, "reported_at": clock.now(), "reported_by": actor.name, "report_note": text},
            text,
        )  # fmt: skip
        evidence.add(session, issue, papers, actor)
        if issue.finding_id and issue.channel_id and issue.check:
            requests.ask(
                session, channel_id=issue.channel_id, check=issue.check, issue_id=issue.id, actor=actor
            )

    return each(ids, actor, move)


def withdraw_report(ids: Sequence[int], *, actor: Actor) -> Moved:
    """Undo `report_fixed` while nobody has verified it yet."""
    require(actor, Role.STAFF)

    def move(session: Session, issue: Issue) -> None:
        back = state_before_report(session, issue)
        set_issue(
            session, issue, actor, "withdraw", WITHDRAWABLE,
            {"state": back, "reported_at": None, "reported_by": ""},
        )  # fmt: skip

    return each(ids, actor, move)


def state_before_report(session: Session, issue: Issue) -> IssueState:
    """Where the issue stood when it was last reported, by its trail; where no report of it was recorded, as
    for imported ones, what its returns say."""
    changes = session.execute(
        select(col(AuditEntry.changes))
        .where(
            col(AuditEntry.noun) == "issue",
            col(AuditEntry.noun_id) == issue.id,
            col(AuditEntry.action) == "report",
        )
        .order_by(col(AuditEntry.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    before = (changes or {}).get("state", [None])[0]
    if before and (state := IssueState(before)) in REPORTABLE:
        return state
    return IssueState.RETURNED if issue.times_returned else IssueState.OPEN


def accept(ids: Sequence[int], *, actor: Actor) -> Moved:
    """The unit has seen the issue and takes it on."""
    require(actor, Role.STAFF)
    return each(
        ids,
        actor,
        lambda session, issue: set_issue(
            session, issue, actor, "accept", (IssueState.OPEN,), {"state": IssueState.ACCEPTED}
        ),
    )


def verify(ids: Sequence[int], *, actor: Actor) -> Moved:
    """Close issues that only a person can check. Refused for automatic ones: the checker verifies
    those."""
    require(actor, Role.SUPERVISOR)

    def move(session: Session, issue: Issue) -> None:
        if issue.finding_id:
            raise DomainError("machine_verifies", number=issue.number)
        set_issue(
            session, issue, actor, "verify", (IssueState.REPORTED,),
            {"state": IssueState.VERIFIED, "verified_on": clock.today()},
        )  # fmt: skip

    return each(ids, actor, move)


def send_back(ids: Sequence[int], *, reason: str, actor: Actor) -> Moved:
    """Return a reported issue that is not fixed."""
    require(actor, Role.SUPERVISOR)
    why = reason_of(reason)

    def move(session: Session, issue: Issue) -> None:
        set_issue(
            session, issue, actor, "return", WITHDRAWABLE,
            {"state": IssueState.RETURNED, "times_returned": issue.times_returned + 1}, why,
        )  # fmt: skip

    return each(ids, actor, move)


def dismiss(ids: Sequence[int], *, reason: str, until: date, actor: Actor) -> Moved:
    """Set issues aside as false alarms until a day. Their findings count as rejected, and stay quiet until
    then as long as their evidence is the same."""
    require(actor, Role.SUPERVISOR)
    if until <= clock.today():
        raise DomainError("until_past")
    why = reason_of(reason)

    def move(session: Session, issue: Issue) -> None:
        set_issue(
            session, issue, actor, "dismiss", DISMISSABLE,
            {"state": IssueState.DISMISSED, "dismissed_until": until, "reason": why}, why,
        )  # fmt: skip
        if issue.finding_id:
            false_alarms.reject_all(session, issue, actor, why, until)

    return each(ids, actor, move)


def waive(ids: Sequence[int], *, reason: str, actor: Actor) -> Moved:
    """Let issues be, for good: real, but not to be rectified. Their findings stay quiet."""
    require(actor, Role.SUPERVISOR)
    why = reason_of(reason)

    def move(session: Session, issue: Issue) -> None:
        set_issue(
            session, issue, actor, "waive", DISMISSABLE,
            {"state": IssueState.WAIVED, "dismissed_until": None, "reason": why}, why,
        )  # fmt: skip
        if issue.finding_id:
            _quieten(session, issue)

    return each(ids, actor, move)


def reopen(ids: Sequence[int], *, actor: Actor) -> Moved:
    """Undo a dismissal or a waiver."""
    require(actor, Role.SUPERVISOR)

    def move(session: Session, issue: Issue) -> None:
        if issue.finding_id:
            _not_replaced(session, issue)
            _unquieten(session, issue)
            false_alarms.take_back(session, issue, actor)
        set_issue(
            session, issue, actor, "reopen", REOPENABLE,
            {"state": IssueState.OPEN, "dismissed_until": None, "reason": ""},
        )  # fmt: skip

    return each(ids, actor, move)


def settle_all(session: Session, channel_id: int, *, reason: str, actor: Actor) -> dict[int, IssueState]:
    """Let every unsettled issue of a channel be, with one ground: what it was about exists no more.

    In the transaction under way; returns where each stood, by id."""
    unsettled = session.execute(
        select(Issue).where(col(Issue.channel_id) == channel_id, col(Issue.state).in_(UNSETTLED))
    ).scalars()
    before = {}
    for issue in unsettled.all():
        before[issue.id] = issue.state
        values = {"state": IssueState.WAIVED, "dismissed_until": None, "reason": reason}
        set_issue(session, issue, actor, "waive", UNSETTLED, values, reason)
        if issue.finding_id:
            _quieten(session, issue)
    return before


def unsettle(session: Session, before: Mapping[int, str], *, actor: Actor) -> int:
    """Put issues that `settle_all` settled back to where they stood, unless somebody moved one since;
    returns how many. In the transaction under way."""
    waived = session.execute(
        select(Issue).where(col(Issue.id).in_(before), col(Issue.state) == IssueState.WAIVED)
    ).scalars()
    back = 0
    for issue in waived.all():
        state = IssueState(before[issue.id])
        if issue.finding_id:
            _unquieten(session, issue)
        values = {"state": state, "reason": ""}
        set_issue(session, issue, actor, "reopen", (IssueState.WAIVED,), values)
        if state is IssueState.VERIFYING and issue.channel_id and issue.check:
            requests.ask(
                session, channel_id=issue.channel_id, check=issue.check, issue_id=issue.id, actor=actor
            )
        back += 1
    return back


def _quieten(session: Session, issue: Issue) -> None:
    """All findings of the check: they share the issue, and one left open would open another."""
    session.execute(
        update(Finding)
        .where(
            col(Finding.channel_id) == issue.channel_id,
            col(Finding.check) == issue.check,
            col(Finding.state) == FindingState.OPEN,
        )
        .values(state=FindingState.DISMISSED, dismissed_until=None)
    )


def _unquieten(session: Session, issue: Issue) -> None:
    """Those that the issue's own waiver silenced, not those that a person rejected one by one."""
    until = issue.dismissed_until
    same = col(Finding.dismissed_until)
    session.execute(
        update(Finding)
        .where(
            col(Finding.channel_id) == issue.channel_id,
            col(Finding.check) == issue.check,
            col(Finding.state) == FindingState.DISMISSED,
            col(Finding.dismissed_fingerprint).is_(None),
            same.is_(None) if until is None else same == until,
        )
        .values(state=FindingState.OPEN, dismissed_until=None)
    )


def _not_replaced(session: Session, issue: Issue) -> None:
    newer = session.execute(
        select(col(Issue.number)).where(
            col(Issue.channel_id) == issue.channel_id,
            col(Issue.check) == issue.check,
            col(Issue.finding_id).is_not(None),
            col(Issue.id) > issue.id,
            col(Issue.state).in_(UNSETTLED) | (col(Issue.finding_id) == issue.finding_id),
        )
    ).first()
    if newer:
        raise DomainError("newer_issue", number=issue.number, newer=newer[0])
