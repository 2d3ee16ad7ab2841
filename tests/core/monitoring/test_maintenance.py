"""Maintenance windows: in Asia/Shanghai, over midnight, coming back; nothing is judged inside."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.outcome import Outcome
from core.monitoring import maintaining
from core.monitoring.maintaining import Plan
from core.monitoring.maintenance import covers, next_opening, opening
from db.models import CurrentState, DailyRollup, Finding, Maintenance, Probe, Repeat
from tests.rows import NOON, a_leader, a_report, a_website, all_of, recorded

STAFF = Actor("乙", Role.STAFF)


def shanghai(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.SHANGHAI).astimezone(UTC)


def window(**fields: object) -> Maintenance:
    given = {"repeats": Repeat.ONCE, "first_day": date(2026, 11, 20), "starts": time(23), "minutes": 120}
    return Maintenance(**{**given, "created_by": "乙", "created_at": NOON, "days": "", **fields})


@pytest.mark.parametrize(
    ("at", "inside"),
    [
        (shanghai(20, 22, 59), False),
        (shanghai(20, 23), True),
        (shanghai(21, 0, 59), True),
        (shanghai(21, 1), False),
        (shanghai(21, 23, 30), False),
    ],
)
def test_a_window_over_midnight_is_one_window(at: datetime, inside: bool):
    assert (opening(window(), at) is not None) is inside


def test_a_weekly_window_opens_on_its_days_and_ends_with_its_last_day():
    weekly = window(repeats=Repeat.WEEKLY, days="5,6", last_day=date(2026, 11, 27))
    opened = [day for day in range(16, 31) if opening(weekly, shanghai(day, 23, 30))]
    assert opened == [20, 21, 27]
    assert opening(weekly, shanghai(28, 0, 30)) == shanghai(27, 23)


def test_a_monthly_window_comes_back_on_its_day():
    monthly = window(repeats=Repeat.MONTHLY, days="20")
    assert next_opening(monthly, shanghai(21, 12)) == datetime(2026, 12, 20, 23, tzinfo=clock.SHANGHAI)


def test_a_window_of_two_days_is_open_on_the_third_morning():
    assert opening(window(minutes=2 * 24 * 60), shanghai(22, 22)) == shanghai(20, 23)


def test_a_window_without_channel_covers_every_channel_and_one_with_covers_its_own():
    assert covers([window()], 5, shanghai(20, 23))
    assert not covers([window(channel_id=4)], 5, shanghai(20, 23))


def test_inside_a_window_no_visit_counts_and_nothing_is_found(database):
    with clock.frozen(NOON):
        site, token = a_website(), a_leader(10**6)
        local = NOON.astimezone(clock.SHANGHAI)
        plan = Plan(site, Repeat.ONCE, local.date(), local.time(), 60, "机房割接")
        maintaining.announce(plan, actor=STAFF)
        for _ in range(4):
            recorded(token, a_report(site, Outcome.PROBLEM))
        assert not all_of(Finding)
        assert not all_of(DailyRollup)
        assert {probe.outcome for probe in all_of(Probe)} == {"exempt"}
        assert all_of(CurrentState)[0].outcome == "exempt"
    with clock.frozen(NOON + timedelta(hours=2)):
        for _ in range(4):
            recorded(token, a_report(site, Outcome.PROBLEM))
        assert len(all_of(Finding)) == 1


def test_a_window_does_not_clear_what_was_wrong_before_it(database):
    with clock.frozen(NOON):
        site, token = a_website(), a_leader(10**6)
        for _ in range(3):
            recorded(token, a_report(site, Outcome.PROBLEM))
        local = NOON.astimezone(clock.SHANGHAI)
        number = maintaining.announce(
            Plan(site, Repeat.ONCE, local.date(), local.time(), 60, "维护"), actor=STAFF
        )
        recorded(token, a_report(site, Outcome.OK))
        assert all_of(Finding)[0].resolved_at is None
        maintaining.call_off(number, actor=STAFF)
        recorded(token, a_report(site, Outcome.OK))
        assert all_of(Finding)[0].resolved_at is not None


def test_a_window_for_everything_needs_a_supervisor_and_a_reason_is_needed_always(database):
    plan = Plan(None, Repeat.DAILY, date(2026, 11, 20), time(2), 30, "")
    for actor, key in ((STAFF, "refusal.role"), (Actor("甲", Role.SUPERVISOR), "refusal.reason_missing")):
        with pytest.raises(DomainError) as refused:
            maintaining.announce(plan, actor=actor)
        assert refused.value.key == key
