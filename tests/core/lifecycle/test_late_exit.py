"""An exit that has happened is recorded in one step, with what it settles, and can be taken back."""

from datetime import date, timedelta

import pytest

from core.access import Actor, Role
from core.common import clock, stored_files
from core.common.errors import DomainError
from core.issues import transitions
from core.lifecycle import moves
from core.lifecycle.late_exit import Exit, record_exit, recorded_exit, take_back
from core.registry.documents import documents
from core.registry.history import channels_and_their_stay_agree
from db.engine import reading
from db.models import (
    AuditEntry,
    Channel,
    ChannelEvent,
    ChannelExit,
    EventKind,
    Issue,
    IssueState,
    RegisteredState,
)
from tests.core.lifecycle.papers import PDF, STAFF, SUPERVISOR, a_case, entered, registered
from tests.rows import NOON, a_website, all_of, an_issue

LEFT = date(2026, 11, 3)
PAPER = Exit(LEFT, "主管单位同意注销", paper="示例办函〔2026〕7号")
STATES = (IssueState.OPEN, IssueState.RETURNED, IssueState.REPORTED)


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


@pytest.fixture
def channel():
    with clock.frozen(NOON - timedelta(days=60)):
        return entered(a_website())


def states():
    return [issue.state for issue in sorted(all_of(Issue), key=lambda issue: issue.id)]


def agrees():
    with reading() as session:
        return channels_and_their_stay_agree(session) == []


def test_event_state_issues_and_trail_change_together(channel):
    for state in STATES:
        an_issue(channel_id=channel, state=state)
    an_issue(channel_id=channel, state=IssueState.VERIFIED)
    other = an_issue(channel_id=a_website())
    assert record_exit(channel, PAPER, actor=SUPERVISOR) == 3
    assert registered(channel) is RegisteredState.CANCELLED
    event = all_of(ChannelEvent)[-1]
    assert (event.kind, event.delta, event.day) == (EventKind.CANCELLED, -1, LEFT)
    assert states()[:4] == [IssueState.WAIVED] * 3 + [IssueState.VERIFIED]
    assert [issue.state for issue in all_of(Issue) if issue.id == other] == [IssueState.OPEN]
    waived = [entry for entry in all_of(AuditEntry) if entry.noun == "issue"]
    assert [(entry.action, entry.reason) for entry in waived] == [("waive", PAPER.ground)] * 3
    assert recorded_exit(channel).paper == PAPER.paper


def test_it_is_taken_back_whole(channel):
    for state in STATES:
        an_issue(channel_id=channel, state=state)
    events = len(all_of(ChannelEvent))
    record_exit(channel, PAPER, actor=SUPERVISOR)
    assert take_back(channel, actor=SUPERVISOR) == 3
    assert registered(channel) is RegisteredState.RUNNING
    assert states() == list(STATES)
    assert len(all_of(ChannelEvent)) == events
    assert agrees()
    assert recorded_exit(channel) is None
    with pytest.raises(DomainError) as why:
        take_back(channel, actor=SUPERVISOR)
    assert why.value.key == "case.refusal.exit_none"
    record_exit(channel, PAPER, actor=SUPERVISOR)
    assert [one.taken_back_at is None for one in all_of(ChannelExit)] == [False, True]


def test_an_issue_that_somebody_moved_since_stays_where_it_is(channel):
    first, second = an_issue(channel_id=channel), an_issue(channel_id=channel)
    record_exit(channel, PAPER, actor=SUPERVISOR)
    transitions.reopen([first], actor=SUPERVISOR)
    transitions.report_fixed([first], note="已整改", actor=STAFF)
    assert take_back(channel, actor=SUPERVISOR) == 1
    assert [issue.state for issue in all_of(Issue) if issue.id == first] == [IssueState.REPORTED]
    assert [issue.state for issue in all_of(Issue) if issue.id == second] == [IssueState.OPEN]


def test_a_file_is_kept_and_stands_among_the_documents(channel):
    record_exit(channel, Exit(LEFT, "停办", RegisteredState.CLOSED, file=PDF), actor=SUPERVISOR)
    (paper,) = documents(channel)
    assert paper.name == PDF.name
    assert recorded_exit(channel).data() == PDF.data
    assert stored_files.read(all_of(ChannelExit)[0].digest) == PDF.data
    assert registered(channel) is RegisteredState.CLOSED


def test_once_it_runs_again_there_is_nothing_to_take_back(channel):
    record_exit(channel, PAPER, actor=SUPERVISOR)
    moves.restore(channel, reason="恢复", actor=SUPERVISOR)
    with pytest.raises(DomainError):
        take_back(channel, actor=SUPERVISOR)
    assert (registered(channel), agrees()) == (RegisteredState.RUNNING, True)


def test_one_that_was_never_counted_leaves_without_an_event():
    channel = a_website()
    record_exit(channel, PAPER, actor=SUPERVISOR)
    assert (registered(channel), all_of(ChannelEvent)) == (RegisteredState.CANCELLED, [])
    take_back(channel, actor=SUPERVISOR)
    assert registered(channel) is RegisteredState.RUNNING


@pytest.mark.parametrize(
    ("what", "key"),
    [
        (Exit(LEFT, "注销"), "case.refusal.paper_missing"),
        (Exit(LEFT, "注销", paper="  "), "case.refusal.paper_missing"),
        (Exit(LEFT, " ", paper="1号"), "refusal.reason_missing"),
        (Exit(date(2026, 11, 24), "注销", paper="1号"), "case.refusal.exit_ahead"),
        (Exit(date(2025, 1, 1), "注销", paper="1号"), "case.refusal.before_last_event"),
        (Exit(LEFT, "整合", RegisteredState.MERGED, paper="1号"), "case.refusal.exit_state"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_changes(channel, what, key):
    an_issue(channel_id=channel)
    before = len(all_of(AuditEntry))
    with pytest.raises(DomainError) as why:
        record_exit(channel, what, actor=SUPERVISOR)
    assert why.value.key == key
    assert (registered(channel), states()) == (RegisteredState.RUNNING, [IssueState.OPEN])
    assert (len(all_of(AuditEntry)), all_of(ChannelExit)) == (before, [])


def test_a_case_under_way_and_one_already_gone_are_refused(channel):
    a_case(channel=channel)
    with pytest.raises(DomainError, match="C2026-0001"):
        record_exit(channel, PAPER, actor=SUPERVISOR)
    other = a_website(registered=RegisteredState.CLOSED)
    with pytest.raises(DomainError) as why:
        record_exit(other, PAPER, actor=SUPERVISOR)
    assert why.value.key == "case.refusal.gone_already"


@pytest.mark.parametrize("actor", [STAFF, Actor("甲", Role.LEADER)])
def test_only_supervisors_do_it(channel, actor):
    for move in (lambda: record_exit(channel, PAPER, actor=actor), lambda: take_back(channel, actor=actor)):
        with pytest.raises(DomainError):
            move()
    assert [one.registered for one in all_of(Channel)] == [RegisteredState.RUNNING]
