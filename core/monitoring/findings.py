"""Findings: confirmed problems that open, stay and resolve by themselves, each with its issue."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from core import clock
from core.monitoring.outcome import Outcome, Report
from core.monitoring.transition import Turn
from core.rectification import automatic
from core.rules import RuleSet
from db.models import UNSETTLED, Finding, FindingState, Issue


def follow(session: Session, report: Report, turn: Turn, rules: RuleSet) -> None:
    """Let the finding of this channel and check follow what `report` did, then settle waiting issues."""
    finding = _unresolved(session, report)
    if turn in (Turn.CONFIRMED, Turn.STILL):
        finding = _seen(session, finding, report, rules)
    elif turn is Turn.CLEARED and finding is not None:
        _cleared(finding, report.at)
    if report.outcome is Outcome.OK or turn in (Turn.CONFIRMED, Turn.STILL):
        automatic.settle_waiting(session, report)


def _seen(session: Session, finding: Finding | None, report: Report, rules: RuleSet) -> Finding:
    if finding is None:
        finding = _come_back(session, report) or _open(report, rules)
    finding.last_seen_at = report.at
    finding.times_seen += 1
    finding.failure = report.failure
    finding.evidence = dict(report.evidence)
    if finding.state is FindingState.DISMISSED and _expired(finding):
        finding.state, finding.dismissed_until = FindingState.OPEN, None
    session.add(finding)
    session.flush()
    if finding.state is FindingState.OPEN:
        automatic.ensure_issue(session, finding, rules)
    return finding


def _open(report: Report, rules: RuleSet) -> Finding:
    return Finding(
        channel_id=report.channel_id,
        check=report.check,
        first_seen_at=report.at,
        confirmed_at=report.at,
        last_seen_at=report.at,
        times_seen=0,
        rule_version=rules.version,
    )


def _come_back(session: Session, report: Report) -> Finding | None:
    """The last finding of this check whose issue people still work on: the fault returned, it reopens."""
    finding = session.execute(
        select(Finding)
        .join(Issue, col(Issue.finding_id) == col(Finding.id))
        .where(
            col(Finding.channel_id) == report.channel_id,
            col(Finding.check) == report.check,
            col(Issue.state).in_(UNSETTLED),
        )
        .order_by(col(Finding.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    if finding is not None:
        finding.state, finding.resolved_at = FindingState.OPEN, None
        finding.confirmed_at = report.at
    return finding


def _cleared(finding: Finding, at: datetime) -> None:
    # A dismissed one stays dismissed until its date, so that a flapping false alarm stays quiet.
    if finding.state is FindingState.OPEN or _expired(finding):
        finding.state, finding.resolved_at = FindingState.RESOLVED, at


def _expired(finding: Finding) -> bool:
    return finding.dismissed_until is not None and clock.today() > finding.dismissed_until


def _unresolved(session: Session, report: Report) -> Finding | None:
    return session.execute(
        select(Finding).where(
            col(Finding.channel_id) == report.channel_id,
            col(Finding.check) == report.check,
            col(Finding.state) != FindingState.RESOLVED,
        )
    ).scalar_one_or_none()
