"""Network security in the year."""

from sqlmodel import Session, col

from core.reporting.figures.counting import Section, Year, count, of_chapter
from db.models import Drill, Issue, IssueSource, Notice, NoticeKind


def security(session: Session, year: Year) -> Section:
    """Issues count in the year in which they were verified, whenever they were found: none is lost."""
    verified = year.holds(Issue.verified_on)
    alerts = col(Notice.kind) == NoticeKind.ALERT
    return {
        "mlps_findings_rectified": count(session, Issue, col(Issue.source) == IssueSource.MLPS, verified),
        "alerts_issued": count(session, Notice, alerts, year.holds(Notice.issued_on)),
        "vulnerabilities_found_and_rectified": count(
            session, Issue, col(Issue.source) == IssueSource.VULNERABILITY, verified
        ),
        "drills": of_chapter(session, year, "drill", count(session, Drill, year.holds(Drill.day))),
    }
