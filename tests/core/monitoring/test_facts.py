"""What the registry hands to a check beside the address."""

from datetime import timedelta

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.outcome import Outcome, Problem
from core.monitoring.due import named
from core.wording.editing import save
from core.wording.entry import Entry, WordList
from tests.rows import NOON, a_leader, a_report, a_website, recorded

SUPERVISOR = Actor("丙", Role.SUPERVISOR)
PAGE = "http://127.0.0.1/t1.html"


@pytest.fixture(autouse=True)
def _noon(either_database):
    with clock.frozen(NOON):
        yield


def seen(site: int, outcome: Outcome, check: str = "privacy", *problems: Problem):
    return a_report(site, outcome, check=check, failure=None, problems=problems)


def test_a_check_of_samples_learns_where_it_found_something():
    token, site = a_leader(10**7), a_website()
    recorded(token, seen(site, Outcome.PROBLEM, "privacy", Problem("id:1", PAGE)))
    assert named([site])[0].seen == {"privacy": (("id:1", PAGE),)}


def test_it_is_reported_for_a_while_after_it_was_mended():
    token, site = a_leader(10**7), a_website()
    recorded(token, seen(site, Outcome.PROBLEM, "privacy", Problem("id:1", PAGE)))
    recorded(token, seen(site, Outcome.OK))
    with clock.frozen(NOON + timedelta(days=8)):
        assert named([site])[0].seen
    with clock.frozen(NOON + timedelta(days=80)):
        assert not named([site])[0].seen


def test_a_check_of_the_whole_learns_nothing():
    token, site = a_leader(10**7), a_website()
    for _ in range(3):
        recorded(token, seen(site, Outcome.PROBLEM, "site_links", Problem("id:1", PAGE)))
    assert named([site])[0].seen == {}


def test_the_office_s_own_words_travel_with_the_channel():
    save(Entry(WordList.WRONG, "甲乙", "甲己"), actor=SUPERVISOR)
    assert [entry.phrase for entry in named([a_website()])[0].words] == ["甲乙"]
