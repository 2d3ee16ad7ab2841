"""One channel's file: who is responsible, what was seen, what was asked for."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.access.actor import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.outcome import Outcome
from core.issues.transitions import report_fixed
from core.monitoring import channel_checks
from core.registry.channel_file import cases, channel_file, events, trail
from db.engine import writing
from db.models import Channel, CheckRequest, DailyRollup, UnitLevel
from tests.rows import NOON, a_leader, a_report, a_unit, a_website, all_of, an_issue, recorded

CLERK = Actor("甲", Role.STAFF)
LEADER = Actor("乙", Role.LEADER)


def test_there_is_no_file_of_an_unknown_channel(database: Path) -> None:
    assert channel_file(7) is None


def test_the_grid_is_read_from_the_operator_upwards(database: Path) -> None:
    top = a_unit(name="区", level=UnitLevel.DISTRICT)
    middle = a_unit(name="局", level=UnitLevel.INDUSTRY, parent_id=top)
    file = channel_file(a_website(unit_id=a_unit(name="所", parent_id=middle)))
    assert file is not None
    assert [unit.name for unit in file.grid] == ["所", "局", "区"]


@pytest.mark.parametrize(
    ("fields", "checkable"), [({}, True), ({"url": ""}, False), ({"kind": "weibo", "url": ""}, True)]
)
def test_a_website_needs_an_address_to_be_checked_and_an_account_does_not(
    database: Path, fields: dict[str, str], checkable: bool
) -> None:
    file = channel_file(a_website(**fields))
    assert file is not None
    assert file.checkable is checkable


def test_the_last_visits_stand_in_the_order_of_time(database: Path) -> None:
    site, token = a_website(), a_leader()
    for minute, outcome in enumerate((Outcome.OK, Outcome.BLOCKED, Outcome.OK)):
        recorded(token, a_report(site, outcome, at=clock.now() + timedelta(minutes=minute)))
    assert [visit.outcome for visit in channel_checks.visits(site)] == ["ok", "blocked", "ok"]
    assert [visit.outcome for visit in channel_checks.visits(site, limit=2)] == ["blocked", "ok"]


@pytest.mark.parametrize(
    ("ok", "failed", "blocked", "level"),
    [
        (20, 0, 0, "ok"),
        (96, 4, 0, "some"),
        (95, 5, 0, "problem"),
        (0, 1, 0, "problem"),
        (0, 0, 3, "blocked"),
        (0, 0, 0, "none"),
    ],
)
def test_a_day_is_judged_by_the_share_that_fails_a_site(
    database: Path, ok: int, failed: int, blocked: int, level: str
) -> None:
    site = a_website()
    with clock.frozen(NOON):
        with writing() as session:
            session.add(
                DailyRollup(day=clock.today(), channel_id=site, ok=ok, failed=failed, blocked=blocked)
            )
        days = channel_checks.daily(site, days=3)
    assert [day.level for day in days] == ["none", "none", level]


def test_a_request_is_open_until_the_checker_answers(database: Path) -> None:
    site, token = a_website(), a_leader()
    channel_checks.check_now(site, actor=CLERK)
    pending = channel_checks.asked(site)
    assert {request.check for request in pending} >= {"availability", "home_freshness"}
    assert all(request.done_at is None for request in pending)
    recorded(token, a_report(site, Outcome.OK), confirming=True)
    answered = {request.check: request.outcome for request in channel_checks.asked(site)}
    assert answered["availability"] == "ok"
    assert answered["home_freshness"] is None


def test_asking_twice_does_not_make_two_requests(database: Path) -> None:
    site = a_website()
    channel_checks.check_now(site, actor=CLERK)
    before = len(all_of(CheckRequest))
    channel_checks.check_now(site, actor=CLERK)
    assert len(all_of(CheckRequest)) == before > 0


def test_the_rule_over_a_week_is_not_asked_for(database: Path) -> None:
    site = a_website()
    channel_checks.check_now(site, actor=CLERK)
    assert "availability_week" not in {request.check for request in channel_checks.asked(site)}


def test_a_leader_may_not_ask(database: Path) -> None:
    site = a_website()
    with pytest.raises(DomainError):
        channel_checks.check_now(site, actor=LEADER)
    assert channel_checks.asked(site) == ()


def test_the_trail_holds_what_was_done_to_the_channels_issues(database: Path) -> None:
    site = a_website()
    report_fixed([an_issue(channel_id=site)], note="已改", actor=CLERK)
    report_fixed([an_issue(channel_id=a_website())], note="别处", actor=CLERK)
    assert [(row.actor, row.action, row.reason) for row in trail(site)] == [("甲", "report", "已改")]


def test_every_channel_of_the_demonstration_can_be_opened(demo_database: Path) -> None:
    for channel in all_of(Channel):
        file = channel_file(channel.id)
        assert file is not None
        assert file.grid[-1].level is UnitLevel.DISTRICT
    closed = next(one for one in all_of(Channel) if one.registered == "closed" and one.kind == "website")
    assert [event.kind for event in events(closed.id)][-1] == "found"
    assert cases(closed.id)
