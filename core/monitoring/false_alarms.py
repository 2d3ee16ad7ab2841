"""False alarms called on an issue: a word on every open finding of its check, and taking it back."""

from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.access import Actor
from core.common import clock
from db.models import Finding, FindingReview, FindingState, Issue, ReviewVerdict


def reject_all(session: Session, issue: Issue, actor: Actor, reason: str, until: date | None) -> None:
    """Reject the open findings of the issue's check: they share the issue, and one left open would open
    another. Each counts in the precision of its check and stays quiet while its evidence is the same."""
    open_ones = session.execute(
        select(Finding).where(
            col(Finding.channel_id) == issue.channel_id,
            col(Finding.check) == issue.check,
            col(Finding.state) == FindingState.OPEN,
        )
    ).scalars()
    for finding in open_ones:
        _say(session, finding, issue, actor, ReviewVerdict.REJECTED, reason, until)
        finding.state, finding.dismissed_until = FindingState.DISMISSED, until
        finding.dismissed_fingerprint = finding.fingerprint
    session.flush()


def take_back(session: Session, issue: Issue, actor: Actor) -> None:
    """Reopen the findings that the dismissal of this issue rejected, and say that the word is withdrawn.

    Those on which somebody has said something else since are left alone."""
    newest = select(func.max(FindingReview.id)).group_by(col(FindingReview.finding_id))
    rejected = session.execute(
        select(Finding)
        .join(FindingReview, col(FindingReview.finding_id) == col(Finding.id))
        .where(
            col(FindingReview.id).in_(newest),
            col(FindingReview.issue_id) == issue.id,
            col(FindingReview.verdict) == ReviewVerdict.REJECTED,
            col(Finding.state) == FindingState.DISMISSED,
        )
    ).scalars()
    for finding in rejected:
        _say(session, finding, issue, actor, ReviewVerdict.WITHDRAWN)
        finding.state, finding.dismissed_until, finding.dismissed_fingerprint = FindingState.OPEN, None, None
    session.flush()


def _say(
    session: Session,
    finding: Finding,
    issue: Issue,
    actor: Actor,
    verdict: ReviewVerdict,
    reason: str = "",
    until: date | None = None,
) -> None:
    session.add(
        FindingReview(
            finding_id=finding.id,
            check=finding.check,
            verdict=verdict,
            reason=reason[:500],
            until=until,
            fingerprint=finding.fingerprint,
            actor=actor.name,
            at=clock.now(),
            issue_id=issue.id,
        )
    )
