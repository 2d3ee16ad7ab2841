"""From fact to issue and back: who may do what, and what the checker answers."""

from datetime import date, timedelta
from threading import Thread

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.outcome import Failure, Outcome
from core.issues import transitions
from core.monitoring import requests, review
from db.models import (
    AuditEntry,
    CheckRequest,
    Finding,
    FindingReview,
    FindingState,
    Issue,
    IssueSource,
    IssueState,
)
from tests.rows import NOON, a_leader, a_report, a_website, all_of, an_issue, recorded

OK, PROBLEM, BLOCKED = Outcome.OK, Outcome.PROBLEM, Outcome.BLOCKED
LEADER, STAFF = Actor("甲", Role.LEADER), Actor("乙", Role.STAFF)
SUPERVISOR = Actor("丙", Role.SUPERVISOR)
NEXT_MONTH = date(2026, 12, 23)


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def later(minutes: int):
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def down():
    """A site confirmed down: (lease, channel, issue id)."""
    token, channel = a_leader(), a_website()
    for minute in range(-3, 0):
        recorded(token, a_report(channel, PROBLEM, at=later(minute)))
    return token, channel, all_of(Issue)[0].id


def state(issue_id):
    return next(issue.state for issue in all_of(Issue) if issue.id == issue_id)


def test_marking_it_rectified_asks_the_checker_to_look_again(down):
    _, channel, issue = down
    moved = transitions.report_fixed([issue], note=" 已重启服务 ", actor=STAFF)
    assert moved.done == (issue,)
    assert state(issue) is IssueState.VERIFYING
    assert requests.open_requests() == [requests.PendingCheck(channel, "availability")]
    assert all_of(Issue)[0].report_note == "已重启服务"


def test_the_checker_closes_it_when_the_site_answers(down):
    token, channel, issue = down
    transitions.report_fixed([issue], note="", actor=STAFF)
    recorded(token, a_report(channel, OK, at=later(1)))
    assert state(issue) is IssueState.VERIFIED
    assert all_of(Issue)[0].verified_on == date(2026, 11, 23)
    assert requests.open_requests() == []


def test_the_checker_returns_it_when_the_site_still_fails(down):
    token, channel, issue = down
    transitions.report_fixed([issue], note="", actor=STAFF)
    recorded(token, a_report(channel, PROBLEM, at=later(1)))
    assert state(issue) is IssueState.RETURNED
    assert all_of(Issue)[0].times_returned == 1
    last = all_of(AuditEntry)[-1]
    assert (last.actor, last.action, last.reason) == ("checker", "return", "refused")


def test_a_firewall_neither_closes_nor_returns_it(down):
    token, channel, issue = down
    transitions.report_fixed([issue], note="", actor=STAFF)
    recorded(token, a_report(channel, BLOCKED, at=later(1)))
    assert state(issue) is IssueState.VERIFYING


def test_a_visit_made_before_the_report_settles_nothing(down):
    token, channel, issue = down
    transitions.report_fixed([issue], note="", actor=STAFF)
    recorded(token, a_report(channel, OK, at=later(-1)))
    assert state(issue) is IssueState.VERIFYING


def test_nobody_closes_an_automatic_issue_by_hand(down):
    *_, issue = down
    transitions.report_fixed([issue], note="", actor=STAFF)
    moved = transitions.verify([issue], actor=SUPERVISOR)
    assert moved.done == ()
    assert "监测系统" in moved.refused[issue]
    assert state(issue) is IssueState.VERIFYING


def test_a_supervisor_dismisses_a_false_alarm_and_it_stays_quiet(down):
    token, channel, issue = down
    transitions.dismiss([issue], reason="机房演练", until=NEXT_MONTH, actor=SUPERVISOR)
    recorded(token, a_report(channel, PROBLEM, at=later(5)))
    assert [issue.state for issue in all_of(Issue)] == [IssueState.DISMISSED]
    assert all_of(Finding)[0].state is FindingState.DISMISSED


def test_a_dismissed_fault_speaks_again_after_its_date(down):
    token, channel, issue = down
    transitions.dismiss([issue], reason="机房演练", until=NEXT_MONTH, actor=SUPERVISOR)
    with clock.frozen(NOON + timedelta(days=40)):
        recorded(token, a_report(channel, PROBLEM))
    assert [issue.state for issue in all_of(Issue)] == [IssueState.DISMISSED, IssueState.OPEN]


@pytest.mark.parametrize(
    ("why", "until", "actor", "refusal"),
    [
        (" ", NEXT_MONTH, SUPERVISOR, "reason_missing"),
        ("误报", date(2026, 11, 23), SUPERVISOR, "until_past"),
        ("误报", NEXT_MONTH, STAFF, "role"),
    ],
)
def test_a_dismissal_needs_a_reason_a_later_date_and_a_supervisor(down, why, until, actor, refusal):
    *_, issue = down
    with pytest.raises(DomainError) as refused:
        transitions.dismiss([issue], reason=why, until=until, actor=actor)
    assert refused.value.key == f"refusal.{refusal}"
    assert state(issue) is IssueState.OPEN


def test_a_dismissal_can_be_undone(down):
    *_, issue = down
    transitions.dismiss([issue], reason="误报", until=NEXT_MONTH, actor=SUPERVISOR)
    transitions.reopen([issue], actor=SUPERVISOR)
    assert state(issue) is IssueState.OPEN
    assert all_of(Finding)[0].state is FindingState.OPEN


def test_a_report_can_be_withdrawn_before_it_is_verified(down):
    *_, issue = down
    transitions.report_fixed([issue], note="", actor=STAFF)
    transitions.withdraw_report([issue], actor=STAFF)
    assert state(issue) is IssueState.OPEN
    assert all_of(Issue)[0].reported_at is None


@pytest.mark.parametrize("before", ["open", "accepted", "returned", "accepted again"])
def test_a_withdrawn_report_leaves_the_issue_as_it_was_before(down, before):
    *_, issue = down
    if before.startswith("accepted"):
        transitions.accept([issue], actor=STAFF)
    if before in ("returned", "accepted again"):
        transitions.report_fixed([issue], note="", actor=STAFF)
        transitions.send_back([issue], reason="未改到位", actor=SUPERVISOR)
    stood = state(issue)
    for _ in range(2):
        transitions.report_fixed([issue], note="已改", actor=STAFF)
        transitions.withdraw_report([issue], actor=STAFF)
        assert state(issue) is stood


def test_leaders_only_look(down):
    *_, issue = down
    with pytest.raises(DomainError):
        transitions.report_fixed([issue], note="", actor=LEADER)
    assert state(issue) is IssueState.OPEN
    assert not all_of(CheckRequest)


def test_who_was_slower_learns_who_was_faster(down):
    *_, issue = down
    transitions.report_fixed([issue], note="", actor=STAFF)
    moved = transitions.report_fixed([issue], note="", actor=SUPERVISOR)
    assert moved.done == ()
    assert "乙" in moved.refused[issue]
    assert "2026-11-23 12:00" in moved.refused[issue]


def test_of_many_at_once_exactly_one_wins(down):
    *_, issue = down
    outcomes = []
    people = [Actor(f"用户{n}", Role.STAFF) for n in range(6)]
    threads = [
        Thread(target=lambda p=p: outcomes.append(transitions.report_fixed([issue], note="", actor=p)))
        for p in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(moved.done) for moved in outcomes) == [0, 0, 0, 0, 0, 1]
    assert sum(entry.action == "report" for entry in all_of(AuditEntry)) == 1


def test_one_refusal_does_not_undo_the_others():
    first, second = an_issue(), an_issue(state=IssueState.VERIFIED)
    moved = transitions.report_fixed([first, second, 999], note="", actor=STAFF)
    assert moved.done == (first,)
    assert set(moved.refused) == {second, 999}
    assert state(first) is IssueState.REPORTED


def test_what_only_a_person_can_see_a_person_verifies():
    issue = an_issue(source=IssueSource.INSPECTION)
    transitions.report_fixed([issue], note="已改", actor=STAFF)
    transitions.send_back([issue], reason="截图不符", actor=SUPERVISOR)
    assert state(issue) is IssueState.RETURNED
    transitions.report_fixed([issue], note="再改", actor=STAFF)
    transitions.verify([issue], actor=SUPERVISOR)
    assert state(issue) is IssueState.VERIFIED


def test_every_move_leaves_who_when_and_what():
    issue = an_issue()
    transitions.accept([issue], actor=STAFF)
    entry = all_of(AuditEntry)[-1]
    assert (entry.actor, entry.role, entry.action, entry.at) == ("乙", "staff", "accept", NOON)
    assert entry.changes == {"state": ["open", "accepted"]}


def test_a_waived_fault_opens_nothing_until_it_is_reopened(down):
    token, channel, issue = down
    transitions.waive([issue], reason="站点即将关停", actor=SUPERVISOR)
    recorded(token, a_report(channel, PROBLEM, at=later(5)))
    assert [found.state for found in all_of(Issue)] == [IssueState.WAIVED]
    assert transitions.reopen([issue], actor=SUPERVISOR).done == (issue,)
    recorded(token, a_report(channel, PROBLEM, at=later(6)))
    assert [found.state for found in all_of(Issue)] == [IssueState.OPEN]
    assert all_of(Finding)[0].state is FindingState.OPEN


def test_staff_do_not_waive(down):
    with pytest.raises(DomainError):
        transitions.waive([down[2]], reason="不想改", actor=STAFF)


def test_leaders_ask_for_no_check(down):
    with pytest.raises(DomainError):
        requests.ask_now(down[1], ["availability"], actor=LEADER)
    requests.ask_now(down[1], ["availability"], actor=STAFF)
    assert requests.open_requests() == [requests.PendingCheck(down[1], "availability")]


def test_a_dismissal_counts_as_a_rejection_in_the_precision_of_its_check(down):
    *_, issue = down
    transitions.dismiss([issue], reason="机房演练", until=NEXT_MONTH, actor=SUPERVISOR)
    (reported,) = review.precision()
    assert (reported.confirmed, reported.rejected, reported.share) == (0, 1, 0.0)
    assert [word.reason for word in all_of(FindingReview)] == ["机房演练"]


def test_a_dismissed_fault_speaks_again_when_its_evidence_changes(down):
    token, channel, issue = down
    transitions.dismiss([issue], reason="机房演练", until=NEXT_MONTH, actor=SUPERVISOR)
    recorded(token, a_report(channel, PROBLEM, at=later(5), failure=Failure.DNS))
    assert [issue.state for issue in all_of(Issue)] == [IssueState.DISMISSED, IssueState.OPEN]


def test_a_dismissal_that_is_undone_counts_no_longer(down):
    *_, issue = down
    transitions.dismiss([issue], reason="误报", until=NEXT_MONTH, actor=SUPERVISOR)
    transitions.reopen([issue], actor=SUPERVISOR)
    (reported,) = review.precision()
    assert (reported.rejected, reported.share) == (0, None)
    assert all_of(Finding)[0].dismissed_fingerprint is None


def test_a_waiver_says_nothing_against_the_check(down):
    *_, issue = down
    transitions.waive([issue], reason="已列入改造计划", actor=SUPERVISOR)
    assert all_of(FindingReview) == []
