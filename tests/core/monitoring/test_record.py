"""Reports become facts, once each, in both databases."""

from datetime import date, timedelta

import pytest

from core.common import clock
from core.common.outcome import Outcome
from core.monitoring import lease
from core.monitoring.lease import LeaseLost
from core.monitoring.record import Batch, record
from core.rules import rule_set
from db.models import (
    Channel,
    CurrentState,
    DailyRollup,
    Finding,
    FindingState,
    Issue,
    IssueState,
    ObservedState,
    Probe,
    Run,
)
from tests.rows import NOON, a_leader, a_report, a_website, all_of, recorded

OK, PROBLEM, BLOCKED = Outcome.OK, Outcome.PROBLEM, Outcome.BLOCKED


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def fail(token, channel, *, times=1, first=0):
    for minute in range(first, first + times):
        recorded(
            token,
            a_report(channel, PROBLEM, at=NOON + timedelta(minutes=minute)),
            confirming=minute > first,
        )


def test_a_site_that_answers_leaves_a_probe_a_state_and_a_sum():
    token, channel = a_leader(), a_website()
    recorded(token, a_report(channel, OK))
    assert [probe.outcome for probe in all_of(Probe)] == ["ok"]
    assert [(state.outcome, state.total_ms) for state in all_of(CurrentState)] == [("ok", 50.0)]
    assert [(r.day, r.ok, r.probes, r.ok_ms) for r in all_of(DailyRollup)] == [(date(2026, 11, 23), 1, 1, 50)]
    assert all_of(Channel)[0].observed is ObservedState.ANSWERING


def test_a_single_failure_opens_nothing():
    token, channel = a_leader(), a_website()
    fail(token, channel)
    assert not all_of(Finding)
    assert [(r.suspect, r.failed) for r in all_of(DailyRollup)] == [(1, 0)]


def test_a_confirmed_failure_opens_one_finding_and_one_issue_for_the_unit():
    token, channel = a_leader(), a_website()
    fail(token, channel, times=4)
    (finding,), (issue,) = all_of(Finding), all_of(Issue)
    assert (finding.state, finding.check) == (FindingState.OPEN, "availability")
    assert (issue.finding_id, issue.unit_id, issue.state) == (
        finding.id,
        all_of(Channel)[0].unit_id,
        IssueState.OPEN,
    )


def test_the_deadline_is_counted_in_working_days():
    token, channel = a_leader(), a_website()
    fail(token, channel, times=3)
    assert all_of(Issue)[0].due_on == date(2026, 12, 7)  # ten working days after Monday 23 November


def test_the_failed_visit_counts_once_it_is_confirmed_and_its_confirmations_do_not():
    token, channel = a_leader(), a_website()
    fail(token, channel, times=3)
    assert [(r.probes, r.suspect, r.failed) for r in all_of(DailyRollup)] == [(1, 0, 1)]
    assert {probe.outcome for probe in all_of(Probe)} == {"problem"}


def test_a_finding_resolves_when_the_site_answers_but_its_issue_waits_for_the_unit():
    token, channel = a_leader(), a_website()
    fail(token, channel, times=3)
    recorded(token, a_report(channel, OK, at=NOON + timedelta(hours=1)))
    assert all_of(Finding)[0].state is FindingState.RESOLVED
    assert all_of(Issue)[0].state is IssueState.OPEN


def test_it_reopens_the_same_finding_while_people_still_work_on_the_issue():
    token, channel = a_leader(), a_website()
    fail(token, channel, times=3)
    recorded(token, a_report(channel, OK, at=NOON + timedelta(hours=1)))
    fail(token, channel, times=3, first=120)
    assert [finding.state for finding in all_of(Finding)] == [FindingState.OPEN]
    assert len(all_of(Issue)) == 1


def test_a_firewall_opens_nothing_however_often_it_refuses():
    token, channel = a_leader(), a_website()
    for _ in range(5):
        recorded(token, a_report(channel, BLOCKED))
    assert not all_of(Finding)
    assert [(r.blocked, r.failed) for r in all_of(DailyRollup)] == [(5, 0)]


def test_the_same_run_written_twice_is_one_result():
    token, channel = a_leader(), a_website()
    report = a_report(channel, OK)
    run_id = recorded(token, report)
    record(Batch(run_id, token, [report]), rule_set())
    assert len(all_of(Probe)) == 1
    assert all_of(DailyRollup)[0].probes == 1
    assert all_of(Run)[0].done == 1


def test_a_checker_whose_lease_was_taken_over_writes_nothing():
    token, channel = a_leader(seconds=10), a_website()
    with clock.frozen(NOON + timedelta(seconds=60)):
        newer = lease.take("another", seconds=10) if lease.holder() is None else None
    if newer is None:  # the database's own clock rules here
        lease.release(token)
        newer = lease.take("another", seconds=10)
    with pytest.raises(LeaseLost):
        record(Batch(1, token, [a_report(channel, OK)]), rule_set())
    assert newer is not None
    assert not all_of(Probe)


def test_content_needs_a_second_run_to_be_believed():
    token, channel = a_leader(), a_website()
    recorded(token, a_report(channel, PROBLEM, check="home_freshness", failure=None))
    assert not all_of(Finding)
    recorded(token, a_report(channel, PROBLEM, check="home_freshness", failure=None))
    assert [finding.check for finding in all_of(Finding)] == ["home_freshness"]
    assert all_of(Issue)[0].severity == "veto"


@pytest.mark.parametrize(
    ("outcome", "seen"),
    [
        (Outcome.OK, ObservedState.ANSWERING),
        (Outcome.PROBLEM, ObservedState.ANSWERING),
        (Outcome.BLOCKED, ObservedState.UNKNOWN),
    ],
)
def test_an_account_that_was_read_is_observed(
    database: object, outcome: Outcome, seen: ObservedState
) -> None:
    account = a_website(kind="weibo", url="", account="示例发布")
    recorded(a_leader(), a_report(account, outcome, check="account_freshness"))
    assert all_of(Channel)[0].observed is seen
