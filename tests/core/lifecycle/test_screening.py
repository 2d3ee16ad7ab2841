"""Accounts to be closed: several of a unit on a platform, zombies, silent months; many cases in one go."""

from datetime import date, datetime, timedelta

import pytest

from core import jobs
from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.clock import SHANGHAI
from core.common.errors import DomainError
from core.lifecycle import closing_many, screening
from core.lifecycle.opening import Wanted, open_case
from core.lifecycle.screening import Filter, Screening, months_after, whole_months
from db.engine import writing
from db.models import AccountProof, Case, CaseKind, Channel, CurrentState, Job, RegisteredState
from tests.registry_files import SUPERVISOR
from tests.rows import a_unit, a_website, all_of

TODAY = date(2026, 11, 20)


@pytest.fixture
def today(either_database: object, monkeypatch: pytest.MonkeyPatch) -> date:
    noon = datetime(2026, 11, 20, 12, tzinfo=SHANGHAI)
    monkeypatch.setattr(clock, "now", lambda: noon)
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return TODAY


def an_account(name: str, last: date | None = None, seen: date = TODAY, **fields) -> int:
    ident = a_website(**{"name": name, "kind": "wechat_subscription", "url": "", **fields})
    if last is not None:
        at = datetime(seen.year, seen.month, seen.day, 9, tzinfo=SHANGHAI)
        with writing() as session:
            session.add(AccountProof(channel_id=ident, last_post_on=last, actor="某", at=at))
    return ident


def names(found: Screening) -> list[str]:
    return [one.name for one in found.listed]


def unchecked(found: Screening) -> set[str]:
    return {one.name for one in found.unchecked}


@pytest.mark.parametrize(
    ("last", "seen", "months"),
    [
        (date(2026, 8, 31), date(2026, 11, 1), 2),
        (date(2026, 8, 1), date(2026, 10, 31), 1),
        (date(2026, 10, 1), date(2026, 11, 30), 0),
        (date(2025, 12, 31), date(2026, 3, 1), 2),
    ],
)
def test_only_whole_months_count(last, seen, months):
    assert whole_months(last, seen) == months


def test_a_month_later_is_the_same_day_or_the_last():
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert months_after(date(2026, 9, 15), 3) == date(2026, 12, 15)
    assert months_after(date(2027, 11, 30), 3) == date(2028, 2, 29)


def test_zombies_are_those_that_were_seen_silent_and_nobody_else(today):
    an_account("僵尸号", date(2026, 8, 19))
    an_account("刚好三个月", date(2026, 8, 20))
    an_account("在更新", date(2026, 11, 18))
    an_account("从未查看")
    # Seen long ago and silent then: it may have posted since.
    an_account("久未查看", date(2026, 5, 1), seen=date(2026, 9, 1))
    # Seen long ago, but with a post so late that it cannot be one.
    an_account("以前查看还在更新", date(2026, 9, 30), seen=date(2026, 9, 30))
    an_account("客户端", date(2026, 1, 1), kind="app")
    an_account("已注销号", date(2026, 1, 1), registered=RegisteredState.CANCELLED)
    found = screening.zombies()
    assert names(found) == ["僵尸号"]
    assert unchecked(found) == {"从未查看", "久未查看"}
    assert found.checked == 4


def test_silent_months_are_two_lists_that_do_not_overlap(today):
    an_account("一个月", date(2026, 9, 10))
    an_account("两个月", date(2026, 8, 31))
    an_account("三个月", date(2026, 7, 31))
    an_account("半年", date(2026, 5, 1))
    assert names(screening.silent(2)) == ["两个月"]
    assert names(screening.silent(3)) == ["半年", "三个月"]


def test_a_machine_and_a_person_are_heard_and_the_later_look_counts(today):
    ident = an_account("机器可读", date(2026, 6, 1), seen=date(2026, 10, 25))
    now = clock.now()
    evidence = {"how": "feed", "newest": "2026-11-10", "age_days": 9}
    with writing() as session:
        session.add(
            CurrentState(channel_id=ident, check="account_freshness", outcome="ok", at=now, since=now,
                         evidence=evidence)
        )  # fmt: skip
    assert names(screening.zombies()) == []
    with writing() as session:
        row = session.get_one(CurrentState, (ident, "account_freshness"))
        row.evidence = {**evidence, "newest": "2026-07-01", "age_days": 141}
    [found] = screening.zombies().listed
    assert (found.last_post_on, found.seen_on, found.by_machine) == (
        date(2026, 7, 1),
        date(2026, 11, 19),
        True,
    )


def test_several_accounts_of_a_unit_on_one_platform(today):
    one, other = a_unit(name="甲局"), a_unit(name="乙局")
    an_account("甲订阅号", unit_id=one)
    an_account("甲服务号", kind="wechat_service", unit_id=one)
    an_account("甲微博", kind="weibo", unit_id=one)
    an_account("乙订阅号", unit_id=other)
    an_account("甲旧号", unit_id=one, registered=RegisteredState.CANCELLED)
    found = screening.several()
    # A subscription and a service account are both of WeChat.
    assert set(names(found)) == {"甲订阅号", "甲服务号"}
    assert [len(row.beside) for row in found.listed] == [1, 1]
    assert names(screening.several(Filter(unit_id=other))) == []


def test_many_cases_are_opened_once_each_and_taken_back_together(today):
    unit = a_unit(name="甲局")
    staying = an_account("留下", date(2026, 11, 19), unit_id=unit)
    dead = [an_account(f"僵尸{n}", date(2026, 3, 1), unit_id=unit) for n in range(2)]
    elsewhere = an_account("乙微博", date(2026, 3, 1), kind="weibo")
    open_case(dead[0], Wanted(CaseKind.CANCEL, "早已立项"), actor=SUPERVISOR)
    chosen = [*dead, elsewhere]
    proposed = {one.name: one for one in closing_many.preview(chosen, actor=SUPERVISOR)}
    assert "C2026-0001" in str(proposed["僵尸0"].why)
    assert (proposed["僵尸1"].successor, proposed["僵尸1"].leaves_none) == ("留下", False)
    assert (proposed["乙微博"].successor_id, proposed["乙微博"].leaves_none) == (None, True)
    job = closing_many.ask_to_close(chosen, reason="僵尸账号", actor=SUPERVISOR)
    work_off()
    cases = {one.channel_id: one for one in all_of(Case)}
    assert len(cases) == 3
    assert (cases[dead[1]].successor_id, cases[elsewhere].successor_id) == (staying, None)
    assert cases[dead[1]].batch.endswith("wechat_subscription")
    assert [row.case for row in screening.zombies(Filter(case="with")).listed] != []
    again = closing_many.ask_to_close(chosen, reason="僵尸账号", actor=SUPERVISOR)
    work_off()
    assert len(all_of(Case)) == 3
    assert again != job
    jobs.undo(job, actor=SUPERVISOR)
    work_off()
    open_cases = [one.channel_id for one in all_of(Case) if one.ended_on is None]
    assert open_cases == [dead[0]]
    states = {one.id: one.registered for one in all_of(Channel)}
    assert states[elsewhere] is RegisteredState.RUNNING
    assert {one.state.value for one in all_of(Job)} == {"done"}


def test_nothing_without_a_reason_or_a_choice_or_the_role(today):
    ident = an_account("僵尸", date(2026, 3, 1))
    for ids, reason, role in (([], "x", Role.STAFF), ([ident], " ", Role.STAFF), ([ident], "x", Role.LEADER)):
        with pytest.raises(DomainError):
            closing_many.ask_to_close(ids, reason=reason, actor=Actor("某", role))
    assert all_of(Case) == []


def test_a_new_day_of_looking_is_needed_after_a_month(today, monkeypatch):
    an_account("僵尸号", date(2026, 3, 1), seen=TODAY - timedelta(days=31))
    assert names(screening.zombies()) == ["僵尸号"]
    monkeypatch.setattr(clock, "today", lambda: TODAY + timedelta(days=1))
    assert names(screening.zombies()) == []
    assert unchecked(screening.zombies()) == {"僵尸号"}
