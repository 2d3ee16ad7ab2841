"""What moved in a stretch of days and what was waiting at its end; for reports on less than a year."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from core.reporting.figures.counting import Section, Year, count, percent
from core.reporting.statistics.availability import availability
from db.models import ENTERING, LEAVING, ChannelEvent, EventKind, Issue, IssueState


def work(session: Session, year: Year) -> Section:
    """Channels that came and left, issues found, verified and waiting, visits that found websites well."""
    return {
        "channels_entered": _events(session, year, ENTERING),
        "channels_left": _events(session, year, LEAVING),
        "issues_found": count(session, Issue, *found_in(year)),
        "issues_verified": count(session, Issue, year.holds(Issue.verified_on)),
        "issues_waiting": count(session, Issue, *waiting_at(year)),
        "issues_overdue": count(session, Issue, *waiting_at(year), col(Issue.due_on) < year.last),
        "availability_percent": _availability(year),
    }


def found_in(year: Year) -> list[ColumnElement[bool]]:
    """Found in the stretch, and no false alarm."""
    return [year.holds(Issue.opened_on), col(Issue.state) != IssueState.DISMISSED]


def waiting_at(year: Year) -> list[ColumnElement[bool]]:
    """Found by the last day and not verified by then; false alarms and what was waived never waited."""
    verified = col(Issue.verified_on)
    return [
        year.reached(Issue.opened_on),
        col(Issue.state).not_in((IssueState.DISMISSED, IssueState.WAIVED)),
        verified.is_(None) | (verified > year.last),
    ]


def moved_in(year: Year, kinds: tuple[EventKind, ...]) -> list[ColumnElement[bool]]:
    """Events of these kinds in the stretch that changed how many channels run."""
    return [
        year.holds(ChannelEvent.day),
        col(ChannelEvent.kind).in_(kinds),
        col(ChannelEvent.delta) != 0,
    ]


def _events(session: Session, year: Year, kinds: tuple[EventKind, ...]) -> int:
    return count(session, ChannelEvent, *moved_in(year, kinds))


def _availability(year: Year) -> float | None:
    """As the page of health counts it for these days; None without a visit that could be judged."""
    visits = availability(days_of(year), until=year.last)
    return percent(visits.ok, visits.ok + visits.failed)


def days_of(year: Year) -> int:
    """How many days the stretch has."""
    return (year.last - year.first).days + 1
