"""After a correction of the calendar the due days of open issues follow, and those that stay are named."""

from datetime import date

import pytest

from core.access import Actor, Role
from core.common import clock
from core.issues import extensions, working_days
from core.issues.deadlines import working_days_after
from core.issues.holiday_notice import Notice
from core.issues.moved_deadlines import due_on_days_off, moved_issues
from core.rules import rule_set
from db.models import AuditEntry, Issue, IssueState, Severity
from tests.rows import NOON, all_of, an_issue

SUPERVISOR, STAFF = Actor("丙", Role.SUPERVISOR), Actor("乙", Role.STAFF)


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def counted(severity=Severity.GENERAL, **fields):
    """An issue due as the rules count it today."""
    due = working_days_after(clock.today(), rule_set().deadline.working_days(severity))
    given = {"severity": severity, "first_due_on": due, "due_on": due, **fields}
    return an_issue(rule_version=rule_set().version, **given), due


def of(issue_id):
    return next(issue for issue in all_of(Issue) if issue.id == issue_id)


def rest(day, *, works=False):
    return working_days.correct(day, day, works=works, note="临时放假", actor=SUPERVISOR)


@pytest.mark.parametrize("severity", list(Severity))
def test_a_due_day_that_becomes_a_holiday_moves_and_the_first_stays(severity):
    issue, due = counted(severity)
    rest(due)
    moved = of(issue)
    assert moved.due_on == working_days_after(due, 1) > due
    assert moved.first_due_on == due
    (line,) = moved_issues()
    assert (line.id, line.before, line.after, line.actor) == (issue, due, moved.due_on, "丙")
    (entry,) = [one for one in all_of(AuditEntry) if one.noun == "issue"]
    assert (entry.action, entry.reason) == ("calendar", "临时放假")


def test_a_holiday_on_the_way_moves_it_too_and_taking_it_back_brings_it_back():
    issue, due = counted()
    day = working_days_after(clock.today(), 1)
    rest(day)
    rest(working_days_after(day, 1))
    assert of(issue).due_on == working_days_after(due, 2)
    working_days.remove(day, actor=SUPERVISOR)
    assert of(issue).due_on == working_days_after(due, 1)


def test_a_working_weekend_brings_it_forward():
    issue, due = counted()
    saturday = date(2026, 11, 28)
    rest(saturday, works=True)
    assert clock.today() < saturday < of(issue).due_on < due


def test_a_whole_notice_counts_once():
    issue, due = counted()
    day = working_days_after(clock.today(), 1)
    notice = Notice(2026, (day, due), (date(2026, 11, 28),), ())
    working_days.take(notice, note="通知", actor=SUPERVISOR)
    assert of(issue).due_on == working_days_after(clock.today(), rule_set().deadline.general)
    assert len(moved_issues()) == 1


def test_settled_ones_and_those_due_before_stay():
    issue, due = counted(state=IssueState.VERIFIED)
    early, early_due = counted(Severity.VETO)
    rest(due)
    assert (of(issue).due_on, of(early).due_on) == (due, early_due)
    assert (moved_issues(), due_on_days_off()) == ((), ())


def test_a_day_that_a_person_named_stays_and_is_named():
    day = date(2026, 12, 3)
    noticed = an_issue(first_due_on=day, due_on=day, rule_version=rule_set().version)
    extended, due = counted()
    until = working_days_after(due, 2)
    extensions.ask([extended], until=until, reason="设备采购", actor=STAFF)
    extensions.approve([extended], actor=SUPERVISOR)
    rest(day)
    rest(until)
    assert (of(noticed).due_on, of(extended).due_on) == (day, until)
    assert {(line.id, line.due_on) for line in due_on_days_off()} == {(noticed, day), (extended, until)}
    assert moved_issues() == ()
