"""No request hides another: not by number, not by kind, not by failing again and again."""

from datetime import timedelta

import pytest

from core.access.actor import CHECKER
from core.common import clock
from core.common.errors import DomainError
from core.common.outcome import Outcome
from core.monitoring import crawl_due, crawling, crawls, requests
from core.monitoring.crawl_work import beside
from core.rules import rule_set
from db.models import CheckRequest, RegisteredState
from tests.rows import NOON, a_leader, a_report, a_website, all_of, recorded


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def ask(channel: int, *checks: str) -> None:
    requests.ask_now(channel, checks, actor=CHECKER)


def test_many_requests_for_one_check_are_one_turn():
    first, second = a_website(), a_website()
    for _ in range(30):
        ask(first, "footer")
    ask(second, "footer")
    assert [pending.channel_id for pending in requests.open_requests(limit=2)] == [first, second]


def test_readings_of_whole_sites_hide_no_check_of_availability():
    channels = [a_website() for _ in range(12)]
    for channel in channels:
        ask(channel, *beside())
    ask(channels[-1], "availability")
    waiting = requests.open_requests(limit=10)
    assert [(pending.channel_id, pending.check) for pending in waiting] == [(channels[-1], "availability")]


def test_kinds_of_checks_take_turns():
    channels = [a_website() for _ in range(12)]
    for channel in channels:
        ask(channel, "links", "privacy")
    ask(channels[-1], "availability")
    waiting = requests.open_requests(limit=5)
    assert {pending.check for pending in waiting} == {"links", "privacy", "availability"}
    assert [pending.channel_id for pending in waiting if pending.check == "links"] == channels[:2]


def test_what_nobody_can_fulfil_comes_after_the_others():
    stuck = [a_website() for _ in range(6)]
    for channel in stuck:
        ask(channel, "footer")
    last = a_website()
    ask(last, "footer")
    seen, after = [], {}
    for _ in range(3):
        waiting = requests.open_requests(limit=3, after=after)
        seen += [pending.channel_id for pending in waiting]
        after = {pending.check: pending.id for pending in waiting}
    assert seen[:7] == [*stuck, last]
    assert seen[7:] == stuck[:2]


def test_failed_readings_of_whole_sites_do_not_hide_the_next():
    token, rules = a_leader(), rule_set()
    for _ in range(crawl_due.AT_ONCE + 5):
        channel = a_website(registered=RegisteredState.CLOSED)
        ask(channel, "site_links")
    for _ in range(crawl_due.AT_ONCE):
        ask(a_website(), "site_links")
    assert crawl_due.ask_for_due(rules) == crawl_due.AT_ONCE
    newest = a_website()
    ask(newest, "site_links")
    for job in crawling.take(token, at_once=crawl_due.AT_ONCE, mine=[]):
        crawling.give_up(token, job.id, "down")
    with clock.frozen(NOON + timedelta(minutes=1)):
        assert crawl_due.ask_for_due(rules) >= 1
        with pytest.raises(DomainError):
            crawls.ask_one(newest, actor=CHECKER)


def test_a_reading_that_failed_answers_what_was_asked_of_it():
    token, channel = a_leader(), a_website()
    ask(channel, "site_links", "availability")
    number = crawls.ask_one(channel, actor=CHECKER)
    crawling.take(token, at_once=1, mine=[])
    crawling.give_up(token, number, "down")
    answers = {one.check: one.outcome for one in all_of(CheckRequest)}
    assert answers == {"site_links": Outcome.BLOCKED, "availability": None}
    recorded(token, a_report(channel, Outcome.OK))
    assert all(one.done_at for one in all_of(CheckRequest))
