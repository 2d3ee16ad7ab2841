"""Visits that decide nothing neither confirm nor clear, in whatever order they come, in both databases."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access import Actor, Role
from core.common import clock
from core.common.outcome import Failure, Outcome, Problem
from core.monitoring import flips
from core.rules import rule_set
from db.models import CurrentState, Finding, FindingState, Issue, IssueState
from tests.rows import NOON, a_leader, a_report, a_website, all_of, recorded

OK, PROBLEM, BLOCKED, SUSPECT = Outcome.OK, Outcome.PROBLEM, Outcome.BLOCKED, Outcome.SUSPECT
GAPS = (timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=5), timedelta(hours=30))
Visits = list[tuple[datetime, Outcome]]
random_visits = st.lists(
    st.tuples(st.sampled_from(GAPS), st.sampled_from((OK, PROBLEM, PROBLEM, BLOCKED, BLOCKED, SUSPECT))),
    min_size=1,
    max_size=12,
)
on_each_database = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def shown_of(visits: Visits) -> Outcome:
    """What has to be shown, worked out from the visits that decide something since the last success."""
    lasts, needed = rule_set().suspicion_lasts("availability"), 1 + rule_set().confirmations("availability")
    failed: list[datetime] = []
    confirmed = False
    for at, outcome in visits:
        if outcome is OK:
            failed, confirmed = [], False
        elif outcome is PROBLEM and not confirmed:
            failed = [*failed, at] if failed and at - failed[0] <= lasts else [at]
            confirmed = len(failed) >= needed
    last_at, last = visits[-1]
    if confirmed:
        return PROBLEM
    return SUSPECT if failed and last_at - failed[0] <= lasts else last


def at_their_times(steps: list[tuple[timedelta, Outcome]]) -> Visits:
    at, visits = NOON, []
    for gap, outcome in steps:
        at += gap
        visits.append((at, outcome))
    return visits


def state_of(channel: int) -> CurrentState:
    (state,) = (row for row in all_of(CurrentState) if row.channel_id == channel)
    return state


@pytest.fixture
def token(either_database):
    with clock.frozen(NOON):
        yield a_leader(seconds=10_000_000)


@on_each_database
@given(steps=random_visits)
def test_the_state_shown_is_the_one_of_the_last_visits_that_decide(token, steps):
    channel, visits = a_website(), at_their_times(steps)
    for number, (at, outcome) in enumerate(visits, start=1):
        recorded(token, a_report(channel, outcome, at=at))
        expected = shown_of(visits[:number])
        assert state_of(channel).outcome == expected
        findings = [one.state for one in all_of(Finding) if one.channel_id == channel]
        assert (FindingState.OPEN in findings) == (expected is PROBLEM)


@on_each_database
@given(steps=st.lists(st.tuples(st.sampled_from(GAPS), st.sampled_from((PROBLEM, BLOCKED, SUSPECT)))))
def test_what_waits_for_a_person_waits_whatever_comes_but_an_answer(token, steps):
    channel = a_website()
    recorded(token, a_report(channel, PROBLEM, at=NOON))
    assert flips.hold_if_many(share=0, least=1)
    for at, outcome in at_their_times(steps):
        recorded(token, a_report(channel, outcome, at=at))
        assert state_of(channel).on_hold
    assert not [one for one in all_of(Issue) if one.channel_id == channel]
    recorded(token, a_report(channel, OK, at=NOON + timedelta(days=90)))
    assert not state_of(channel).on_hold


def test_a_dead_site_that_refuses_every_second_visit_is_a_problem_throughout(token):
    channel = a_website()
    for quarter in range(6):
        recorded(token, a_report(channel, PROBLEM, at=NOON + timedelta(minutes=quarter)))
    shown = []
    for quarter in range(96):
        outcome = BLOCKED if quarter % 2 else PROBLEM
        recorded(token, a_report(channel, outcome, at=NOON + timedelta(minutes=15 * (quarter + 1))))
        shown.append(state_of(channel).outcome)
    assert set(shown) == {PROBLEM}


def test_a_refused_visit_leaves_standing_why_the_site_is_down(token):
    channel = a_website()
    for minute in range(3):
        recorded(token, a_report(channel, PROBLEM, at=NOON + timedelta(minutes=minute), status=503))
    refused = a_report(channel, BLOCKED, at=NOON + timedelta(hours=1), failure=Failure.FIREWALL, status=403)
    recorded(token, refused)
    state = state_of(channel)
    assert (state.failure, state.status) == (Failure.REFUSED, 503)
    assert state.at == NOON + timedelta(hours=1)
    assert state.evidence["undecided"]["status"] == 403


def test_after_a_person_let_it_go_one_more_failure_counts(token):
    channel = a_website()
    recorded(token, a_report(channel, PROBLEM, at=NOON))
    flips.hold_if_many(share=0, least=1)
    recorded(token, a_report(channel, BLOCKED, at=NOON + timedelta(hours=1)))
    flips.let_go(actor=Actor("丙", Role.SUPERVISOR))
    recorded(token, a_report(channel, PROBLEM, at=NOON + timedelta(hours=2)))
    assert state_of(channel).outcome == PROBLEM


def wrong(channel: int, *keys: str, at: datetime, unsure: frozenset[str] = frozenset()):
    problems = tuple(Problem(key, f"http://127.0.0.1/{key}") for key in keys)
    outcome = PROBLEM if problems else SUSPECT if unsure else OK
    return a_report(channel, outcome, check="tags", at=at, problems=problems, unsure=unsure, failure=None)


@pytest.fixture
def leaking(token):
    """A website whose pages `a` and `b` show personal numbers, seen in two runs."""
    channel = a_website()
    for hour in range(2):
        recorded(token, wrong(channel, "a", "b", at=NOON + timedelta(hours=hour)))
    return channel


def open_keys() -> set[str]:
    return {one.key for one in all_of(Finding) if one.state is FindingState.OPEN}


def test_a_page_that_was_not_read_keeps_its_finding_and_the_red(token, leaking):
    recorded(token, wrong(leaking, at=NOON + timedelta(hours=3), unsure=frozenset({"a"})))
    assert open_keys() == {"a"}
    assert state_of(leaking).outcome == PROBLEM


def test_doubt_of_something_else_does_not_keep_what_is_mended(token, leaking):
    recorded(token, wrong(leaking, at=NOON + timedelta(hours=3), unsure=frozenset({"c"})))
    assert open_keys() == set()
    assert state_of(leaking).outcome == SUSPECT


@pytest.mark.parametrize("unsure", [{"a"}, {"a", "c"}, {"b"}])
def test_an_issue_is_not_verified_by_a_reading_that_missed_one_of_its_pages(token, leaking, unsure):
    reported(token, leaking)
    recorded(token, wrong(leaking, at=NOON + timedelta(hours=5), unsure=frozenset(unsure)))
    assert all_of(Issue)[0].state is IssueState.VERIFYING
    recorded(token, wrong(leaking, at=NOON + timedelta(hours=6), unsure=frozenset(unsure)))
    assert all_of(Issue)[0].state is IssueState.VERIFYING
    recorded(token, wrong(leaking, at=NOON + timedelta(hours=7)))
    assert all_of(Issue)[0].state is IssueState.VERIFIED


def test_an_issue_is_verified_when_all_its_pages_were_read(token, leaking):
    reported(token, leaking)
    recorded(token, wrong(leaking, at=NOON + timedelta(hours=5), unsure=frozenset({"c"})))
    assert all_of(Issue)[0].state is IssueState.VERIFIED


def reported(token, channel: int) -> None:
    from core.issues.transitions import report_fixed

    with clock.frozen(NOON + timedelta(hours=4)):
        report_fixed([all_of(Issue)[0].id], note="已删除", actor=Actor("乙", Role.STAFF))


def test_content_seen_once_is_forgotten_when_it_is_not_seen_again_in_time(token):
    channel = a_website()
    recorded(token, wrong(channel, "a", at=NOON))
    recorded(token, wrong(channel, "a", at=NOON + timedelta(days=40)))
    assert not all_of(Finding)
    recorded(token, wrong(channel, "a", at=NOON + timedelta(days=41)))
    assert open_keys() == {"a"}
