"""Self-inspections, notices, rectified content problems and unit scores."""

from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.reporting.figures.counting import Section, Year, count, growth, of_chapter
from db.models import Inspection, Issue, IssueSource, Notice, NoticeKind, UnitScore


def assessment(session: Session, year: Year) -> Section:
    """Inspections ended, notices issued and problems verified in the year; scores since their launch."""
    verified = year.holds(Issue.verified_on)
    return {
        "quarterly_self_inspections": of_chapter(
            session, year, "inspection", count(session, Inspection, year.holds(Inspection.ended_on))
        ),
        "self_inspection_problems_found_and_rectified": _found_by_inspections(session, year),
        "supervision_notices": notices(session, year, NoticeKind.SUPERVISION),
        "assessment_notices": notices(session, year, NoticeKind.ASSESSMENT),
        "content_problems_rectified_at_least": of_chapter(
            session,
            year,
            "content",
            count(session, Issue, col(Issue.source) == IssueSource.CONTENT, verified),
        ),
        "unit_monthly_score_growth_since_launch_percent": _score_growth(session, year.last),
    }


def _found_by_inspections(session: Session, year: Year) -> int | None:
    """Whoever keeps the inspections keeps what they found; but one recorded from paper, by its name and days,
    says nothing of that."""
    of_inspections = col(Issue.source) == IssueSource.INSPECTION
    found = count(session, Issue, of_inspections, year.holds(Issue.verified_on))
    if not found and not count(session, Issue, of_inspections, year.holds(Issue.opened_on)):
        ended = year.holds(Inspection.ended_on)
        if count(session, Inspection, ended, col(Inspection.rule_version) == ""):
            return None
    return of_chapter(session, year, "inspection", found)


def notices(session: Session, year: Year, kind: NoticeKind) -> int | None:
    """Notices of one kind that were issued here or recorded from paper."""
    found = count(session, Notice, col(Notice.kind) == kind, year.holds(Notice.issued_on))
    return of_chapter(session, year, "notice", found)


def _score_growth(session: Session, as_of: date) -> float | None:
    """Mean score of all units in the last month scored up to the day, over that of the first month."""
    first, last = scored_months(session, as_of)
    return growth(_mean(session, last), _mean(session, first))


def scored_months(session: Session, as_of: date) -> tuple[date | None, date | None]:
    """The first and the last month up to the day that have scores; None where none has."""
    ends = select(func.min(UnitScore.month), func.max(UnitScore.month)).where(col(UnitScore.month) <= as_of)
    first, last = session.connection().execute(ends).one()
    return first, last


def _mean(session: Session, month: date | None) -> float | None:
    return session.connection().scalar(select(func.avg(UnitScore.score)).where(col(UnitScore.month) == month))
