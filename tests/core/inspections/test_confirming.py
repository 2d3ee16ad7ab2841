"""What the machine found broken is taken over at once: issues once, progress one by one, and taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core import jobs
from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.errors import DomainError
from core.common.outcome import Outcome
from core.inspections import making, marking, results
from core.inspections.confirming import ask_to_confirm, confirm, take_back, unconfirmed
from core.inspections.drawing import Scope
from core.inspections.marking import Seen
from core.issues import transitions
from core.notices.scope import issues_of
from core.rules.results import Found
from db.models import ChannelEvent, EventKind, Issue, IssueState, JudgedAs
from tests.rows import NOON, _add, a_leader, a_report, a_website, all_of, recorded

STAFF, SUPERVISOR, LEADER = (
    Actor("乙", Role.INSPECTOR), Actor("丙", Role.SUPERVISOR), Actor("丁", Role.LEADER)
)  # fmt: skip


@pytest.fixture(autouse=True)
def noon(database: Path) -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def an_inspection_of_broken(count: int, *checks: str) -> int:
    token = a_leader()
    for _ in range(count):
        site = a_website()
        _add(ChannelEvent(channel_id=site, day=clock.today(), kind=EventKind.FOUND, delta=1))
        for check in checks:
            for _ in range(3):
                recorded(token, a_report(site, Outcome.PROBLEM, check=check))
    return making.start("四季度自查", Scope(), actor=SUPERVISOR)


def test_all_that_the_machine_found_is_taken_over_and_joins_its_issues() -> None:
    inspection = an_inspection_of_broken(3, "availability_week", "home_freshness")
    before = [issue.id for issue in all_of(Issue)]
    assert len(unconfirmed(inspection)) == len(before) == 6
    assert len(confirm(inspection, actor=STAFF).lines) == 6
    assert [issue.id for issue in all_of(Issue)] == before
    assert results.issues(inspection).total == results.heads(inspection)[0].issues == 6
    assert issues_of(inspection) == tuple(before)
    assert unconfirmed(inspection) == ()


def test_an_inspectors_own_word_is_left_as_it_is() -> None:
    inspection = an_inspection_of_broken(1, "availability_week", "home_freshness")
    (channel,) = results.checked(inspection)
    marking.mark(channel.row_id, [Seen("V-W3")], JudgedAs.EXEMPT, note="已报备停更", actor=SUPERVISOR)
    assert [indicator for _, indicator, _ in confirm(inspection, actor=STAFF).lines] == ["V-W2"]
    found = {line.indicator: line.found for line in results.checklist(channel.row_id)}
    assert (found["V-W2"], found["V-W3"]) == (Found.FAILED, Found.EXEMPT)
    assert results.issues(inspection).total == 1


def test_as_a_job_it_is_counted_and_taken_back_line_by_line() -> None:
    inspection = an_inspection_of_broken(2, "home_freshness")
    job = ask_to_confirm(inspection, actor=STAFF)
    work_off()
    assert unconfirmed(inspection) == ()
    (seen,) = jobs.views("inspections", actor=STAFF)
    assert (seen.done, seen.total, len(seen.items)) == (2, 2, 2)
    jobs.undo(job, actor=STAFF)
    work_off()
    assert len(unconfirmed(inspection)) == 2
    with pytest.raises(DomainError):
        ask_to_confirm(inspection, actor=LEADER)


def test_taking_it_back_removes_the_marks_and_leaves_the_checkers_issues() -> None:
    inspection = an_inspection_of_broken(2, "home_freshness")
    confirmed = confirm(inspection, actor=STAFF)
    assert take_back(confirmed, actor=STAFF).refused == ()
    assert len(unconfirmed(inspection)) == 2
    assert results.issues(inspection).total == 0
    assert {issue.state for issue in all_of(Issue)} == {IssueState.OPEN}


def test_an_issue_it_opened_itself_is_set_aside_unless_work_began() -> None:
    inspection = an_inspection_of_broken(2, "home_freshness")
    for issue in all_of(Issue):
        transitions.waive([issue.id], reason="另行处理", actor=SUPERVISOR)
    confirmed = confirm(inspection, actor=STAFF)
    first, second = all_of(Issue)[-2:]
    transitions.accept([first.id], actor=STAFF)
    back = take_back(confirmed, actor=STAFF)
    assert (len(back.lines), len(back.refused)) == (1, 1)
    assert first.number in back.refused[0]
    assert all_of(Issue)[-1].state is IssueState.DISMISSED
    assert second.id not in issues_of(inspection)


def test_a_mark_that_was_changed_since_is_not_taken_back_nor_is_an_older_one_mistaken_for_it() -> None:
    inspection = an_inspection_of_broken(1, "home_freshness")
    confirmed = confirm(inspection, actor=STAFF)
    ((row, indicator, version),) = confirmed.lines
    assert take_back(confirmed, actor=STAFF).lines == confirmed.lines
    again = confirm(inspection, actor=SUPERVISOR)
    assert again.lines[0][2] != version
    assert "V-W3" in take_back(confirmed, actor=STAFF).refused[0]
    marking.mark(row, [Seen(indicator, again.lines[0][2])], JudgedAs.MET, actor=SUPERVISOR)
    assert "V-W3" in take_back(again, actor=STAFF).refused[0]


def test_leaders_and_closed_inspections_are_refused() -> None:
    inspection = an_inspection_of_broken(1, "home_freshness")
    with pytest.raises(DomainError):
        confirm(inspection, actor=LEADER)
    making.close(inspection, actor=SUPERVISOR)
    assert confirm(inspection, actor=STAFF).lines == ()
    assert all_of(Issue)[0].state is IssueState.OPEN
