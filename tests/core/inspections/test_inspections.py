"""Inspections: a draw that can be repeated, judgements beside the machine, issues once, frozen at the end."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.errors import DomainError
from core.common.outcome import Outcome
from core.inspections import making, marking, results
from core.inspections.burn_down import burn_down
from core.inspections.drawing import Scope, candidates, drawn
from core.inspections.jobs import ask_to_refresh, ask_to_start
from core.inspections.marking import Seen
from core.issues import transitions
from core.jobs.views import view
from core.jobs.worker import claim, given_up
from core.rules.results import Found
from db.engine import reading
from db.models import (
    ChannelEvent,
    EventKind,
    InspectionMark,
    Issue,
    IssueSource,
    IssueState,
    JudgedAs,
    Severity,
)
from tests.rows import NOON, _add, a_leader, a_report, a_unit, a_website, all_of, an_issue, recorded

STAFF, SUPERVISOR = Actor("乙", Role.INSPECTOR), Actor("丙", Role.SUPERVISOR)
MET, FAILED = JudgedAs.MET, JudgedAs.FAILED


@pytest.fixture(autouse=True)
def noon(database: Path) -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def a_running_website(**fields: object) -> int:
    site = a_website(**fields)
    _add(ChannelEvent(channel_id=site, day=clock.today(), kind=EventKind.FOUND, delta=1))
    return site


def an_inspection(**scope: object) -> int:
    return making.start("四季度自查", Scope(**scope), actor=SUPERVISOR)  # type: ignore[arg-type]


def row_of(inspection: int, channel: int) -> int:
    return next(line.row_id for line in results.checked(inspection) if line.channel_id == channel)


def line(row_id: int, indicator: str):
    return next(line for line in results.checklist(row_id) if line.indicator == indicator)


def test_the_same_seed_draws_the_same_and_another_draws_otherwise() -> None:
    ids = list(range(1, 101))
    first = drawn(ids, Scope(share=0.3, seed=7))
    assert first == drawn(list(reversed(ids)), Scope(share=0.3, seed=7))
    assert len(first) == 30
    assert first != drawn(ids, Scope(share=0.3, seed=8))
    assert drawn(ids, Scope()) == ids


@pytest.mark.parametrize("share", [0, 0.0001, 1.2])
def test_a_share_out_of_bounds_is_refused(share: float) -> None:
    with pytest.raises(DomainError, match="比例"):
        drawn([1, 2], Scope(share=share))


def test_the_draw_and_its_seed_are_recorded() -> None:
    for _ in range(10):
        a_running_website()
    inspection = an_inspection(share=0.5, seed=42)
    (head,) = results.heads(inspection)
    assert (head.channels, head.scope["seed"], head.scope["share"]) == (5, 42, 0.5)


def test_only_running_channels_of_the_scope_are_looked_at() -> None:
    site = a_running_website()
    a_running_website(kind="weibo")
    a_website()
    inspection = an_inspection(kinds=("website",))
    assert [line.channel_id for line in results.checked(inspection)] == [site]
    with pytest.raises(DomainError, match="范围"):
        an_inspection(kinds=("wechat",))


def down_for_a_week(site: int) -> None:
    token = a_leader()
    for _ in range(3):
        recorded(token, a_report(site, Outcome.PROBLEM, check="availability_week"))


def test_the_machines_findings_are_filled_in_and_a_persons_word_goes_before() -> None:
    site = a_running_website()
    down_for_a_week(site)
    row = row_of(an_inspection(), site)
    assert line(row, "V-W2").found is Found.FAILED
    assert line(row, "V-W1").found is Found.UNKNOWN
    assert marking.mark(row, [Seen("V-W2")], JudgedAs.EXEMPT, note="机房演练", actor=STAFF).done == (0,)
    assert (line(row, "V-W2").machine, line(row, "V-W2").found) == (Found.FAILED, Found.EXEMPT)


def test_a_failure_becomes_an_issue_of_the_inspection_once() -> None:
    site = a_running_website()
    inspection = an_inspection()
    row = row_of(inspection, site)
    marking.mark(row, [Seen("V-W1")], FAILED, note="首页有严重表述错误", actor=STAFF)
    marking.mark(row, [Seen("V-W1", 1)], FAILED, note="仍未改", actor=STAFF)
    (issue,) = all_of(Issue)
    assert (issue.source, issue.severity, issue.inspection_id) == (
        IssueSource.INSPECTION, Severity.VETO, inspection,
    )  # fmt: skip
    assert "严重表述错误" in issue.title
    assert results.issues(inspection).total == 1


def test_a_failure_the_checker_already_has_is_not_opened_twice() -> None:
    site = a_running_website()
    down_for_a_week(site)
    (found,) = all_of(Issue)
    row = row_of(an_inspection(), site)
    marking.mark(row, [Seen("V-W2")], FAILED, note="现场打不开", actor=STAFF)
    assert [issue.id for issue in all_of(Issue)] == [found.id]
    assert all_of(InspectionMark)[0].issue_id == found.id


def test_a_failure_taken_back_sets_its_issue_aside_unless_work_began() -> None:
    site = a_running_website()
    row = row_of(an_inspection(), site)
    marking.mark(row, [Seen("V-W1")], FAILED, actor=STAFF)
    assert marking.mark(row, [Seen("V-W1", 1)], MET, actor=STAFF).done == (0,)
    assert [issue.state for issue in all_of(Issue)] == [IssueState.DISMISSED]
    marking.mark(row, [Seen("V-W1", 2)], FAILED, actor=STAFF)
    transitions.accept([all_of(Issue)[-1].id], actor=STAFF)
    assert "不能改判" in marking.mark(row, [Seen("V-W1", 3)], MET, actor=STAFF).refused[0]


def test_two_inspectors_at_one_line_hear_of_each_other() -> None:
    site = a_running_website()
    row = row_of(an_inspection(), site)
    marking.mark(row, [Seen("V-W1")], MET, actor=STAFF)
    late = marking.mark(row, [Seen("V-W1")], FAILED, actor=SUPERVISOR)
    assert late.done == ()
    assert "乙" in late.refused[0]
    assert line(row, "V-W1").found is Found.MET


def test_an_indicator_of_accounts_is_no_line_of_a_website() -> None:
    site = a_running_website()
    row = row_of(an_inspection(), site)
    assert "V-M1" in marking.mark(row, [Seen("V-M1")], MET, actor=STAFF).refused[0]


def test_results_by_unit_and_pass_rate_are_the_channels() -> None:
    bad, unjudged = a_running_website(), a_running_website()
    down_for_a_week(bad)
    lines = results.checked(an_inspection())
    assert {line.channel_id: line.grade for line in lines} == {bad: "failed", unjudged: "unjudged"}
    whole = results.whole(lines)
    assert (whole.channels, whole.failed, whole.unjudged, whole.rate) == (2, 1, 1, 0.0)
    assert sum(unit.channels for unit in results.by_unit(lines)) == 2


def test_closing_freezes_everything() -> None:
    site = a_running_website()
    inspection = an_inspection()
    row = row_of(inspection, site)
    marking.mark(row, [Seen("V-W1")], FAILED, actor=STAFF)
    making.close(inspection, actor=SUPERVISOR)
    before = results.checked(inspection)
    down_for_a_week(site)
    assert "已结束" in marking.mark(row, [Seen("V-W1", 1)], MET, actor=STAFF).refused[0]
    for again in (making.close, making.refresh):
        with pytest.raises(DomainError, match="已结束"):
            again(inspection, actor=SUPERVISOR)
    assert results.checked(inspection) == before
    assert before[0].grade == "failed"


def test_staff_neither_start_nor_close() -> None:
    a_running_website()
    with pytest.raises(DomainError):
        making.start("抽查", Scope(), actor=STAFF)
    inspection = an_inspection()
    with pytest.raises(DomainError):
        making.close(inspection, actor=STAFF)


def test_what_is_left_of_an_inspection_melts_day_by_day() -> None:
    a_running_website()
    inspection = an_inspection()
    day = clock.today()
    given = {"inspection_id": inspection, "opened_on": day - timedelta(days=3)}
    an_issue(**given)
    an_issue(**given, state=IssueState.VERIFIED, verified_on=day - timedelta(days=1))
    an_issue(**given, state=IssueState.DISMISSED)
    points = burn_down(inspection)
    assert [(point.opened, point.left) for point in points] == [(2, 2), (2, 2), (2, 1), (2, 1)]
    assert (points[0].day, points[-1].day) == (day - timedelta(days=3), day)


def test_a_long_inspection_is_drawn_by_week_and_ends_today() -> None:
    site = a_running_website()
    inspection = an_inspection()
    an_issue(inspection_id=inspection, channel_id=site, opened_on=clock.today() - timedelta(days=200))
    points = burn_down(inspection)
    assert len(points) == 29
    assert points[-1].day == clock.today()


def test_any_share_can_be_drawn_and_one_channel_at_least(database):
    for number in range(80):
        a_running_website(name=f"抽查网站{number}")
    with reading() as session:
        ids = candidates(session, Scope())
    counts = {share: len(drawn(ids, Scope(share=share, seed=3))) for share in (0.013, 0.163, 0.679, 0.001)}
    assert counts == {0.013: 2, 0.163: 14, 0.679: 55, 0.001: 1}


def test_a_scope_by_category_and_by_unit_takes_in_what_is_below(database):
    above = a_unit(name="甲局")
    below = a_unit(name="甲局下属", parent_id=above)
    inside = a_running_website(unit_id=below, category="institution")
    a_running_website(unit_id=above, category="portal")
    a_running_website(category="institution")
    with reading() as session:
        assert candidates(session, Scope(categories=("institution",), units=(above,))) == [inside]
        assert len(candidates(session, Scope(units=(above,)))) == 2


def test_drawing_one_up_is_a_job_that_draws_once(database):
    a_running_website()
    job = ask_to_start("四季度抽查", Scope(seed=7), actor=SUPERVISOR, once="dialog")
    assert ask_to_start("四季度抽查", Scope(seed=7), actor=SUPERVISOR, once="dialog") == job
    claimed = claim()
    assert claimed is not None
    given_up(*claimed)
    assert work_off() == 1
    (head,) = results.heads()
    assert (head.name, head.scope["seed"], head.channels) == ("四季度抽查", 7, 1)
    with pytest.raises(DomainError):
        ask_to_start("", Scope(), actor=SUPERVISOR)
    assert work_off() == 0


def test_refreshing_is_a_job_that_leads_back_to_its_inspection(database):
    a_running_website()
    drawing = ask_to_start("四季度抽查", Scope(seed=7), actor=SUPERVISOR)
    assert work_off() == 1
    (head,) = results.heads()
    done = view(drawing)
    assert done is not None
    assert done.values["inspection"] == head.id
    ask_to_refresh(head.id, actor=SUPERVISOR)
    assert work_off() == 1
    making.close(head.id, actor=SUPERVISOR)
    for closed_or_unknown in (head.id, head.id + 1):
        with pytest.raises(DomainError):
            ask_to_refresh(closed_or_unknown, actor=SUPERVISOR)
