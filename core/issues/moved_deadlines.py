"""What a correction of the calendar does to issues still open: their due days follow it.

A day that was counted in working days is counted again in the new calendar. A day that a person named (a
notice's day, an extension that was granted) is that person's word and stays; where it now falls on a day off,
it is listed. The day first set never changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import exists, select
from sqlmodel import Session, col

from core.access import Actor
from core.common import clock
from core.issues.deadlines import is_working_day, shipped, working_days_after
from core.issues.filters import title_of
from core.issues.store import set_issue
from core.rules.store import edition, rule_set
from db.engine import reading
from db.models import UNSETTLED, AuditEntry, CalendarDay, ExtensionState, Issue, IssueExtension, Unit

ACTION = "calendar"
SHOWN = 500


@dataclass(frozen=True, slots=True)
class MovedIssue:
    """One due day that followed a correction."""

    id: int
    number: str
    title: str
    unit: str
    before: date
    after: date
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OnDayOff:
    """An open issue that is due on a day on which offices do not work."""

    id: int
    number: str
    title: str
    unit: str
    due_on: date


def corrected(session: Session) -> dict[date, bool]:
    """The corrected days as this transaction sees them."""
    rows = session.execute(select(col(CalendarDay.day), col(CalendarDay.works))).all()
    return {row[0]: row[1] for row in rows}


def follow(session: Session, before: Mapping[date, bool], *, actor: Actor, reason: str) -> tuple[str, ...]:
    """Count the due days of open issues again after a correction, in its transaction; `before` is
    `corrected` as it was. Returns the numbers of the issues that moved."""
    session.flush()
    after = corrected(session)
    days = [day for day in before.keys() | after.keys() if _works(before, day) is not _works(after, day)]
    if not days:
        return ()
    touched = session.execute(
        select(Issue).where(
            col(Issue.state).in_(UNSETTLED),
            col(Issue.due_on) >= min(days),
            col(Issue.opened_on) < max(days),
            ~exists().where(
                col(IssueExtension.issue_id) == col(Issue.id),
                col(IssueExtension.state) == ExtensionState.APPROVED,
            ),
        )
    ).scalars()
    old, new = partial(_works, before), partial(_works, after)
    moved = []
    for issue in touched.all():
        count = _allowed(issue)
        if issue.due_on != working_days_after(issue.opened_on, count, works=old):
            continue
        due = working_days_after(issue.opened_on, count, works=new)
        if due != issue.due_on:
            set_issue(session, issue, actor, ACTION, UNSETTLED, {"due_on": due}, reason)
            moved.append(issue.number)
    return tuple(moved)


def moved_issues() -> tuple[MovedIssue, ...]:
    """The due days that followed a correction, the newest first."""
    with reading() as session:
        rows = session.execute(
            select(AuditEntry, Issue, col(Unit.name))
            .join(Issue, col(Issue.id) == col(AuditEntry.noun_id))
            .join(Unit, col(Unit.id) == col(Issue.unit_id))
            .where(col(AuditEntry.noun) == "issue", col(AuditEntry.action) == ACTION)
            .order_by(col(AuditEntry.id).desc())
            .limit(SHOWN)
        ).all()
        return tuple(_moved(entry, issue, unit) for entry, issue, unit in rows)


def due_on_days_off() -> tuple[OnDayOff, ...]:
    """Open issues whose due day lies ahead and is a day off: a person named it."""
    open_ones = (col(Issue.state).in_(UNSETTLED), col(Issue.due_on) >= clock.today())
    with reading() as session:
        days = session.execute(select(col(Issue.due_on)).where(*open_ones).distinct()).scalars()
        off = [day for day in days if not is_working_day(day)]
        rows = session.execute(
            select(Issue, col(Unit.name))
            .join(Unit, col(Unit.id) == col(Issue.unit_id))
            .where(*open_ones, col(Issue.due_on).in_(off))
            .order_by(col(Issue.due_on), col(Issue.number))
            .limit(SHOWN)
        ).all()
        return tuple(
            OnDayOff(issue.id, issue.number, title_of(issue.check, issue.title), unit, issue.due_on)
            for issue, unit in rows
        )


def _moved(entry: AuditEntry, issue: Issue, unit: str) -> MovedIssue:
    before, after = (date.fromisoformat(day) for day in entry.changes["due_on"])
    title = title_of(issue.check, issue.title)
    return MovedIssue(issue.id, issue.number, title, unit, before, after, entry.actor, entry.at)


def _works(known: Mapping[date, bool], day: date) -> bool:
    said = known.get(day)
    return shipped(day) if said is None else said


def _allowed(issue: Issue) -> int:
    """Working days by the rules the issue was opened under."""
    there = edition(issue.rule_version)
    rules = there.rules if there else rule_set(issue.opened_on)
    return rules.deadline.working_days(issue.severity)
