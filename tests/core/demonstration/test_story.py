"""What the demonstration holds besides the figures of 2019, and what it must leave to the checker."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from core.lifecycle.rules import lifecycle_rules
from core.registry.kinds import kinds
from core.rules import rule_set
from db.demo.story import split, weekdays_after
from db.engine import reading
from db.models import (
    UNSETTLED,
    AuditEntry,
    Case,
    CaseState,
    CaseStep,
    Channel,
    ChannelEvent,
    CurrentState,
    DailyRollup,
    Finding,
    FindingState,
    Issue,
    IssueSource,
    IssueState,
    Probe,
    RegisteredState,
    StepState,
    Unit,
    WindowStat,
)
from tests.demonstration import DEMO_DAY

pytestmark = pytest.mark.usefixtures("demo_database")
YESTERDAY = DEMO_DAY - timedelta(days=1)


def rows(table: type[Any], *conditions: Any) -> list[Any]:
    with reading() as session:
        found = list(session.execute(select(table).where(*conditions)).scalars())
        session.expunge_all()
        return found


def test_what_the_checker_writes_is_left_to_it() -> None:
    assert [rows(table) for table in (Probe, CurrentState, WindowStat)] == [[], [], []]
    assert rows(Finding, col(Finding.state) != FindingState.RESOLVED) == []
    assert rows(Issue, col(Issue.finding_id).is_not(None), col(Issue.state).in_(UNSETTLED)) == []


def test_everything_in_it_is_marked_as_fictional() -> None:
    assert [unit.name for unit in rows(Unit) if "示例" not in unit.name] == []
    assert [channel.name for channel in rows(Channel) if "（示例）" not in channel.name] == []


def test_kinds_and_checks_are_those_the_product_knows() -> None:
    assert {channel.kind for channel in rows(Channel)} <= set(kinds())
    assert {issue.check for issue in rows(Issue) if issue.check} <= set(rule_set().check)


def test_every_demo_site_has_a_rollup_for_each_of_the_last_400_days_up_to_yesterday() -> None:
    found = rows(DailyRollup)

    assert Counter(one.channel_id for one in found) == dict.fromkeys(range(1, 19), 400)
    assert {one.day for one in found} == {YESTERDAY - timedelta(days=back) for back in range(400)}
    assert all(one.probes == one.ok + one.failed + one.suspect + one.blocked == 48 for one in found)


def test_most_sites_are_almost_always_there_and_a_few_are_weak() -> None:
    ok: dict[int, int] = defaultdict(int)
    judged: dict[int, int] = defaultdict(int)
    for one in rows(DailyRollup):
        ok[one.channel_id] += one.ok
        judged[one.channel_id] += one.ok + one.failed
    shares = [ok[channel] / judged[channel] for channel in ok]

    assert sum(share > 0.995 for share in shares) >= 14
    assert 1 <= sum(share < 0.99 for share in shares) <= 4
    assert sum(one.blocked for one in rows(DailyRollup)) > 100


def test_cases_are_under_way_in_every_state() -> None:
    open_cases = rows(Case, col(Case.ended_on).is_(None))

    assert {one.state for one in open_cases} == {
        CaseState.REQUESTED,
        CaseState.APPROVED,
        CaseState.ANNOUNCED,
        CaseState.SWITCHED_OFF,
    }
    leaving = {one.id for one in rows(Channel, col(Channel.registered) == RegisteredState.LEAVING)}
    assert {one.channel_id for one in open_cases if one.state < CaseState.SWITCHED_OFF} == leaving


def test_a_closed_case_has_every_step_in_order_and_took_its_channel_out_when_it_was_switched_off() -> None:
    steps: dict[int, list[CaseStep]] = defaultdict(list)
    for step in rows(CaseStep):
        steps[step.case_id].append(step)
    left = {event.case_id: event.day for event in rows(ChannelEvent, col(ChannelEvent.delta) == -1)}
    gone = rows(Case, col(Case.state).in_((CaseState.SWITCHED_OFF, CaseState.VERIFIED)))

    assert len(gone) > 136
    for case in gone:
        taken = [one for one in steps[case.id] if one.state is StepState.DONE]
        off = next(one for one in taken if one.key == "switched_off")
        assert [one.done_on for one in taken] == sorted(one.done_on for one in taken)
        assert left.pop(case.id) == off.done_on
        if case.state is CaseState.VERIFIED:
            assert len(taken) == len(steps[case.id])
            assert case.ended_on == taken[-1].done_on <= DEMO_DAY
    assert left == {}


def test_the_steps_of_a_case_are_those_of_the_rules() -> None:
    rules = lifecycle_rules()
    keys: dict[int, list[str]] = defaultdict(list)
    for step in sorted(rows(CaseStep), key=lambda one: one.place):
        keys[step.case_id].append(step.key)

    for case in rows(Case):
        assert keys[case.id] == [step.key for step in rules.kind[case.kind].step]


def test_registered_states_agree_with_the_events() -> None:
    running: Counter[int] = Counter()
    for event in rows(ChannelEvent):
        running[event.channel_id] += event.delta
    here = {RegisteredState.RUNNING, RegisteredState.LEAVING}

    for channel in rows(Channel):
        assert running[channel.id] == int(channel.registered in here), channel.name


def test_issues_of_the_last_two_years_keep_their_monthly_pace() -> None:
    since = DEMO_DAY - timedelta(days=24 * 30)
    months = Counter(
        one.opened_on.replace(day=1) for one in rows(Issue) if since < one.opened_on.replace(day=1)
    )
    del months[DEMO_DAY.replace(day=1)]

    assert len(months) >= 22
    assert all(25 <= many <= 66 for many in months.values())


def test_issues_come_from_every_source_and_stand_in_every_kind_of_state() -> None:
    recent = rows(Issue, col(Issue.opened_on) >= date(2024, 12, 1))
    states = Counter(one.state for one in recent)

    assert {one.source for one in rows(Issue)} == set(IssueSource)
    assert states[IssueState.VERIFIED] > 0.85 * len(recent)
    for state in (IssueState.OPEN, IssueState.ACCEPTED, IssueState.REPORTED, IssueState.DISMISSED):
        assert states[state] >= 1, state
    assert all(one.reason for one in recent if one.state in (IssueState.DISMISSED, IssueState.WAIVED))
    overdue = [one for one in recent if one.state in UNSETTLED and one.due_on < DEMO_DAY]
    assert 3 <= len(overdue) <= 15


def test_issue_numbers_go_up_with_the_day_of_opening_in_each_year() -> None:
    issues = sorted(rows(Issue), key=lambda one: one.number)

    assert [one.opened_on for one in issues] == sorted(one.opened_on for one in issues)
    assert all(one.number.startswith(f"{one.opened_on.year}-") and len(one.number) == 10 for one in issues)
    assert all(one.opened_on <= one.verified_on <= DEMO_DAY for one in issues if one.verified_on)


def test_nothing_happened_tomorrow() -> None:
    for table, column in ((ChannelEvent, "day"), (CaseStep, "done_on"), (Issue, "opened_on")):
        assert max(getattr(one, column) or DEMO_DAY for one in rows(table)) <= DEMO_DAY
    assert rows(AuditEntry)


def test_shares_add_up_exactly() -> None:
    assert split(10, [1, 1, 1]) == [3, 4, 3]
    assert sum(split(41_830_000, [0.1 + day % 7 for day in range(730)])) == 41_830_000


def test_weekdays_jump_over_the_weekend() -> None:
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)

    assert weekdays_after(friday, 1) == weekdays_after(saturday, 1) == date(2026, 11, 23)
    assert weekdays_after(friday, 10) == date(2026, 12, 4)
