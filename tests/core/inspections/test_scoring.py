"""Scores that a person gives beside the checklist, groups with rate and mean, local indicators in notices."""

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.inspections import making, marking, results, scoring
from core.inspections.drawing import Scope
from core.inspections.grouping import groups
from core.inspections.marking import Seen
from core.notices.draft import read_draft
from core.notices.drafting import Wanted, begin
from core.notices.scope import examined_by, issues_of
from core.rules.editing import copy, save
from db.models import AuditEntry, ChannelEvent, EventKind, JudgedAs, NoticeKind
from tests.rows import NOON, _add, a_website, all_of

STAFF, CHIEF = Actor("乙", Role.INSPECTOR), Actor("丙", Role.SUPERVISOR)
OWN = {"group": "deduct", "applies_to": ["account"], "points": 5.0, "name_zh": "错别字较多"}


@pytest.fixture(autouse=True)
def noon(database):
    with clock.frozen(NOON):
        yield


def running(**fields: object) -> int:
    channel = a_website(**fields)
    _add(ChannelEvent(channel_id=channel, day=clock.today(), kind=EventKind.FOUND, delta=1))
    return channel


def a_local_set(**scope: object) -> None:
    copied = copy("national-2019.1", key="local", name="本区", jurisdiction="本区", actor=CHIEF)
    ranks = [{"name": "优秀", "low": 90}, {"name": "良好", "low": 80}]
    changes = {
        "indicator": {"L-1": OWN}, "scoring": {"ranks": ranks}, "in_force_from": clock.today(),
        "scope": scope,
    }  # fmt: skip
    save(copied, changes, note="", actor=CHIEF)


def started() -> int:
    return making.start("自查", Scope(), actor=CHIEF)


def line(inspection: int, channel: int) -> results.Checked:
    return next(one for one in results.checked(inspection) if one.channel_id == channel)


def give(row: results.Checked, score: float, reason: str = "现场核查", **given: object) -> None:
    scoring.give(row.row_id, score, reason=reason, seen=given.get("seen", row.given_score), actor=STAFF)


def test_a_given_score_counts_and_the_checklist_s_stays_beside_it():
    a_local_set()
    account = running(kind="weibo")
    ident = started()
    row = line(ident, account)
    marking.mark(row.row_id, [Seen("V-M2a")], JudgedAs.MET, actor=STAFF)
    marking.mark(row.row_id, [Seen("L-1")], JudgedAs.FAILED, actor=STAFF)
    assert (line(ident, account).score, line(ident, account).rank) == (95, "优秀")
    give(line(ident, account), 82.5)
    now = line(ident, account)
    assert (now.score, now.machine_score, now.rank, now.given_reason, now.given_by) == (
        82.5, 95, "良好", "现场核查", "乙",
    )  # fmt: skip
    making.close(ident, actor=CHIEF)
    (found,) = examined_by(ident)
    assert (found.score, found.machine_score, found.score_reason) == (82.5, 95, "现场核查")
    assert line(ident, account).machine_score == 95
    last = scoring.last_given(account)
    assert last is not None
    assert (last.inspection, last.score, last.machine, last.reason, last.by) == (
        "自查", 82.5, 95, "现场核查", "乙",
    )  # fmt: skip
    assert scoring.last_given(account + 1) is None
    trail = [one for one in all_of(AuditEntry) if one.action == "score"]
    assert [(one.actor, one.reason) for one in trail] == [("乙", "现场核查")]


@pytest.mark.parametrize(("score", "grade"), [(59.99, "failed"), (60, "passed"), (0, "failed")])
def test_the_grade_follows_the_given_score_also_where_nothing_could_be_checked(score, grade):
    site = running()
    ident = started()
    assert line(ident, site).grade == "unjudged"
    give(line(ident, site), score)
    assert (line(ident, site).grade, line(ident, site).score) == (grade, score)


def test_what_a_veto_failed_has_no_score():
    site = running()
    ident = started()
    marking.mark(line(ident, site).row_id, [Seen("V-W1")], JudgedAs.FAILED, actor=STAFF)
    give(line(ident, site), 88)
    assert (line(ident, site).grade, line(ident, site).score) == ("failed", None)


@pytest.mark.parametrize("score", [-0.1, 130.1, float("nan"), float("inf")])
def test_a_score_out_of_bounds_is_refused(score):
    site = running()
    row = line(started(), site)
    with pytest.raises(DomainError, match="130"):
        give(row, score)
    with pytest.raises(DomainError):
        give(row, 80, reason="  ")


def test_the_second_of_two_is_refused_and_a_score_is_taken_back():
    site = running()
    ident = started()
    give(line(ident, site), 80)
    with pytest.raises(DomainError, match="乙"):
        give(line(ident, site), 70, seen=None)
    scoring.take_back(line(ident, site).row_id, reason="误填", seen=80, actor=STAFF)
    assert line(ident, site).given_score is None
    with pytest.raises(DomainError):
        scoring.take_back(line(ident, site).row_id, reason="", seen=None, actor=STAFF)


def test_after_the_end_no_score_is_given():
    site = running()
    ident = started()
    row = line(ident, site)
    making.close(ident, actor=CHIEF)
    with pytest.raises(DomainError):
        give(row, 80)


def test_groups_by_level_and_category_leave_nobody_out():
    places = [("city", "portal"), ("county", "department"), ("county", "department"), ("", "")]
    sites = [running(level=level, category=category) for level, category in places]
    running(kind="weibo", level="county")
    ident = started()
    for site, score in zip(sites, (95, 70, 50, 80), strict=True):
        give(line(ident, site), score)
    found = {one.name: one for one in groups(results.checked(ident), "cross")}
    assert [*found] == [
        "市级 · 门户网站", "区县级 · 部门网站", "未登记层级 · 未登记类别", "区县级 · 政务新媒体",
    ]  # fmt: skip
    county = found["区县级 · 部门网站"]
    assert (county.channels, county.passed, county.failed, county.rate, county.mean, county.best) == (
        2, 1, 1, 0.5, 60, 70,
    )  # fmt: skip
    for by in ("cross", "level", "category", "platform"):
        assert sum(one.channels for one in groups(results.checked(ident), by)) == 5


def test_a_notice_names_a_local_indicator_of_a_set_for_some_kinds_only():
    a_local_set(kinds=["weibo"], levels=[])
    account = running(kind="weibo")
    ident = started()
    row = line(ident, account)
    marking.mark(row.row_id, [Seen("V-M2a")], JudgedAs.MET, actor=STAFF)
    marking.mark(row.row_id, [Seen("L-1")], JudgedAs.FAILED, actor=STAFF)
    give(line(ident, account), 45)
    making.close(ident, actor=CHIEF)
    (found,) = examined_by(ident)
    assert (found.grade, found.problem) == ("failed", "错别字较多")
    wanted = Wanted(
        kind=NoticeKind.SUPERVISION, title="通报", first=clock.today(), last=clock.today(), office="示例办",
        recipients="各单位", examined=[found], issue_ids=issues_of(ident), inspection_id=ident,
    )  # fmt: skip
    draft = read_draft(begin(wanted, actor=CHIEF))
    assert [one.problem for one in draft.issues] == ["错别字较多"]
    assert draft.figures["accounts.score.mean"].words == "45"
    assert draft.figures["accounts.score.rank.优秀"].value == 0
    assert [(one.machine_score, one.score_reason) for one in draft.entries] == [(95, "现场核查")]
