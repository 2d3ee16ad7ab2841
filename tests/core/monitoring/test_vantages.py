"""Vantage points: one verdict out of several, and each place's own days."""

from datetime import timedelta

import pytest

from core.common import clock
from core.common.outcome import Failure, Outcome, Report
from core.monitoring import runs, vantage_days
from core.monitoring.record import Batch, record
from core.monitoring.vantages import verdict
from core.rules import rule_set
from db.models import CurrentState, DailyRollup, Finding, Issue, VantageDay
from tests.rows import a_leader, a_website, all_of

SOON = timedelta(0)


def seen(outcome: str, channel: int = 1, ms: float | None = 50.0) -> Report:
    failure = Failure.TIMEOUT if outcome == "problem" else Failure.FIREWALL if outcome == "blocked" else None
    return Report(
        channel, "availability", clock.now(), Outcome(outcome), failure, total_ms=ms, evidence={"peer": "x"}
    )


def places(*outcomes: str, channel: int = 1) -> dict[str, Report]:
    names = ("电信", "联通", "移动", "IPv6")
    return {name: seen(outcome, channel) for name, outcome in zip(names, outcomes, strict=False)}


@pytest.mark.parametrize(
    ("outcomes", "asked", "said"),
    [
        (("ok", "ok", "ok"), 3, "ok"),
        (("problem", "ok", "ok"), 3, "suspect"),
        (("problem", "problem", "ok"), 3, "problem"),
        (("problem", "ok"), 2, "suspect"),
        (("problem", "blocked"), 2, "suspect"),
        (("problem",), 2, "suspect"),
        (("problem",), 1, "problem"),
        (("blocked", "ok"), 2, "ok"),
        (("blocked", "blocked"), 2, "blocked"),
    ],
)
def test_a_problem_has_to_be_seen_from_two_places(outcomes, asked, said):
    assert verdict(places(*outcomes), asked=asked).outcome == said


def test_the_verdict_names_what_each_place_saw():
    report = verdict(places("problem", "ok"), asked=2)
    assert report.failure is Failure.TIMEOUT
    assert report.evidence["vantages"]["联通"] == {"outcome": "ok", "failure": None}
    assert {view.vantage: view.outcome for view in report.views} == {"电信": "problem", "联通": "ok"}


def test_the_time_is_that_of_the_place_in_the_middle():
    found = {str(ms): seen("ok", ms=ms) for ms in (900.0, 40.0, 100.0)}
    assert verdict(found, asked=3).total_ms == 100


def test_a_place_without_a_name_is_no_vantage_point():
    report = verdict({"": seen("problem")}, asked=1)
    assert report.outcome is Outcome.PROBLEM
    assert report.views == ()
    assert "vantages" not in report.evidence


def write(token, reports, *, confirming: bool = False) -> None:
    run_id = runs.begin("availability", token=token, planned=len(reports))
    record(Batch(run_id, token, reports, confirming, SOON), rule_set())


def test_what_one_place_alone_sees_opens_nothing_however_often(either_database):
    channel, token = a_website(), a_leader()
    for _ in range(4):
        write(token, [verdict(places("problem", "ok", "ok", channel=channel), asked=3)])
    (state,) = all_of(CurrentState)
    assert (state.outcome, state.confirm_at) == ("suspect", None)
    assert not all_of(Finding)
    assert not all_of(Issue)
    assert [(row.ok, row.failed, row.suspect) for row in all_of(DailyRollup)] == [(0, 0, 4)]
    assert [(row.vantage, row.channel_id) for row in vantage_days.seen_alone()] == [("电信", channel)]


def test_what_two_places_see_becomes_a_finding(either_database):
    channel, token = a_website(), a_leader()
    for confirming in (False, True, True):
        write(
            token,
            [verdict(places("problem", "problem", "ok", channel=channel), asked=3)],
            confirming=confirming,
        )
    assert len(all_of(Finding)) == 1
    assert vantage_days.seen_alone() == ()


def test_each_place_counts_its_own_days(either_database):
    channel, token = a_website(), a_leader()
    write(token, [verdict(places("ok", "problem", channel=channel), asked=2)])
    write(token, [verdict(places("ok", "ok", channel=channel), asked=2)])
    write(token, [verdict(places("ok", "problem", channel=channel), asked=2)], confirming=True)
    lines = {line.vantage: line for line in vantage_days.of_channel(channel, days=7)}
    assert (lines["电信"].probes, lines["电信"].share) == (2, 1.0)
    assert (lines["联通"].probes, lines["联通"].share, lines["联通"].outcome) == (2, 0.5, "problem")
    assert {line.vantage: line.share for line in vantage_days.of_all(days=7)} == {"电信": 1.0, "联通": 0.5}


def test_a_visit_without_vantage_points_changes_nothing_of_theirs(either_database):
    channel, token = a_website(), a_leader()
    write(token, [seen("ok", channel)])
    assert not all_of(VantageDay)
    assert vantage_days.of_channel(channel, days=7) == ()
