"""Many channels failing at once wait for a person."""

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.outcome import Outcome
from core.monitoring import due, flips
from db.models import CurrentState, Finding
from tests.rows import NOON, a_leader, a_report, a_website, all_of, recorded


@pytest.fixture
def outage(either_database):
    with clock.frozen(NOON):
        token = a_leader()
        channels = [a_website() for _ in range(10)]
        recorded(token, *[a_report(channel, Outcome.PROBLEM) for channel in channels[:6]])
        yield token, channels


def test_they_are_put_on_hold_above_the_share(outage):
    assert flips.hold_if_many(share=0.5, least=5)
    assert flips.on_hold_count() == 6
    assert due.suspected("availability") == []


def test_below_the_share_or_the_number_nothing_is_on_hold(outage):
    assert not flips.hold_if_many(share=0.7, least=5)
    assert not flips.hold_if_many(share=0.5, least=7)
    assert flips.on_hold_count() == 0


def test_what_is_on_hold_is_not_confirmed_by_further_sweeps(outage):
    token, channels = outage
    flips.hold_if_many(share=0.5, least=5)
    for _ in range(5):
        recorded(token, *[a_report(channel, Outcome.PROBLEM) for channel in channels[:6]])
    assert not all_of(Finding)


def test_a_site_that_answers_is_no_longer_on_hold(outage):
    token, channels = outage
    flips.hold_if_many(share=0.5, least=5)
    recorded(token, a_report(channels[0], Outcome.OK))
    assert flips.on_hold_count() == 5


def test_a_supervisor_lets_them_go_and_then_they_count(outage):
    token, channels = outage
    flips.hold_if_many(share=0.5, least=5)
    with pytest.raises(DomainError):
        flips.let_go(actor=Actor("乙", Role.STAFF))
    assert flips.let_go(actor=Actor("丙", Role.SUPERVISOR)) == 6
    recorded(token, *[a_report(channel, Outcome.PROBLEM) for channel in channels[:6]])
    assert len(all_of(Finding)) == 6
    assert {state.on_hold for state in all_of(CurrentState)} == {False}
