"""A case from consent to verified gone: what may be done, what may not, and what it does to the registry."""

from datetime import date, timedelta

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.outcome import Outcome
from core.lifecycle import moves, steps
from core.lifecycle.opening import Wanted, open_case, open_cases
from core.lifecycle.rules import lifecycle_rules
from core.lifecycle.steps import File
from core.lifecycle.suspension import suspended, suspension_reports
from db.engine import writing
from db.models import (
    AuditEntry,
    Case,
    CaseEvidence,
    CaseKind,
    CaseState,
    CaseStep,
    Channel,
    ChannelEvent,
    EventKind,
    RegisteredState,
    StepState,
)
from tests.core.lifecycle.papers import (
    PDF,
    STAFF,
    SUPERVISOR,
    a_case,
    an_account,
    entered,
    registered,
    waiting,
    walk,
)
from tests.rows import NOON, a_unit, a_website, all_of

LEADER = Actor("甲", Role.LEADER)


@pytest.fixture(autouse=True)
def noon(database):
    with clock.frozen(NOON):
        yield


def refused(key, move, *args, **named):
    with pytest.raises(DomainError) as why:
        move(*args, **named)
    assert why.value.key == f"case.refusal.{key}", str(why.value)
    assert str(why.value)


def test_opening_it_says_in_the_registry_that_the_channel_is_leaving():
    channel = entered(a_website())
    a_case(channel=channel)
    assert registered(channel) is RegisteredState.LEAVING
    (case,) = all_of(Case)
    assert (case.number, case.state, case.rule_version) == (
        "C2026-0001",
        CaseState.REQUESTED,
        "lifecycle-2026.1",
    )
    assert [step.key for step in all_of(CaseStep)] == [
        "consent", "archive", "request", "approval", "filed", "notice", "switched_off", "filings", "verified",
    ]  # fmt: skip
    assert sum(event.delta for event in all_of(ChannelEvent)) == 1


def test_every_step_has_a_working_day_by_which_it_is_due():
    a_case()
    days = [step.due_on for step in all_of(CaseStep)]
    assert days == sorted(days)
    assert all(day > clock.today() for day in days)
    assert (days[6] - days[5]).days > 30


def test_a_required_step_cannot_be_jumped():
    case = a_case()
    refused("jump", steps.take, case, "request", files=[PDF], actor=STAFF)
    assert {step.state for step in all_of(CaseStep)} == {StepState.WAITING}


def test_a_step_that_needs_a_paper_is_not_taken_without_one():
    case = a_case()
    refused("evidence_missing", steps.take, case, "consent", actor=STAFF)
    steps.take(case, "consent", files=[PDF], note="区教委党组会", actor=STAFF)
    step = all_of(CaseStep)[0]
    assert (step.state, step.actor, step.note, step.done_on) == (
        StepState.DONE, "乙", "区教委党组会", clock.today(),
    )  # fmt: skip
    assert [paper.name for paper in all_of(CaseEvidence)] == ["同意书.pdf"]


def test_papers_handed_in_before_count():
    case = a_case()
    steps.attach(case, "consent", [PDF], actor=STAFF)
    steps.take(case, "consent", actor=STAFF)
    assert waiting(case).key == "archive"


def test_what_the_supervising_unit_decides_staff_cannot():
    case = a_case()
    walk(case, "request")
    with pytest.raises(DomainError) as why:
        steps.take(case, "approval", files=[PDF], actor=STAFF)
    assert why.value.key == "refusal.role"


def test_a_supervisor_waives_a_step_with_a_reason_and_staff_do_not():
    case = a_case()
    with pytest.raises(DomainError):
        steps.waive(case, "consent", reason="已有批文", actor=STAFF)
    with pytest.raises(DomainError) as why:
        steps.waive(case, "consent", reason=" ", actor=SUPERVISOR)
    assert why.value.key == "refusal.reason_missing"
    steps.waive(case, "consent", reason="已有批文", actor=SUPERVISOR)
    assert waiting(case).key == "archive"
    assert all_of(AuditEntry)[-1].reason == "已有批文"


def test_switching_off_cannot_be_waived():
    case = a_case()
    walk(case, "notice")
    refused("not_waivable", steps.waive, case, "switched_off", reason="不必", actor=SUPERVISOR)


def test_the_site_stays_on_until_the_notice_is_over():
    channel = entered(a_website())
    case = a_case(channel=channel)
    walk(case, "notice")
    refused("notice_days", steps.take, case, "switched_off", actor=STAFF)
    assert registered(channel) is RegisteredState.LEAVING
    with clock.frozen(NOON + timedelta(days=lifecycle_rules().step(CaseKind.CLOSE, "notice").wait_days)):
        assert steps.take(case, "switched_off", actor=STAFF) is CaseState.SWITCHED_OFF
    assert registered(channel) is RegisteredState.CLOSED


@pytest.mark.parametrize(
    ("kind", "event", "state"),
    [
        (CaseKind.CLOSE, EventKind.CLOSED, RegisteredState.CLOSED),
        (CaseKind.MERGE, EventKind.MERGED, RegisteredState.MERGED),
        (CaseKind.MIGRATE, EventKind.MERGED, RegisteredState.MERGED),
    ],
)
def test_state_and_event_change_together_when_it_is_switched_off(kind, event, state):
    channel, portal = entered(a_website()), a_website()
    successor = {} if kind is CaseKind.CLOSE else {"successor_id": portal}
    case = a_case(kind, channel=channel, **successor)
    walk(case, "switched_off")
    last = all_of(ChannelEvent)[-1]
    assert (last.kind, last.delta, last.case_id) == (event, -1, case)
    assert registered(channel) is state
    assert all_of(Case)[0].ended_on is None


def test_a_case_ends_with_its_last_step():
    case = a_case(channel=entered(a_website()))
    walk(case, None)
    (one,) = all_of(Case)
    assert (one.state, one.ended_on is not None) == (CaseState.VERIFIED, True)
    assert sum(event.delta for event in all_of(ChannelEvent)) == 0


def test_nobody_verifies_by_hand_what_the_checker_verifies():
    case = a_case(channel=entered(a_website()))
    walk(case, "filings")
    refused("checker_verifies", steps.take, case, "verified", actor=SUPERVISOR)


def test_a_withdrawn_case_leaves_the_channel_running():
    channel = entered(a_website())
    case = a_case(channel=channel)
    walk(case, "approval")
    moves.withdraw(case, reason="恢复更新", actor=STAFF)
    assert registered(channel) is RegisteredState.RUNNING
    assert sum(event.delta for event in all_of(ChannelEvent)) == 1
    with pytest.raises(DomainError):
        steps.take(case, "filed", actor=SUPERVISOR)


def test_what_is_switched_off_is_not_withdrawn_but_may_run_again():
    channel = entered(a_website())
    case = a_case(channel=channel)
    walk(case, "switched_off")
    refused("too_late_to_withdraw", moves.withdraw, case, reason="改主意", actor=SUPERVISOR)
    with clock.frozen(NOON + timedelta(days=60)):
        moves.restore(channel, reason="区政府同意恢复", actor=SUPERVISOR)
    assert registered(channel) is RegisteredState.RUNNING
    assert [(event.kind, event.delta) for event in all_of(ChannelEvent)][-1] == (EventKind.REOPENED, 1)
    assert all_of(Case)[0].state is CaseState.WITHDRAWN


def test_a_channel_has_one_case_at_a_time():
    channel = a_website()
    a_case(channel=channel)
    refused("under_way", a_case, channel=channel)


def test_a_channel_that_left_has_no_further_case():
    channel = a_website(registered=RegisteredState.CLOSED)
    refused("gone_already", a_case, channel=channel)


def test_merging_needs_a_running_successor():
    channel, closed = a_website(), a_website(registered=RegisteredState.CLOSED)
    refused("successor_missing", a_case, CaseKind.MERGE, channel=channel)
    refused("successor_unfit", a_case, CaseKind.MERGE, channel=channel, successor_id=closed)
    refused("successor_unfit", a_case, CaseKind.MERGE, channel=channel, successor_id=channel)


def test_a_website_is_not_cancelled_and_an_account_not_closed():
    refused("kind", a_case, CaseKind.CANCEL, channel=a_website())
    refused("kind", a_case, CaseKind.CLOSE, channel=an_account())


def test_several_accounts_of_one_platform_are_cancelled_as_a_batch():
    accounts = [an_account(), an_account()]
    ids = open_cases(accounts, Wanted(CaseKind.CANCEL, "同平台重复"), actor=SUPERVISOR)
    assert {case.batch for case in all_of(Case)} == {"2026-11-23-1-weibo"}
    assert len({case.number for case in all_of(Case)}) == len(ids) == 2


def test_a_batch_of_two_platforms_opens_none():
    mixed = [an_account(), an_account(kind="app")]
    refused("batch_of_one_platform", open_cases, mixed, Wanted(CaseKind.CANCEL, "重复"), actor=SUPERVISOR)
    assert not all_of(Case)
    assert {channel.registered for channel in all_of(Channel)} == {RegisteredState.RUNNING}


def test_a_suspension_needs_an_end_and_counts_on_as_running():
    channel = entered(a_website())
    refused("ends_on", a_case, CaseKind.SUSPEND, channel=channel)
    case = a_case(CaseKind.SUSPEND, channel=channel, ends_on=clock.today() + timedelta(days=20))
    assert registered(channel) is RegisteredState.RUNNING
    walk(case, "suspended")
    assert registered(channel) is RegisteredState.SUSPENDED
    assert [one.days for one in suspended()] == [20]
    walk(case, "resumed")
    assert registered(channel) is RegisteredState.RUNNING
    assert sum(event.delta for event in all_of(ChannelEvent)) == 1


def test_a_suspension_past_its_day_alarms_until_it_ends():
    channel = a_website()
    case = a_case(CaseKind.SUSPEND, channel=channel, ends_on=clock.today() + timedelta(days=20))
    walk(case, "suspended")
    assert suspension_reports() == []
    with clock.frozen(NOON + timedelta(days=23)):
        (report,) = suspension_reports()
        assert (report.channel_id, report.outcome, report.evidence["age_days"]) == (
            channel,
            Outcome.PROBLEM,
            3,
        )
        moves.extend(case, ends_on=clock.today() + timedelta(days=5), reason="机房搬迁", actor=SUPERVISOR)
        assert suspension_reports() == []


def test_a_suspension_that_no_case_ends_alarms_too():
    channel = a_website(registered=RegisteredState.SUSPENDED)
    assert [(one.channel_id, one.outcome) for one in suspension_reports()] == [(channel, Outcome.PROBLEM)]


def test_staff_of_one_unit_keep_their_hands_off_the_others():
    ours, theirs = a_unit(), a_unit()
    clerk = Actor("丁", Role.STAFF, unit_id=ours)
    refused("other_unit", open_case, a_website(unit_id=theirs), Wanted(CaseKind.CLOSE, "x"), actor=clerk)
    below = a_unit(parent_id=ours)
    open_case(a_website(unit_id=below), Wanted(CaseKind.CLOSE, "停办"), actor=clerk)


def test_leaders_only_look():
    with pytest.raises(DomainError):
        open_case(a_website(), Wanted(CaseKind.CLOSE, "停办"), actor=LEADER)
    assert not all_of(Case)


def test_a_step_is_not_dated_before_the_one_before_or_tomorrow():
    case = a_case()
    steps.take(case, "consent", files=[PDF], actor=STAFF)
    for day in (clock.today() - timedelta(days=1), clock.today() + timedelta(days=1)):
        refused("day", steps.take, case, "archive", day=day, actor=STAFF)


def test_it_does_not_leave_before_it_came():
    channel = a_website()
    case = a_case(channel=channel)
    walk(case, "notice")
    with writing() as session:
        late = clock.today() + timedelta(days=45)
        session.add(ChannelEvent(channel_id=channel, day=late, kind=EventKind.OPENED, delta=1))
    with clock.frozen(NOON + timedelta(days=40)):
        refused("before_last_event", steps.take, case, "switched_off", actor=STAFF)
    assert registered(channel) is RegisteredState.LEAVING
    assert waiting(case).key == "switched_off"


@pytest.mark.parametrize(
    ("file", "key"),
    [
        (File("空.pdf", b""), "file_empty"),
        (File("脚本.pdf", b"MZ\x90\x00\x03"), "file_kind"),
        (File("网页.txt", b"<html><script>"), "file_kind"),
        (File("大.pdf", b"%PDF-" + b"0" * 20 * 1_048_576), "file_too_large"),
    ],
)
def test_a_paper_is_judged_by_what_is_in_it(file, key):
    case = a_case()
    refused(key, steps.take, case, "consent", files=[file], actor=STAFF)
    assert not all_of(CaseEvidence)


def test_a_case_of_the_past_is_opened_taken_and_closed_on_its_days():
    channel, asked, off = entered(a_website()), date(2026, 3, 2), date(2026, 5, 20)
    ident = a_case(channel=channel, opened_on=asked)
    case = next(one for one in all_of(Case) if one.id == ident)
    assert (case.opened_on, case.number[:5]) == (asked, "C2026")
    rules = lifecycle_rules().kind[CaseKind.CLOSE].step
    with pytest.raises(DomainError, match="2026-03-02"):
        steps.waive(ident, rules[0].key, actor=SUPERVISOR, reason="补录", day=asked - timedelta(days=1))
    for rule in rules:
        if rule.waivable:
            steps.waive(ident, rule.key, actor=SUPERVISOR, reason="补录", day=off)
        else:
            steps.take(ident, rule.key, actor=SUPERVISOR, files=[PDF], day=off)
    closed = next(one for one in all_of(Case) if one.id == ident)
    left = [one.day for one in all_of(ChannelEvent) if one.channel_id == channel and one.delta < 0]
    assert (closed.ended_on, left, registered(channel)) == (off, [off], RegisteredState.CLOSED)
    trail = [one.changes.get("happened_on") for one in all_of(AuditEntry) if one.noun == "case"]
    assert trail == [[None, "2026-03-02"], *[[None, "2026-05-20"]] * len(rules)]
    second = a_case(channel=entered(a_website()), opened_on=asked)
    with pytest.raises(DomainError, match="2026-03-02"):
        moves.withdraw(second, reason="另议", actor=SUPERVISOR, day=asked - timedelta(days=1))
    moves.withdraw(second, reason="另议", actor=SUPERVISOR, day=off)
    ended = next(one for one in all_of(Case) if one.id == second)
    assert (ended.ended_on, ended.state) == (off, CaseState.WITHDRAWN)
    with pytest.raises(DomainError):
        a_case(opened_on=clock.today() + timedelta(days=1))
