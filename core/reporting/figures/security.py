"""Network security in the year."""

from sqlmodel import Session, col

from core.reporting.figures.assessment import notices
from core.reporting.figures.counting import Section, Year, count, of_chapter
from db.models import Drill, Issue, IssueSource, NoticeKind


def security(session: Session, year: Year) -> Section:
    """Issues count in the year in which they were verified, whenever they were found: none is lost."""
    verified = year.holds(Issue.verified_on)
    return {
        "mlps_findings_rectified": of_chapter(
            session, year, "mlps", count(session, Issue, col(Issue.source) == IssueSource.MLPS, verified)
        ),
        "alerts_issued": notices(session, year, NoticeKind.ALERT),
        "vulnerabilities_found_and_rectified": of_chapter(
            session,
            year,
            "vulnerability",
            count(session, Issue, col(Issue.source) == IssueSource.VULNERABILITY, verified),
        ),
        "drills": of_chapter(session, year, "drill", count(session, Drill, year.holds(Drill.day))),
    }
