"""What the checker does to issues: opens them for findings, verifies or returns what was reported."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import record
from core.access.actor import CHECKER
from core.common import clock
from core.common.outcome import STILL_COUNTING, Outcome, Report
from core.issues.deadlines import working_days_after
from core.issues.numbers import next_number
from core.issues.same_cause import already_open
from core.monitoring import requests
from core.rules import RuleSet
from core.rules.rectification import rectification_rules
from db.models import UNSETTLED, Channel, Finding, Issue, IssueSource, IssueState

WAITING = (IssueState.REPORTED, IssueState.VERIFYING)


def ensure_issue(session: Session, finding: Finding, rules: RuleSet) -> bool:
    """Give an open finding its issue, assigned to the channel's unit; one unsettled at most for each check
    of a channel, however many findings it has. Whether the check has one then."""
    there = session.execute(
        select(col(Issue.id)).where(
            col(Issue.channel_id) == finding.channel_id,
            col(Issue.check) == finding.check,
            col(Issue.finding_id).is_not(None),
            col(Issue.state).in_(UNSETTLED),
        )
    ).first()
    if there:
        return True
    channel = session.get(Channel, finding.channel_id)
    if channel is None or already_open(session, finding):
        return False
    today = clock.day_of(finding.last_seen_at)
    severity = rules.check[finding.check].severity
    due = working_days_after(today, rules.deadline.working_days(severity))
    issue = Issue(
        number=next_number(session, today.year),
        channel_id=finding.channel_id,
        unit_id=channel.unit_id,
        source=IssueSource.FINDING,
        severity=severity,
        check=finding.check,
        finding_id=finding.id,
        opened_on=today,
        first_due_on=due,
        due_on=due,
        rule_version=rules.version,
    )
    session.add(issue)
    session.flush()
    _audit(session, issue, "open", {"state": (None, issue.state.value)})
    return True


def settle_waiting(session: Session, report: Report) -> None:
    """Verify, or return, the issues of this channel and check that were reported fixed before `report`."""
    waiting = session.execute(
        select(Issue)
        .where(
            col(Issue.channel_id) == report.channel_id,
            col(Issue.check) == report.check,
            col(Issue.state).in_(WAITING),
            col(Issue.finding_id).is_not(None),
        )
        # Locked while it is settled: a person may be withdrawing the same report just now.
        .with_for_update()
    ).scalars()
    for issue in waiting:
        if issue.reported_at is None or report.at < issue.reported_at:
            continue
        if report.outcome is Outcome.PROBLEM and report.evidence.get(STILL_COUNTING):
            continue
        _settle(session, issue, report)
    _look_again(session, report)


def _look_again(session: Session, report: Report) -> None:
    """Note what a later visit said of issues that were verified before: still mended, or back."""
    if report.outcome not in (Outcome.OK, Outcome.PROBLEM) or report.evidence.get(STILL_COUNTING):
        return
    day = clock.day_of(report.at)
    watched = session.execute(
        select(Issue)
        .where(
            col(Issue.channel_id) == report.channel_id,
            col(Issue.check) == report.check,
            col(Issue.state) == IssueState.VERIFIED,
            col(Issue.again_on).is_not(None),
            col(Issue.again_at).is_(None),
            col(Issue.verified_on) < day,
        )
        .with_for_update()
    ).scalars()
    for issue in watched:
        if report.outcome is Outcome.OK and issue.again_on is not None and day < issue.again_on:
            continue
        issue.again_at, issue.again_outcome = report.at, report.outcome.value
        issue.version += 1
        _audit(session, issue, "again", {"again_outcome": ("", report.outcome.value)}, _why(report))


def _settle(session: Session, issue: Issue, report: Report) -> None:
    before = issue.state
    if report.outcome is Outcome.OK:
        issue.state, issue.verified_on = IssueState.VERIFIED, clock.day_of(report.at)
        _plan_another_look(session, issue, issue.verified_on)
        action = "verify"
    else:
        issue.state = IssueState.RETURNED
        issue.times_returned += 1
        action = "return"
    issue.version += 1
    _audit(session, issue, action, {"state": (before.value, issue.state.value)}, reason=_why(report))


def _plan_another_look(session: Session, issue: Issue, verified_on: date) -> None:
    """A fix that does not last a week is none: the checker is to look once more by itself."""
    issue.again_on = verified_on + timedelta(days=rectification_rules().again.after_days)
    issue.again_at, issue.again_outcome = None, ""
    if issue.channel_id and issue.check:
        requests.ask(
            session,
            channel_id=issue.channel_id,
            check=issue.check,
            actor=CHECKER,
            issue_id=issue.id,
            at=clock.start_of(issue.again_on),
        )


def _why(report: Report) -> str:
    return report.failure.value if report.failure else ""


def _audit(
    session: Session,
    issue: Issue,
    action: str,
    changes: dict[str, tuple[object, object]],
    reason: str = "",
) -> None:
    record(
        session, actor=CHECKER, action=action, noun="issue", noun_id=issue.id, changes=changes, reason=reason
    )
