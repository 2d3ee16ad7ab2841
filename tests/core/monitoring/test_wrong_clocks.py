"""Stamps in the future mean that a clock was wrong, never that something is fresh. In both databases."""

import logging
from datetime import timedelta

import pytest

from core.access import Actor, Role
from core.access.actor import CHECKER
from core.common import clock
from core.common.outcome import Outcome
from core.monitoring import crawl_due, crawling, crawls, due, lease, requests
from core.monitoring.health import health
from core.reminders import outbox, recipients
from core.rules import rule_set
from core.rules.rectification import rectification_rules
from db.engine import writing
from db.models import Crawl, CrawlState, CurrentState
from tests.rows import NOON, a_leader, a_report, a_website, all_of, recorded

AHEAD = [timedelta(seconds=70), timedelta(hours=9), timedelta(days=400)]


@pytest.fixture
def noon(database):
    with clock.frozen(NOON):
        yield


@pytest.fixture
def either_noon(either_database):
    with clock.frozen(NOON):
        yield


def stamped(**values):
    """Write the lease row anew, as a holder with a wrong clock leaves it."""
    with writing() as session:
        row = session.get(lease.Lease, lease.NAME)
        for name, value in values.items():
            setattr(row, name, value)


@pytest.mark.parametrize("ahead", AHEAD)
def test_a_lease_taken_under_a_clock_that_ran_ahead_is_nobodys(either_database, ahead, caplog):
    lease.take("dead", seconds=60)
    row = all_of(lease.Lease)[0]
    stamped(heartbeat_at=row.heartbeat_at + ahead, expires_at=row.expires_at + ahead)
    assert lease.holder() is None
    with caplog.at_level(logging.WARNING):
        taken = lease.take("new", seconds=60)
    assert taken is not None
    assert "dead" in caplog.text
    assert lease.renew(taken, seconds=60)
    assert lease.holder().owner == "new"


def test_an_expiry_alone_in_the_future_is_no_live_lease_either(either_database):
    lease.take("dead", seconds=60)
    stamped(expires_at=all_of(lease.Lease)[0].expires_at + timedelta(days=400))
    assert lease.holder() is None
    assert lease.take("new", seconds=60) is not None


def test_a_live_lease_stays_its_holders_whatever_batches_it_writes(noon):
    token = lease.take("first", seconds=600)
    for minute in range(9):
        with clock.frozen(NOON + timedelta(minutes=minute)):
            recorded(token)
            assert lease.holder() is not None
            assert lease.take("second", seconds=60) is None


def test_a_holder_whose_clock_was_set_back_renews_at_the_new_time(noon):
    token = lease.take("first", seconds=60)
    with clock.frozen(NOON - timedelta(days=2)):
        assert lease.renew(token, seconds=60)
        assert lease.take("second", seconds=60) is None
    with clock.frozen(NOON - timedelta(days=2, minutes=-2)):
        assert lease.take("second", seconds=60) is not None


@pytest.mark.parametrize("ahead", AHEAD)
def test_what_was_checked_in_the_future_is_due_now(either_noon, ahead):
    token, channel = a_leader(), a_website()
    for check in ("availability", "home_freshness"):
        recorded(token, a_report(channel, Outcome.OK, check=check, at=NOON + ahead))
    every = timedelta(days=1)
    assert [one.channel_id for one in due.overdue("availability", every=every)] == [channel]
    assert [one.channel_id for one in due.overdue_any(["home_freshness"], every=every)] == [channel]


def test_a_suspicion_of_the_future_is_looked_at_now(either_noon):
    token, channel = a_leader(), a_website()
    recorded(token, a_report(channel, Outcome.PROBLEM, at=NOON + timedelta(days=400)))
    with writing() as session:
        session.get(CurrentState, (channel, "availability")).confirm_at = NOON + timedelta(days=400)
    assert [one.channel_id for one in due.suspected("availability")] == [channel]


def test_health_tells_of_stamps_in_the_future_until_they_are_made_again(either_noon):
    token, wrong, right = a_leader(), a_website(), a_website()
    recorded(token, a_report(right, Outcome.OK))
    recorded(token, a_report(wrong, Outcome.OK, at=NOON + timedelta(days=400)))
    state = health()
    assert (state["status"], state["ahead"], state["late"], state["age_s"]) == ("late", 1, 1, 0)
    recorded(token, a_report(wrong, Outcome.OK))
    assert (health()["status"], health()["ahead"]) == ("ok", 0)


def test_a_whole_site_asked_for_in_the_future_is_asked_for_again(either_noon):
    token, channel = a_leader(), a_website()
    rules = rule_set()
    with clock.frozen(NOON + timedelta(days=400)):
        number = crawls.ask_one(channel, actor=CHECKER)
        crawling.take(token, at_once=9, mine=[])
        crawling.give_up(token, number, "down")
    requests.ask_now(channel, ["site_links"], actor=CHECKER)
    assert crawl_due.ask_for_due(rules) == 1
    assert {one.state for one in all_of(Crawl)} == {CrawlState.FAILED, CrawlState.WAITING}


@pytest.mark.parametrize("ahead", [timedelta(days=30), timedelta(days=400)])
def test_a_check_asked_for_in_the_future_is_made_now_and_only_once(either_noon, ahead):
    token, channel = a_leader(), a_website()
    with clock.frozen(NOON + ahead):
        requests.ask_now(channel, ["availability"], actor=CHECKER)
    assert [one.check for one in requests.open_requests()] == ["availability"]
    assert requests.pending_for(channel) == 1
    recorded(token, a_report(channel, Outcome.OK))
    assert requests.open_requests() == []


def test_a_second_look_that_is_planned_waits_for_its_day(either_noon):
    channel = a_website()
    with writing() as session:
        later = NOON + timedelta(days=rectification_rules().again.after_days)
        requests.ask(session, channel_id=channel, check="availability", actor=CHECKER, at=later)
    assert requests.open_requests() == []
    with clock.frozen(NOON + timedelta(days=rectification_rules().again.after_days)):
        assert len(requests.open_requests()) == 1


@pytest.mark.parametrize("ahead", [timedelta(days=3), timedelta(days=400)])
def test_a_message_queued_or_reserved_in_the_future_leaves_now(either_noon, ahead):
    chief = Actor("监管员", Role.SUPERVISOR)
    person = recipients.save(recipients.Person("张三"), actor=chief)
    way = recipients.add_way(person, "wecombot", {"token": "693a91f6"}, actor=chief)
    with clock.frozen(NOON + ahead):
        outbox.test(way, actor=chief)
        first = outbox.take()
    assert first is not None
    taken = outbox.take()
    assert taken is not None
    assert taken.id == first.id
    with clock.frozen(NOON + ahead):
        assert outbox.begin(taken)
    assert outbox.give_up_lost() == 1
