"""Issues from sources other than the checker: a person's own entry, inspections, and whatever else is
reported about a channel. One fault never has two unsettled issues: the second is joined to the first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.access import Actor, Role, insist_on_reach, record, require
from core.common.errors import DomainError
from core.common.notes import note_of
from core.common.past import entered_later, happened_on
from core.issues.deadlines import working_days_after
from core.issues.numbers import next_number
from core.rules import rule_set
from db.engine import reading, writing
from db.models import UNSETTLED, Channel, Issue, IssueSource, IssueState, Notice, Severity, Unit

# Each round at least one of those who met gets a number.
TRIES = 25
ENTERED = (
    IssueSource.PERSON,
    IssueSource.ALERT,
    IssueSource.VULNERABILITY,
    IssueSource.MLPS,
    IssueSource.CONTENT,
    IssueSource.ERROR_REPORT,
    IssueSource.MESSAGE,
    IssueSource.NOTICE,
    IssueSource.INSPECTION,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person says is wrong. `unit_id` may be left out where the channel names it; `due_on` where
    the rule set's working days by severity are to hold. `notice_id`: the notice that names it. `checks`: the
    checks that look at the same fault. `opened_on`: when it was found, if that was before today; then
    `settled_on` may say when it was verified as rectified."""

    title: str
    severity: Severity
    source: IssueSource = IssueSource.PERSON
    channel_id: int | None = None
    unit_id: int | None = None
    due_on: date | None = None
    inspection_id: int | None = None
    notice_id: int | None = None
    checks: tuple[str, ...] = ()
    opened_on: date | None = None
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """`joined`: there was an unsettled issue of the same fault, and no other was opened."""

    issue_id: int
    number: str
    joined: bool


def enter(entry: Entry, *, actor: Actor) -> Entered:
    """Open an issue for what a person found, or join it to the one that is open. Staff and above.

    Raises `DomainError` for an empty title, an unknown channel or unit, a due day before the first, a day to
    come."""
    require(actor, Role.STAFF)
    for _ in range(TRIES):
        try:
            with writing() as session:
                return open_in(session, entry, actor)
        except IntegrityError:
            # Two people took the same number at the same moment, which only PostgreSQL lets happen.
            continue
    raise DomainError("number_taken")


def open_in(session: Session, entry: Entry, actor: Actor) -> Entered:
    """The same in the transaction under way. Raises `DomainError`."""
    title, unit_id = _title(entry), _unit(session, entry)
    insist_on_reach(session, unit_id, actor)
    if entry.notice_id is not None and session.get(Notice, entry.notice_id) is None:
        raise DomainError("unknown_notice", number=entry.notice_id)
    opened, settled = _days(entry)
    there = None if settled else _same(session, entry, title, unit_id)
    if there is not None:
        _row(session, there, actor, "link", _of_notice(there, entry), title)
        return Entered(there.id, there.number, joined=True)
    rules = rule_set()
    due = entry.due_on or working_days_after(opened, rules.deadline.working_days(entry.severity))
    if due < opened:
        raise DomainError("due_past")
    issue = Issue(
        number=next_number(session, opened.year), channel_id=entry.channel_id, unit_id=unit_id,
        source=entry.source, severity=entry.severity, title=title, opened_on=opened, first_due_on=due,
        due_on=due, inspection_id=entry.inspection_id, notice_id=entry.notice_id, rule_version=rules.version,
        state=IssueState.VERIFIED if settled else IssueState.OPEN, verified_on=settled,
    )  # fmt: skip
    session.add(issue)
    session.flush()
    changes = {"state": (None, issue.state.value), **entered_later(opened)}
    _row(session, issue, actor, "open", changes, "")
    return Entered(issue.id, issue.number, joined=False)


def channels() -> dict[int, str]:
    """Every channel for a choice: id → name, by name."""
    with reading() as session:
        rows = session.execute(select(col(Channel.id), col(Channel.name)).order_by(col(Channel.name))).all()
    return {row[0]: row[1] for row in rows}


def units() -> dict[int, str]:
    """Every unit for a choice: id → name, by name."""
    with reading() as session:
        rows = session.execute(select(col(Unit.id), col(Unit.name)).order_by(col(Unit.name))).all()
    return {row[0]: row[1] for row in rows}


def _days(entry: Entry) -> tuple[date, date | None]:
    """When the issue was found, and when it was settled. Raises `DomainError`."""
    opened = happened_on(entry.opened_on)
    settled = None if entry.settled_on is None else happened_on(entry.settled_on)
    if settled and settled < opened:
        raise DomainError("settled_before_opened")
    return opened, settled


def _title(entry: Entry) -> str:
    title = note_of(" ".join(entry.title.split()))
    if not title:
        raise DomainError("title_missing")
    return title


def _unit(session: Session, entry: Entry) -> int:
    if entry.channel_id is not None:
        channel = session.get(Channel, entry.channel_id)
        if channel is None:
            raise DomainError("unknown_channel", number=entry.channel_id)
        return entry.unit_id or channel.unit_id
    if entry.unit_id is None:
        raise DomainError("no_unit")
    if session.get(Unit, entry.unit_id) is None:
        raise DomainError("unknown_unit", number=entry.unit_id)
    return entry.unit_id


def _same(session: Session, entry: Entry, title: str, unit_id: int) -> Issue | None:
    """The unsettled issue of this fault: the checker's of the same check, or the same words before."""
    same = col(Issue.title) == title
    if entry.checks:
        same = same | col(Issue.check).in_(entry.checks)
    return session.execute(
        select(Issue)
        .where(
            col(Issue.state).in_(UNSETTLED),
            and_(col(Issue.channel_id).is_(None), col(Issue.unit_id) == unit_id)
            if entry.channel_id is None
            else col(Issue.channel_id) == entry.channel_id,
            same,
        )
        .order_by(col(Issue.id))
        .limit(1)
        .with_for_update()
    ).scalar_one_or_none()


def _of_notice(issue: Issue, entry: Entry) -> dict[str, Any]:
    """An issue stays with the first notice that named it."""
    if entry.notice_id is None or issue.notice_id is not None:
        return {}
    issue.notice_id = entry.notice_id
    return {"notice_id": (None, entry.notice_id)}


def _row(
    session: Session, issue: Issue, actor: Actor, action: str, changes: dict[str, Any], reason: str
) -> None:
    if action == "link":
        issue.version += 1
    record(
        session, actor=actor, action=action, noun="issue", noun_id=issue.id, changes=changes,
        reason=reason,
    )  # fmt: skip
