"""Whether the facts are fresh: which websites count as late in the head of every page."""

from datetime import timedelta

import pytest

from core.common import clock
from core.common.outcome import Outcome
from core.common.settings import settings
from core.monitoring.health import health
from db.models import RegisteredState
from tests.rows import NOON, a_leader, a_report, a_website, recorded


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def test_late_are_the_watched_websites_that_were_not_visited_in_time():
    token = a_leader()
    fresh, late, _never = a_website(), a_website(), a_website()
    others = [
        a_website(registered=RegisteredState.CLOSED),
        a_website(url=""),
    ]
    old = NOON - timedelta(seconds=settings().availability_every_s * settings().late_after + 1)
    recorded(token, *(a_report(each, Outcome.OK) for each in (fresh, *others)))
    recorded(token, a_report(late, Outcome.OK, at=old))
    recorded(token, a_report(late, Outcome.OK, check="home_freshness"))
    state = health()
    assert (state["watched"], state["late"], state["checked_at"]) == (3, 2, NOON)
