"""Lists of issues: what a filter keeps, what counts as late, and that figures are their rows."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.access.actor import Actor, Role
from core.common import clock
from core.common.outcome import Outcome
from core.common.text import use_language
from core.issues import queries
from core.issues.filters import Filter, soon_until, title_of, verified_this_month
from core.issues.transitions import report_fixed
from core.reporting.statistics.issues import open_issues
from db.models import UNSETTLED, Issue, IssueSource, IssueState, Severity
from tests.rows import NOON, a_leader, a_report, a_unit, a_website, all_of, an_issue, recorded

TODAY = date(2026, 11, 23)  # a Monday
CLERK = Actor("甲", Role.STAFF)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def ids(wanted: Filter, **how: object) -> list[int]:
    return [row.id for row in queries.listed(wanted, **how).rows]  # type: ignore[arg-type]


def due(day: date, state: IssueState = IssueState.OPEN) -> int:
    return an_issue(due_on=day, state=state)


def a_broken_site() -> int:
    """A website whose failure was confirmed, so that it has an automatic issue."""
    site, token = a_website(name="坏站"), a_leader()
    for confirming in (False, True, True):
        recorded(token, a_report(site, Outcome.PROBLEM), confirming=confirming)
    return site


def test_an_issue_is_overdue_only_after_its_day(database: Path) -> None:
    late, today = due(TODAY - timedelta(days=1)), due(TODAY)
    due(TODAY - timedelta(days=9), IssueState.VERIFIED)
    assert ids(Filter(due="overdue")) == [late]
    lateness = {row.id: row.lateness for row in queries.listed(Filter(states=UNSETTLED)).rows}
    assert lateness == {late: "overdue", today: "soon"}


def test_nearly_due_is_counted_in_working_days(database: Path) -> None:
    with clock.frozen(NOON + timedelta(days=4)):  # a Friday: three working days reach over the weekend
        assert soon_until() == date(2026, 12, 2)
        near, far = due(date(2026, 12, 2)), due(date(2026, 12, 3))
        assert ids(Filter(due="soon")) == [near]
        assert {row.id: row.lateness for row in queries.listed(Filter()).rows} == {near: "soon", far: "none"}


def test_a_settled_issue_is_never_late(database: Path) -> None:
    due(TODAY - timedelta(days=1), IssueState.DISMISSED)
    assert [row.lateness for row in queries.listed(Filter()).rows] == ["none"]


def test_every_filter_narrows(database: Path) -> None:
    unit, site = a_unit(), a_website()
    wanted = an_issue(
        unit_id=unit, channel_id=site, severity=Severity.VETO, source=IssueSource.NOTICE, title="断链"
    )
    an_issue()
    narrow = (
        Filter(unit_id=unit),
        Filter(channel_id=site),
        Filter(severity=Severity.VETO),
        Filter(sources=(IssueSource.NOTICE,)),
        Filter(words="断"),
    )
    assert [ids(one) for one in narrow] == [[wanted]] * len(narrow)
    assert ids(Filter(states=(IssueState.VERIFIED,))) == []


def test_an_automatic_issue_is_found_by_its_words_in_the_readers_language(database: Path) -> None:
    a_broken_site()
    assert [row.title for row in queries.listed(Filter(words="网站首页无法访问")).rows] == [
        "网站首页无法访问"
    ]
    use_language("en")
    assert [row.title for row in queries.listed(Filter(words="cannot be opened")).rows] == [
        "The home page cannot be opened"
    ]
    assert ids(Filter(words="无法访问")) == []


def test_a_title_is_never_empty(database: Path) -> None:
    assert title_of("no_such_check", "") == "no_such_check"
    assert title_of(None, "手写") == "手写"
    assert title_of(None, "")


def test_unsettled_issues_come_first_by_their_day(database: Path) -> None:
    done = due(TODAY - timedelta(days=30), IssueState.VERIFIED)
    later, sooner = due(TODAY + timedelta(days=9)), due(TODAY)
    assert ids(Filter()) == [sooner, later, done]
    assert ids(Filter(), sort="number") == [sooner, later, done]
    assert ids(Filter(), limit=1, offset=1) == [later]


def test_a_report_is_followed_to_its_end(database: Path) -> None:
    site = a_broken_site()
    (issue,) = ids(Filter(channel_id=site))
    report_fixed([issue], note="已修复", actor=CLERK)
    assert queries.states_of([issue]) == {IssueState.VERIFYING: 1}
    with clock.frozen(NOON + timedelta(minutes=5)):
        recorded(a_leader(), a_report(site, Outcome.OK), confirming=True)
        assert queries.states_of([issue]) == {IssueState.VERIFIED: 1}
        assert ids(verified_this_month()) == [issue]


def test_the_detail_tells_who_did_what_and_the_checkers_last_word(database: Path) -> None:
    site = a_broken_site()
    (issue,) = ids(Filter(channel_id=site))
    report_fixed([issue], note="已修复", actor=CLERK)
    found = queries.detail(issue)
    assert found is not None
    assert [(one.actor, one.action) for one in found.history] == [("checker", "open"), ("甲", "report")]
    assert (found.checker_outcome, found.checker_failure) == ("problem", "refused")
    assert found.listed.is_automatic
    assert queries.detail(issue + 999) is None


def test_counts_are_the_totals_of_their_filters(demo_database: Path) -> None:
    counts, overall = queries.counts(), open_issues()
    assert (counts.open, counts.overdue, counts.soon) == (overall.open, overall.overdue, overall.nearly_due)
    assert queries.listed(Filter(states=queries.WAITING)).total == counts.waiting
    assert queries.listed(Filter(states=(IssueState.RETURNED,))).total == counts.returned
    assert queries.listed(verified_this_month()).total == counts.verified > 0
    assert queries.listed(Filter()).total == len(all_of(Issue))
