"""Files of an office's work as clerks keep them: two rows of headings, ditto marks, days without a year,
titles that say the rest, words of their own for what a problem is."""

from datetime import date
from typing import Any

import pytest

from core.commands.jobs import work_off
from core.imports.jobs import ask_to_import
from core.imports.kinds import kind_of
from core.imports.reading import read_office_file
from core.jobs.views import view
from core.registry.importing.learned import learned
from db.engine import writing
from db.models import Channel, ChannelEvent, EventKind, Inspection, Issue, IssueSource, IssueState, JobState
from tests.core.imports import files
from tests.core.imports.test_imports import OFFICE, an_office, brought_in, looked_at, noon, refused
from tests.rows import all_of

__all__ = ["noon"]


def by_title() -> dict[str, Issue]:
    return {one.title: one for one in all_of(Issue)}


@pytest.fixture
def office(database) -> dict[str, int]:
    return an_office()


ROWS = (
    ["序号", "发现时间", "平台名称", "责任单位", "问题描述", "", "整改情况", "", ""],
    ["", "", "", "", "问题类型", "具体问题", "整改时限", "整改完成时间", "是否完成"],
    [1, "2026-3-5", "示例门户", "区政府办", "错别字", "首页“已经”误作“己经”", "2026-3-12", "2026-3-8", "√"],
    [2, "〃", "示例教育", "区教委", "内容不更新", "超过两周未更新", "3月20日", "", "未整改"],
    [3, "3月8日", "示例微信", "同上", "信息泄露", "公示身份证号", "立行立改", "", "已于3月10日整改"],
    [4, "12月28日", "示例微博", "", "暗链", "", "1月5日", "", "正在整改"],
    [5, "2026年13月8日", "示例微博", "", "暗链", "日期不对", "", "", ""],
)
TITLE = "示例区政府网站与政务新媒体问题整改台账（2026年）"
MERGED = "A2:A3 B2:B3 C2:C3 D2:D3 E2:F2 G2:I2"
LEDGERS = {
    "merged": files.a_book(*ROWS, title=TITLE, below=["合计：5条"], merged=MERGED),
    "not merged": files.a_book(*ROWS, title=TITLE, below=["合计：5条"]),
    "text": "\n".join(["\t".join(map(str, row)) for row in ([TITLE], *ROWS)]).encode("gb18030"),
}


@pytest.mark.parametrize("form", LEDGERS)
def test_a_ledger_of_problems_is_read_with_its_marks_and_days(office, form: str):
    data = LEDGERS[form]
    file, plan = looked_at("issues", data, "台账.txt" if form == "text" else "台账.xlsx")
    work = ask_to_import(file, data, plan, skip_wrong=True, actor=OFFICE)
    work_off()
    assert view(work).state is JobState.DONE
    assert set(refused(plan)) == {7, 8}, "the 28th of December is still to come; there is no 13th month"
    issues = by_title()
    assert issues["首页“已经”误作“己经”"].source is IssueSource.CONTENT
    assert issues["首页“已经”误作“己经”"].verified_on == date(2026, 3, 8)
    stale = issues["内容不更新：超过两周未更新"]
    assert (stale.opened_on, stale.due_on, stale.state) == (
        date(2026, 3, 5), date(2026, 3, 20), IssueState.OPEN,
    )  # fmt: skip
    leak = issues["信息泄露：公示身份证号"]
    assert (leak.opened_on, leak.verified_on) == (date(2026, 3, 8), date(2026, 3, 10))
    notes = {row.number: " ".join(map(str, row.notes)) for row in plan.rows}
    assert "2026-03-08" in notes[6]
    assert "立行立改" in notes[6]
    assert "问题" in notes[5]


def test_an_inspection_without_a_name_of_its_own_is_called_by_its_title(office):
    data = files.a_book(
        ["序号", "网站（账号）名称", "类别", "检查时间", "检查结果", "主要问题"],
        [1, "示例门户", "政府网站", "2026.3.18-3.25", "优秀", ""],
        [2, "示例微信", "微信公众号", "2026.3.20", "不合格", "近两周未更新"],
        [3, "示例教育", "网站", "3月19日", "基本合格", ""],
        title="2026年第一季度抽查结果",
    )
    plan, _ = brought_in("inspections", data)
    assert refused(plan) == {}
    one = all_of(Inspection)
    assert [(each.name, each.started_on, each.ended_on) for each in one] == [
        ("2026年第一季度抽查结果", date(2026, 3, 18), date(2026, 3, 25))
    ]
    assert by_title()["近两周未更新"].opened_on == date(2026, 3, 20)
    assert looked_at("inspections", data)[1].counts == {"same": 3}


def test_a_platform_in_brackets_tells_accounts_of_one_name_apart(office):
    with writing() as session:
        unit = session.get_one(Channel, office["示例微信"]).unit_id
        twin = Channel(code="C9", name="示例微信", kind="douyin", unit_id=unit)
        session.add(twin)
        session.flush()
        found = ChannelEvent(channel_id=twin.id, day=date(2018, 1, 1), kind=EventKind.FOUND, delta=1)
        session.add(found)
    data = files.a_book(
        ["账号名称", "最近一次更新时间"], ["示例微信（抖音号）", "9月1日"], ["示例 微信(订阅号)", "9月2日"],
        ["示例微信", "9月3日"], ["示例微博", "长期未更新"],
        title="各账号最近更新情况（统计时间：2026年9月28日）",
    )  # fmt: skip
    plan = looked_at("posts", data)[1]
    assert (plan.count("add"), set(refused(plan))) == (2, {5, 6})


@pytest.mark.parametrize(
    ("heading", "cell", "visits"),
    [("访问量（万次）", "12.5", 125_000), ("访问量", "1.2万", 12_000), ("总访问量", "3,456", 3_456)],
)
def test_visits_in_ten_thousands_are_what_they_say(office, heading: str, cell: Any, visits: int):
    data = files.a_book(["网站名称", "统计日期", heading, "新增访客"], ["示例门户", "2026-03-01", cell, 3])
    plan = looked_at("record-traffic", data)[1]
    assert [row.values["visits"] for row in plan.rows] == [visits]


@pytest.mark.parametrize(
    ("title", "day", "read"),
    [
        ("问题台账（2026年）", "3月5日", date(2026, 3, 5)),
        ("问题台账（2025—2026年）", "3月5日", date(2026, 3, 5)),
        ("2025年和2026年问题台账", "3月5日", None),
        ("问题台账", "3月5日", None),
        ("2026年问题台账", "2月30日", None),
        ("2026年问题台账", "三月上旬", None),
    ],
)
def test_a_day_without_a_year_is_of_the_one_year_above_it(office, title: str, day: str, read: date | None):
    data = files.a_book(["平台名称", "问题", "发现日期"], ["示例门户", "弱口令", day], title=title)
    row = looked_at("issues", data, "表.xlsx")[1].rows[0]
    assert (row.values.get("opened_on"), bool(row.faults)) == (read, read is None)


def test_a_title_of_the_sheet_is_none_of_a_file_that_names_its_inspections(office):
    file = read_office_file(kind_of("inspections"), files.INSPECTIONS, "检查.xlsx", learned())
    assert file.parts
    assert OFFICE.name == "王某"
    plan, _ = brought_in("inspections", files.INSPECTIONS)
    assert {one.name for one in all_of(Inspection)} == {"2026年一季度"}
    assert refused(plan) == {}
