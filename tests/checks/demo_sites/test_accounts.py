"""The demonstration's accounts as the demo sites show them, and what the checker makes of each address."""

from datetime import timedelta

import pytest

from checks.demo_sites.in_process import DemoSites
from checks.fetch import Limits
from checks.rules import account_freshness
from checks.work import Work, perform
from core.common.outcome import Failure, Outcome
from core.demonstration.fill import fill
from core.monitoring.due import overdue_accounts
from core.rules import rule_set
from db.demo.accounts import silent_days
from db.models import Channel, RegisteredState
from tests.rows import all_of

RULES = rule_set()
NAME = account_freshness.NAME


@pytest.fixture(scope="module")
def demo():
    with DemoSites(faults={}) as served:
        yield served


def reports(demo: DemoSites):
    """Every account of the demonstration, looked at in the running demo sites."""
    fill(demo_port=demo.base_port)
    codes = {one.id: one for one in all_of(Channel)}
    ports = f"127.0.0.1:{demo.base_port}-{demo.base_port + 60}"
    limits = Limits(timeout_s=20.0, allowed_private=(ports,))
    for target in overdue_accounts(NAME, every=timedelta(days=1)):
        yield codes[target.channel_id], target, perform(Work(NAME, target, limits), RULES)


def test_every_account_of_the_demonstration_is_as_fresh_as_the_story_says(demo_database, demo):
    public = [(one, report) for one, target, report in reports(demo) if target.url]
    assert {report.outcome for _, report in public} == {Outcome.OK, Outcome.PROBLEM}
    for one, report in public:
        silent = silent_days(one.code) > RULES.account_freshness.window_days
        assert (report.outcome is Outcome.PROBLEM) is silent, one.url


def test_those_nobody_can_read_rest_on_a_person_s_word(demo_database, demo):
    hidden = [(target, report) for _, target, report in reports(demo) if not target.url]
    assert {report.failure for _, report in hidden} >= {None, Failure.NO_FEED, Failure.NO_PROOF}
    assert all(target.proof for target, report in hidden if report.outcome is Outcome.OK)


def test_every_kind_of_address_is_in_use(demo_database):
    kinds = {one.url.rpartition("/")[2] for one in all_of(Channel) if "/account/" in one.url}
    assert kinds == {"rss.xml", "atom.xml", "feed.json", "page.html", "store.html"}
    left = [
        one for one in all_of(Channel) if one.kind != "website" and one.registered > RegisteredState.SUSPENDED
    ]
    assert left
    assert not any(one.url for one in left)
