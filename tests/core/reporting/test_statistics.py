"""The figures on rows made by hand, on both databases: each rule once, each figure against its rows."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.common import clock
from core.common.outcome import Failure, Outcome, Report
from core.monitoring import verdict_cache
from core.reporting.charts.issues import trend
from core.reporting.statistics import availability, closing, issues, registry, units, verdict, websites
from core.rules.results import Grade, GradeCounts
from db.engine import writing
from db.models import (
    Case,
    CaseKind,
    CaseState,
    ChannelEvent,
    DailyRollup,
    EventKind,
    Finding,
    FindingState,
    IssueState,
    Severity,
    UnitLevel,
)
from tests.rows import NOON, a_leader, a_report, a_unit, a_website, an_issue, recorded

TODAY = date(2026, 11, 23)
pytestmark = pytest.mark.usefixtures("either_database", "at_noon")


@pytest.fixture
def at_noon() -> Any:
    with clock.frozen(NOON):
        yield


def add(*rows: Any) -> None:
    with writing() as session:
        session.add_all(rows)


def event(channel_id: int, kind: EventKind, delta: int, day: date = TODAY) -> ChannelEvent:
    return ChannelEvent(channel_id=channel_id, day=day, kind=kind, delta=delta)


def a_running_website(**fields: Any) -> int:
    channel_id = a_website(**fields)
    add(event(channel_id, EventKind.FOUND, 1, date(2026, 1, 1)))
    return channel_id


def visits(channel_id: int, day: date = TODAY, **counts: int) -> None:
    add(DailyRollup(day=day, channel_id=channel_id, **counts))


def found(channel_id: int, check: str, **fields: Any) -> None:
    times = {"first_seen_at": NOON, "confirmed_at": NOON, "last_seen_at": NOON}
    add(Finding(channel_id=channel_id, check=check, **times, **fields))


def test_an_empty_database_has_figures_and_no_shares() -> None:
    assert not registry.any_channel()
    assert registry.running(TODAY).total == 0
    assert registry.supervised(TODAY).share is None
    assert availability.availability(30).share is None
    assert verdict.verdicts().rate is None
    assert websites.websites_now().total == 0
    assert issues.rectification(TODAY, TODAY).share is None
    assert units.health_by_unit() == ()
    assert closing.first_census() is None
    assert closing.funnel(TODAY, TODAY)[0].reached == 0


def test_a_channel_runs_from_the_day_it_enters_until_the_day_it_leaves() -> None:
    website = a_website()
    add(
        event(website, EventKind.FOUND, 1, date(2026, 3, 1)),
        event(website, EventKind.CLOSED, -1, date(2026, 5, 1)),
    )
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 4, 30), date(2026, 5, 1))
    assert [registry.running(day).websites for day in days] == [0, 1, 1, 0]
    assert registry.running_rows(date(2026, 4, 30)).total == 1


def test_kinds_are_counted_apart_and_listed_page_by_page() -> None:
    for kind in ("website", "weibo", "weibo"):
        a_running_website(kind=kind)
    assert [(one.kind, one.count) for one in registry.by_kind(TODAY)] == [("website", 1), ("weibo", 2)]
    page = registry.running_rows(TODAY, kind="weibo", limit=1, offset=1)
    assert (len(page.rows), page.total, page.rows[0].kind) == (1, 2, "weibo")


def test_a_channel_outside_the_grid_is_not_supervised() -> None:
    district = a_unit(level=UnitLevel.DISTRICT)
    a_running_website(unit_id=a_unit(parent_id=a_unit(level=UnitLevel.INDUSTRY, parent_id=district)))
    outside = a_running_website(unit_id=a_unit(level=UnitLevel.OPERATOR))
    assert registry.supervised(TODAY).share == 0.5
    assert [row.id for row in registry.unsupervised_rows(TODAY).rows] == [outside]


def test_a_channel_without_address_is_not_supervised() -> None:
    a_running_website(unit_id=a_unit(level=UnitLevel.DISTRICT), url="")
    assert registry.supervised(TODAY).part == 0


def test_visits_that_could_not_be_judged_count_on_neither_side() -> None:
    website = a_running_website()
    visits(website, probes=100, ok=57, failed=3, suspect=10, blocked=30)
    seen = availability.availability(30)
    assert (seen.share, seen.suspect, seen.blocked) == (0.95, 10, 30)
    assert availability.site_rows(30).rows[0].failed_share == pytest.approx(0.05)


def test_availability_looks_back_the_given_days_and_no_further() -> None:
    website = a_running_website()
    visits(website, TODAY - timedelta(days=6), ok=1)
    visits(website, TODAY - timedelta(days=7), failed=1)
    assert availability.availability(7).share == 1
    assert availability.availability(8).share == 0.5


def test_a_website_that_left_no_longer_counts() -> None:
    website = a_running_website()
    visits(website, ok=1)
    add(event(website, EventKind.CLOSED, -1))
    assert availability.availability(30).ok == 0


def test_weeks_end_today_and_come_oldest_first() -> None:
    website = a_running_website()
    visits(website, ok=19, failed=1)
    visits(website, TODAY - timedelta(days=7), ok=10)
    weeks = availability.by_week(4)
    assert [(week.last, week.visits.failed_share) for week in weeks] == [
        (TODAY - timedelta(days=7), 0),
        (TODAY, 0.05),
    ]


def test_the_strip_puts_the_worst_website_first() -> None:
    good, bad = a_running_website(), a_running_website()
    visits(good, ok=48)
    visits(bad, ok=40, failed=8)
    assert [cell.channel_id for cell in availability.strip(30, sites=5)] == [bad, good]
    assert [cell.channel_id for cell in availability.strip(30, sites=1)] == [bad]


def test_a_website_is_as_bad_as_its_worst_check() -> None:
    token, website = a_leader(), a_running_website()
    recorded(token, a_report(website, Outcome.OK))
    for _ in range(2):
        recorded(token, a_report(website, Outcome.PROBLEM, check="home_freshness"))
    assert websites.websites_now().problem == 1
    assert websites.state_rows(("problem",)).rows[0].check == "home_freshness"
    assert websites.down_now().total == 0


def test_checks_are_counted_over_running_websites_only() -> None:
    token, website, left, account = (
        a_leader(),
        a_running_website(),
        a_running_website(),
        a_website(kind="weibo"),
    )
    for channel in (website, left):
        recorded(token, a_report(channel, Outcome.OK), a_report(channel, Outcome.OK, check="charset"))
    add(event(left, EventKind.CLOSED, -1))
    for channel in (left, account):
        recorded(token, a_report(channel, Outcome.BLOCKED, check="after_closing", failure=Failure.FIREWALL))
    # One that had left and was opened again runs, and opens the same row that it is counted as.
    recorded(token, a_report(website, Outcome.OK, check="after_closing"))
    assert [(one.check, one.outcome, one.count) for one in websites.outcomes_by_check()] == [
        ("after_closing", "ok", 1),
        ("availability", "ok", 1),
        ("charset", "ok", 1),
    ]
    assert websites.state_rows(("ok", "blocked")).total == 3


def test_a_refused_visit_is_unchecked_and_never_a_problem() -> None:
    token, website = a_leader(), a_running_website()
    recorded(token, a_report(website, Outcome.BLOCKED, failure=Failure.FIREWALL))
    now = websites.websites_now()
    assert (now.blocked, now.problem) == (1, 0)
    assert verdict.verdicts() == GradeCounts(unjudged=1)
    assert [(one.failure, one.blocked, one.problem) for one in websites.failures_now()] == [
        ("firewall", 1, 0)
    ]


def test_a_week_that_cannot_be_judged_yet_leaves_a_website_fine() -> None:
    token, website = a_leader(), a_running_website()
    recorded(token, a_report(website, Outcome.OK))
    recorded(token, a_report(website, Outcome.BLOCKED, check="availability_week"))
    assert websites.websites_now().ok == 1


def test_a_website_never_visited_is_neither_fine_nor_broken() -> None:
    a_running_website()
    assert websites.websites_now().none == 1


def test_a_website_is_down_only_once_it_is_confirmed() -> None:
    token, website = a_leader(), a_running_website()
    recorded(token, a_report(website, Outcome.PROBLEM))
    assert (websites.websites_now().suspect, websites.down_now().total) == (1, 0)
    for _ in range(2):
        recorded(token, a_report(website, Outcome.PROBLEM), confirming=True)
    assert [row.channel_id for row in websites.down_now().rows] == [website]


def test_home_pages_without_a_date_come_last() -> None:
    token, old, new, none = a_leader(), a_running_website(), a_running_website(), a_running_website()
    for website, evidence in ((new, {"newest": "2026-11-20"}), (old, {"newest": "2026-11-01"}), (none, {})):
        recorded(token, a_report(website, Outcome.OK, check="home_freshness", evidence=evidence))
    rows = websites.freshness_rows().rows
    assert [(row.channel_id, row.age_days) for row in rows] == [(old, 22), (new, 3), (none, None)]


def needed(channel_id: int) -> tuple[Report, Report]:
    """What a verdict on a website needs, and nothing wrong."""
    return (
        a_report(channel_id, Outcome.OK, check="availability_week"),
        a_report(channel_id, Outcome.OK, check="home_freshness"),
    )


def test_an_open_veto_fails_a_website_and_a_dismissed_one_does_not() -> None:
    token, bad, excused = a_leader(), a_running_website(), a_running_website()
    recorded(token, *needed(bad), *needed(excused))
    found(bad, "home_freshness")
    found(excused, "home_freshness", state=FindingState.DISMISSED)
    verdict_cache.refresh()  # the checker's part: a page beside a live lease only reads
    assert verdict.verdicts().rate == 0.5
    rows = verdict.verdict_rows().rows
    assert [(row.channel_id, row.grade, row.vetoes) for row in rows] == [
        (bad, Grade.FAILED, ("V-W3",)),
        (excused, Grade.PASSED, ()),
    ]


def test_every_count_opens_the_same_number_of_rows() -> None:
    token, good, bad = a_leader(), a_running_website(name="甲站"), a_running_website()
    a_running_website()
    recorded(token, *needed(good), *needed(bad))
    found(bad, "home_freshness")
    verdict_cache.refresh()
    counts = verdict.verdicts()
    assert counts == GradeCounts(passed=1, failed=1, unjudged=1)
    for grade in Grade:
        assert verdict.verdict_rows(grade=grade).total == getattr(counts, grade.value)
    assert [row.name for row in verdict.verdict_rows(words="甲").rows] == ["甲站"]
    assert verdict.verdict_rows(medium="account").total == 0


def test_units_show_the_verdicts_of_their_websites_and_their_operators() -> None:
    above = a_unit(level=UnitLevel.INDUSTRY)
    token, good = a_leader(), a_running_website(unit_id=a_unit(parent_id=above))
    bad = a_running_website(unit_id=above)
    recorded(token, *needed(good), *needed(bad))
    found(bad, "home_freshness")
    verdict_cache.refresh()
    assert units.health_by_unit()[0].verdicts == GradeCounts(passed=1, failed=1)


def test_a_finding_that_is_no_veto_fails_nobody() -> None:
    token, website = a_leader(), a_running_website()
    recorded(token, *needed(website))
    found(website, "availability")
    verdict_cache.refresh()
    assert verdict.verdicts().passed == 1


def test_a_veto_that_a_person_entered_fails_a_website_until_it_is_settled() -> None:
    token, website = a_leader(), a_running_website()
    recorded(token, *needed(website))
    an_issue(channel_id=website, severity=Severity.VETO, state=IssueState.VERIFIED)
    verdict_cache.refresh()
    assert verdict.verdicts().passed == 1
    an_issue(channel_id=website, severity=Severity.VETO)
    verdict_cache.refresh()
    assert verdict.verdicts().failed == 1


def test_an_issue_is_overdue_the_day_after_its_date_and_nearly_due_before() -> None:
    for due in (TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=30)):
        an_issue(due_on=due)
    an_issue(due_on=TODAY - timedelta(days=9), state=IssueState.VERIFIED)
    assert issues.open_issues() == issues.OpenIssues(open=3, overdue=1, nearly_due=1)
    assert issues.open_rows("overdue").total == 1
    assert issues.open_rows("nearly_due").rows[0].due_on == TODAY


def test_false_alarms_do_not_spoil_the_rectification_rate() -> None:
    for state in (IssueState.VERIFIED, IssueState.OPEN, IssueState.DISMISSED):
        an_issue(state=state)
    an_issue(state=IssueState.OPEN, opened_on=TODAY - timedelta(days=400))
    assert issues.rectification(TODAY, TODAY).share == 0.5
    assert issues.rectification_rows(TODAY, TODAY).total == 2


def test_the_trend_counts_finding_and_rectifying_in_their_own_months() -> None:
    an_issue(opened_on=date(2026, 10, 31), verified_on=date(2026, 11, 1), state=IssueState.VERIFIED)
    an_issue(opened_on=date(2025, 10, 31))
    months = issues.trend(13)
    assert (months[0].first, months[-1].first) == (date(2025, 11, 1), date(2026, 11, 1))
    assert [(month.found, month.rectified) for month in months[-2:]] == [(1, 0), (0, 1)]
    assert sum(month.found for month in months) == 1
    assert issues.trend_rows(13).total == 1


@pytest.mark.parametrize(
    ("last", "running"), [("2026-12-01", True), ("2026-12-30", True), ("2026-12-31", False)]
)
def test_a_month_that_is_not_over_is_no_point_of_the_trend_line(last: str, running: bool) -> None:
    months = issues.trend(3, until=date.fromisoformat(last))
    assert [month.running for month in months] == [False, False, running]
    drawn = trend(months)
    shown = next(iter(drawn["datasets"].values()))
    ends = {row["month"] for row in shown if row["month"].startswith("2026-12")}
    assert ends == {"2026-12（至今）" if running else "2026-12"}
    filters = [str(layer.get("transform")) for layer in drawn["layer"] if "line" in str(layer["mark"])]
    assert any("!datum.running" in one for one in filters)


def test_operators_count_for_the_unit_that_supervises_them() -> None:
    token, supervisor = a_leader(), a_unit(level=UnitLevel.INDUSTRY, name="教委")
    operator = a_unit(level=UnitLevel.OPERATOR, parent_id=supervisor)
    website, own = a_running_website(unit_id=operator), a_running_website(unit_id=supervisor)
    recorded(token, a_report(own, Outcome.OK))
    for _ in range(2):
        recorded(token, a_report(website, Outcome.PROBLEM, check="home_freshness"))
    visits(website, ok=2, failed=1)  # and the ok visit reported above
    an_issue(unit_id=operator, due_on=TODAY - timedelta(days=1))
    unit = next(one for one in units.health_by_unit() if one.unit_id == supervisor)
    assert (unit.name, unit.ok, unit.problem, unit.unchecked) == ("教委", 1, 1, 0)
    assert (unit.overdue, unit.availability) == (1, 0.75)


def test_the_worst_unit_comes_first() -> None:
    a_running_website(unit_id=a_unit(level=UnitLevel.INDUSTRY))
    late = a_unit(level=UnitLevel.INDUSTRY)
    an_issue(unit_id=late, due_on=TODAY - timedelta(days=1))
    assert units.health_by_unit(limit=1)[0].unit_id == late


def test_a_period_starts_with_what_ran_before_and_ends_with_what_is_left() -> None:
    before, closed, merged = a_website(), a_website(), a_website()
    add(
        event(before, EventKind.FOUND, 1, date(2018, 1, 1)),
        event(closed, EventKind.OPENED, 1, date(2019, 1, 1)),
        event(merged, EventKind.FOUND, 1, date(2019, 2, 1)),
        event(merged, EventKind.RELAUNCHED, 0, date(2019, 3, 1)),
        event(closed, EventKind.CLOSED, -1, date(2019, 12, 31)),
        event(merged, EventKind.MERGED, -1, date(2020, 1, 1)),
    )
    year = closing.waterfall("website", date(2019, 1, 1), date(2019, 12, 31))
    assert (year.start, year.found, year.opened, year.closed, year.merged, year.end) == (1, 1, 1, 1, 0, 2)
    assert year.end == registry.running(date(2019, 12, 31)).websites
    assert closing.event_rows("website", date(2019, 1, 1), date(2019, 12, 31)).total == 3
    assert closing.event_rows(None, date(2019, 1, 1), date(2019, 12, 31), way="left").total == 1
    left = closing.left_by_kind(date(2019, 1, 1), date(2020, 1, 1))
    assert left == (closing.LeftByKind("website", closed=1, merged=1, cancelled=0),)


def test_a_case_has_reached_every_step_up_to_its_own() -> None:
    for place, state in enumerate((CaseState.ANNOUNCED, CaseState.VERIFIED, CaseState.WITHDRAWN)):
        a_case(f"C{place}", state, due_on=TODAY - timedelta(days=1))
    steps = closing.funnel(TODAY, TODAY)
    assert [(step.reached, step.there, step.late) for step in steps] == [
        (2, 0, 0),
        (2, 0, 0),
        (2, 1, 1),
        (1, 0, 0),
        (1, 1, 0),
    ]


def test_cases_can_be_narrowed() -> None:
    a_case("C1", CaseState.ANNOUNCED, due_on=TODAY - timedelta(days=1))
    a_case("C2", CaseState.ANNOUNCED, due_on=TODAY, kind=CaseKind.MERGE)
    a_case("C3", CaseState.VERIFIED)

    def numbers(**narrowed: Any) -> list[str]:
        return [row.number for row in closing.case_rows(TODAY, TODAY, **narrowed).rows]

    assert numbers() == ["C1", "C2", "C3"]
    assert numbers(late=True) == ["C1"]
    assert numbers(under_way=True) == ["C1", "C2"]
    assert numbers(kind="merge") == ["C2"]
    assert numbers(state="verified", medium="website") == ["C3"]
    assert numbers(medium="account") == []
    with pytest.raises(ValueError, match="nonsense"):
        numbers(state="nonsense")


def a_case(number: str, state: CaseState, **fields: Any) -> None:
    ended = TODAY if state in closing.ENDED else None
    given = {"kind": CaseKind.CLOSE, "opened_on": TODAY, "channel_id": a_website(), "ended_on": ended}
    add(Case(number=number, state=state, **{**given, **fields}))


def test_a_website_s_week_is_all_its_visits_of_seven_days() -> None:
    good, bad = a_running_website(), a_running_website()
    visits(good, ok=48)
    visits(bad, ok=40, failed=8)
    visits(bad, TODAY - timedelta(days=6), ok=48)
    visits(bad, TODAY - timedelta(days=7), failed=4)
    cells = availability.site_weeks(12, sites=5)
    assert [(cell.channel_id, cell.day, cell.failed, cell.share) for cell in cells] == [
        (bad, TODAY - timedelta(days=7), 4, 0),
        (bad, TODAY, 8, 88 / 96),
        (good, TODAY, 0, 1),
    ]
