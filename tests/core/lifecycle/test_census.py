"""Censuses: who is asked, what units answer, what comes out."""

from datetime import date, timedelta

import pytest

from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.errors import DomainError
from core.jobs.views import view
from core.jobs.worker import claim, given_up
from core.lifecycle import census, jobs
from core.lifecycle.census import Campaign
from core.lifecycle.census_lists import by_unit, censuses, entries, found_total, units_of
from db.engine import writing
from db.models import AuditEntry, CensusResult, Channel, ChannelEvent, EventKind, RegisteredState
from tests.core.lifecycle.papers import STAFF, SUPERVISOR, an_account
from tests.rows import NOON, a_unit, a_website, all_of

YEAR = (date(2019, 1, 1), date(2019, 12, 31))


@pytest.fixture
def noon(database):
    with clock.frozen(NOON):
        yield


def begin(**scope):
    return census.start(Campaign("第一次普查", clock.today(), **scope), actor=SUPERVISOR)


def results(census_id):
    return {line.channel_id: line.result for line in entries(census_id).rows}


def test_the_three_censuses_of_2019_found_52_websites_and_283_accounts(demo_database):
    assert found_total(*YEAR) == type(found_total(*YEAR))(3, 52, 283)
    lines = [line for line in censuses() if line.day.year == 2019]
    assert sum(line.websites for line in lines) == 52
    assert sum(line.accounts for line in lines) == 283
    assert all(line.ended_on for line in lines)


def test_the_results_by_unit_add_up_to_the_census(demo_database):
    first = min(censuses(), key=lambda line: line.day)
    lines = by_unit(first.id, limit=1000).rows
    assert sum(line.found for line in lines) == first.websites + first.accounts == first.asked
    # The units above are offered too: choosing one means all below.
    assert {line.unit_id for line in lines} <= set(units_of(first.id))


def test_every_channel_that_has_not_left_is_asked_for(noon):
    running, leaving = a_website(), a_website(registered=RegisteredState.LEAVING)
    a_website(registered=RegisteredState.CLOSED)
    assert results(begin()) == dict.fromkeys((running, leaving), CensusResult.UNKNOWN)


def test_its_scope_may_be_kinds_and_units(noon):
    unit = a_unit()
    wanted = an_account(unit_id=unit)
    an_account(), a_website(unit_id=unit)
    assert set(results(begin(kinds=("weibo",), unit_ids=(unit,)))) == {wanted}


def test_units_confirm_miss_and_deny(noon):
    one, two, three, four = (a_website() for _ in range(4))
    campaign = begin()
    census.answer(campaign, [one], CensusResult.CONFIRMED, actor=STAFF)
    census.answer(campaign, [two], CensusResult.MISSING, note="机房已撤", actor=STAFF)
    census.answer(campaign, [three], CensusResult.DENIED, note="属卫健委", actor=STAFF)
    assert results(campaign) == {
        one: CensusResult.CONFIRMED, two: CensusResult.MISSING, three: CensusResult.DENIED,
        four: CensusResult.UNKNOWN,
    }  # fmt: skip
    (line,) = censuses()
    assert (line.asked, line.confirmed, line.missing, line.denied, line.unknown) == (4, 1, 1, 1, 1)
    assert found_total(clock.today(), clock.today()).websites == 1


def test_missing_and_denied_need_a_reason(noon):
    channel = a_website()
    with pytest.raises(DomainError) as why:
        census.answer(begin(), [channel], CensusResult.MISSING, actor=STAFF)
    assert why.value.key == "refusal.reason_missing"


def test_an_answer_can_be_changed_while_the_census_runs(noon):
    channel = a_website()
    campaign = begin()
    census.answer(campaign, [channel], CensusResult.CONFIRMED, actor=STAFF)
    census.answer(campaign, [channel], CensusResult.MISSING, note="看错了", actor=STAFF)
    assert results(campaign)[channel] is CensusResult.MISSING
    assert [entry.changes[all_of(Channel)[0].name] for entry in all_of(AuditEntry)[-2:]] == [
        ["unknown", "confirmed"], ["confirmed", "missing"],
    ]  # fmt: skip


def test_a_channel_nobody_knew_enters_the_registry_as_found(noon):
    campaign = begin()
    channel = census.add(
        campaign,
        {"name": "区图书馆微博", "kind": "weibo", "account": "qtsg"},
        unit_id=a_unit(),
        actor=SUPERVISOR,
    )
    assert results(campaign) == {channel: CensusResult.FOUND}
    assert [(event.kind, event.delta) for event in all_of(ChannelEvent)] == [(EventKind.FOUND, 1)]
    answered = census.answer(campaign, [channel], CensusResult.DENIED, note="x", actor=STAFF)
    assert answered.done == ()
    assert "区图书馆微博" in answered.refused[channel]


def test_after_its_end_nobody_answers_and_unknown_stays_unknown(noon):
    channel = a_website()
    campaign = begin()
    census.end(campaign, actor=SUPERVISOR)
    answered = census.answer(campaign, [channel], CensusResult.CONFIRMED, actor=STAFF)
    assert answered.done == ()
    assert "丙" in answered.refused[channel]
    assert results(campaign) == {channel: CensusResult.UNKNOWN}


def test_staff_of_one_unit_answer_only_for_theirs(noon):
    ours, theirs = a_unit(), a_unit()
    mine, other = a_website(unit_id=ours), a_website(unit_id=theirs)
    clerk = Actor("丁", Role.STAFF, unit_id=ours)
    answered = census.answer(begin(), [mine, other], CensusResult.CONFIRMED, actor=clerk)
    assert answered.done == (mine,)
    assert set(answered.refused) == {other}


def test_only_a_supervisor_begins_one(noon):
    with pytest.raises(DomainError):
        census.start(Campaign("普查", clock.today()), actor=STAFF)


def test_it_cannot_close_before_it_begins(noon):
    with pytest.raises(DomainError) as why:
        begin(closes_on=clock.today() - timedelta(days=1))
    assert why.value.key == "case.refusal.closes_before"


def test_starting_and_answering_are_jobs_done_once(either_database):
    with clock.frozen(NOON):
        sites = [a_website(registered=RegisteredState.RUNNING) for _ in range(4)]
        asked = jobs.ask_to_start(Campaign("普查", clock.today()), actor=SUPERVISOR, once="dialog")
        assert jobs.ask_to_start(Campaign("普查", clock.today()), actor=SUPERVISOR, once="dialog") == asked
        given_up(*claim())
        assert work_off() == 1
        ident = view(asked).values["census"]
        assert view(asked).values["count"] == 4
        answered = jobs.ask_to_answer(ident, [*sites[:3], 999], CensusResult.CONFIRMED, actor=SUPERVISOR)
        assert work_off() == 1
        assert view(answered).items == tuple(map(str, sites[:3]))
        assert len(view(answered).refused) == 1
        with pytest.raises(DomainError):
            jobs.ask_to_answer(ident, sites, CensusResult.DENIED, note=" ", actor=SUPERVISOR)
        census.end(ident, actor=SUPERVISOR)
        with pytest.raises(DomainError):
            jobs.ask_to_answer(ident, sites, CensusResult.CONFIRMED, actor=SUPERVISOR)
        with pytest.raises(DomainError):
            jobs.ask_to_start(Campaign("", clock.today()), actor=SUPERVISOR)


def test_a_census_of_the_past_asks_for_what_ran_then_and_ends_on_its_day(noon):
    then, later, gone = a_website(), a_website(), a_website(registered=RegisteredState.CLOSED)
    day = date(2026, 4, 1)
    with writing() as session:
        for channel, steps in (
            (then, ((date(2026, 1, 1), 1),)), (later, ((date(2026, 6, 1), 1),)),
            (gone, ((date(2026, 1, 1), 1), (date(2026, 5, 1), -1))),
        ):  # fmt: skip
            for on, delta in steps:
                kind = EventKind.FOUND if delta > 0 else EventKind.CLOSED
                session.add(ChannelEvent(channel_id=channel, day=on, kind=kind, delta=delta))
    ident = census.start(Campaign("春季普查", day), actor=SUPERVISOR)
    assert results(ident).keys() == {then, gone}
    with pytest.raises(DomainError, match="2026-04-01"):
        census.end(ident, actor=SUPERVISOR, day=date(2026, 3, 31))
    census.answer(ident, [then], CensusResult.CONFIRMED, actor=SUPERVISOR, day=date(2026, 4, 9))
    census.end(ident, actor=SUPERVISOR, day=date(2026, 4, 20))
    line = next(one for one in censuses() if one.id == ident)
    assert line.ended_on == date(2026, 4, 20)
    trail = [one.changes.get("happened_on") for one in all_of(AuditEntry) if one.noun == "census"]
    assert trail == [[None, "2026-04-01"], [None, "2026-04-09"], [None, "2026-04-20"]]
