"""Tables that go on to the right: a column for every quarter, month, site, shift or level of columns."""

from datetime import date
from typing import Any

import pytest

from core.commands.jobs import work_off
from core.imports.jobs import ask_to_import, ask_to_take_back
from core.jobs.views import view
from db.models import (
    ColumnLevel,
    Inspection,
    InspectionChannel,
    JobState,
    SiteColumn,
    TrafficDay,
    TrafficSpan,
    Unit,
    UnitKind,
)
from tests.core.imports import files
from tests.core.imports.test_imports import OFFICE, an_office, brought_in, looked_at, noon, refused
from tests.rows import all_of

__all__ = ["noon"]

MONTHS = [f"{month}月" for month in range(1, 13)]
QUARTERS = ["一季度", "二季度", "三季度", "四季度"]
INSPECTED: dict[str, tuple[bytes, list[tuple[str, str, str]]]] = {
    "verdicts": (
        files.a_book(
            ["序号", "网站名称", *QUARTERS],
            [1, "示例门户", "合格", "合格", "不合格", ""],
            [2, "示例教育", "√", "×", "/", "未抽查"],
            title="2026年政府网站季度抽查结果汇总",
        ),
        [
            ("2026-03-31", "示例门户", "passed"), ("2026-03-31", "示例教育", "passed"),
            ("2026-06-30", "示例门户", "passed"), ("2026-06-30", "示例教育", "failed"),
            ("2026-09-30", "示例门户", "failed"),
        ],
    ),
    "two rows of headings": (
        files.a_book(
            ["序号", "平台名称", "第一季度", "", "第二季度", ""],
            ["", "", "结果", "存在问题", "结果", "存在问题"],
            [1, "示例门户", "合格", "", "不合格", "栏目空白"],
            ["合计", "", 1, "", 1, ""],
            title="2026年检查情况", merged="A2:A3 B2:B3 C2:D2 E2:F2",
        ),
        [("2026-03-31", "示例门户", "passed"), ("2026-06-30", "示例门户", "failed")],
    ),
    "not merged, scores only": (
        "2025年检查得分\n网站,第一季度,,第二季度,\n,得分,存在问题,得分,存在问题\n示例门户,91.5,,55,栏目空白\n".encode(),
        [("2025-03-31", "示例门户", "passed"), ("2025-06-30", "示例门户", "failed")],
    ),
    "under what they are of": (
        files.a_book(
            ["账号名称", "平台", "检查结果", "", ""], ["", "", "Q1", "Q2", "Q3"],
            ["示例微信", "微信公众号", "√", "×", "√"],
            title="2025年", merged="A2:A3 B2:B3 C2:E2",
        ),
        [
            ("2025-03-31", "示例微信", "passed"), ("2025-06-30", "示例微信", "failed"),
            ("2025-09-30", "示例微信", "passed"),
        ],
    ),
    "days": (
        files.a_book(
            ["平台名称", "2026.3.15", date(2026, 6, 14)], ["示例门户", "合格", "不合格"], title="检查记录",
        ),
        [("2026-03-15", "示例门户", "passed"), ("2026-06-14", "示例门户", "failed")],
    ),
    "years": (
        files.a_book(["网站", "2024年", "2025年度"], ["示例门户", "合格", "优秀"], title="历年抽查"),
        [("2024-12-31", "示例门户", "passed"), ("2025-12-31", "示例门户", "passed")],
    ),
}  # fmt: skip


@pytest.fixture
def office(database) -> dict[str, int]:
    return an_office()


@pytest.mark.parametrize("form", INSPECTED)
def test_a_column_for_each_inspection_makes_each_of_them(office, form: str):
    data, wanted = INSPECTED[form]
    name = "表.csv" if data.startswith(b"2025") else "表.xlsx"
    file, plan = looked_at("inspections", data, name)
    assert refused(plan) == {}
    found = [
        (str(one["ended_on"]), one["channel"].name, one.get("grade"))
        for one in (row.values for row in plan.rows)
    ]
    by_score = [(day, name, grade or "passed") for day, name, grade in found]
    if "scores" in form:
        by_score = [(day, name, "passed" if row.values["score"] >= 60 else "failed")
                    for (day, name, _), row in zip(found, plan.rows, strict=True)]  # fmt: skip
        assert all("60" in str(row.notes[-1]) for row in plan.rows), "the verdict was taken from the score"
    assert by_score == wanted
    job = ask_to_import(file, data, plan, skip_wrong=False, actor=OFFICE)
    work_off()
    assert view(job).state is JobState.DONE
    assert len(all_of(Inspection)) == len({day for day, _, _ in wanted}), "none is taken for another's days"
    assert sorted(one.grade for one in all_of(InspectionChannel)) == sorted(grade for _, _, grade in wanted)
    assert looked_at("inspections", data, name)[1].counts == {"same": len(wanted)}


def test_periods_without_a_year_say_that_it_is_missing(office):
    data = files.a_book(["网站", *QUARTERS[:2]], ["示例门户", "合格", "合格"])
    assert all("没有年份" in said for said in refused(looked_at("inspections", data)[1]).values())
    assert refused(looked_at("inspections", data, "2025年检查.xlsx")[1]) == {}


VISITS: dict[str, tuple[bytes, int, int]] = {
    "months": (
        files.a_book(
            ["网站名称", *MONTHS, "合计"], ["示例门户", *[100] * 12, 1200],
            ["示例教育", *[10] * 6, *[""] * 7],
            ["合计", *[110] * 13], title="2025年网站访问量统计表（次）",
        ), 18, 1260,
    ),
    "sites": (
        files.a_book(["月份", "示例门户", "示例教育", "合计"],
                     ["1月", 1000, 20, 1020], ["2月", 1100, "—", 1100],
                     ["合计", 2100, 20, 2120], title="2026年访问量"), 3, 2120,
    ),
    "two values a month": (
        files.a_book(["网站", "2026年1月", "", "2026年2月", ""],
                     ["", "访问量（万次）", "新增独立用户", "访问量（万次）", "新增独立用户"],
                     ["示例门户", 1.2, 30, 1.5, 20]), 2, 27_000,
    ),
    "months down": (files.a_book(["网站", "统计月份", "访问量"], ["示例门户", "2026年1月", 5000]), 1, 5_000),
}  # fmt: skip


@pytest.mark.parametrize("form", VISITS)
def test_visits_of_months_in_columns_or_of_sites_in_columns(office, form: str):
    data, rows, visits = VISITS[form]
    plan, done = brought_in("record-traffic", data)
    assert (refused(plan), plan.count("add"), done.state) == ({}, rows, JobState.DONE)
    stored = all_of(TrafficDay)
    assert (sum(one.visits for one in stored), {one.span for one in stored}) == (visits, {TrafficSpan.MONTH})


@pytest.mark.parametrize(
    ("headings", "months"),
    [(["一月", "十二月"], [1, 12]), (["一季度", "四季度"], [3, 12])],
)
def test_scores_of_units_in_months_and_quarters(office, headings: list[str], months: list[int]):
    data = files.a_book(["序号", "单位名称", *headings], [1, "区教委", 95, 96.5], title="2025年考核得分")
    rows = looked_at("record-unit_score", data)[1].rows
    assert [(row.values["month"], row.values["score"]) for row in rows] == [
        (date(2025, months[0], 1), 95), (date(2025, months[1], 1), 96.5),
    ]  # fmt: skip


def test_sums_of_a_quarter_are_no_month(office):
    data = files.a_book(["网站", "一季度", "二季度"], ["示例门户", 5000, 6000], title="2025年访问量")
    with pytest.raises(Exception, match="逐月"):
        looked_at("record-traffic", data)


def test_the_shifts_of_a_day_beside_each_other(office):
    data = files.a_book(["日期", "星期", "白班", "夜班"], ["2026-9-1", "二", "王某", "李某"])
    rows = looked_at("record-duty", data)[1].rows
    assert [(row.values["shift"], row.values["person"]) for row in rows] == [
        ("day", "王某"),
        ("night", "李某"),
    ]


def test_levels_of_columns_beside_each_other_and_taken_back(either_database):
    an_office()
    data = files.a_book(
        ["网站", "一级栏目", "二级栏目", "三级栏目", "责任单位"],
        ["示例门户", "政务公开", "政策文件", "规范性文件", "区教委"],
        ["示例门户", "政务公开", "政策解读", "", "区教委"],
        ["示例门户", "新闻中心", "", "", ""],
        ["示例门户", "互动交流", "政策解读", "", ""],
    )  # fmt: skip
    plan, _ = brought_in("columns", data)
    assert refused(plan) == {}
    found = {one.name: one for one in all_of(SiteColumn)}
    above = {
        name: next((up.name for up in found.values() if up.id == one.parent_id), "")
        for name, one in found.items()
    }
    assert above == {
        "政务公开": "", "政策文件": "政务公开", "规范性文件": "政策文件", "政策解读": "政务公开",
        "新闻中心": "", "互动交流": "", "互动交流·政策解读": "互动交流",
    }  # fmt: skip
    assert {name for name, one in found.items() if one.level is ColumnLevel.MAIN} == {
        "政务公开",
        "新闻中心",
        "互动交流",
    }
    assert looked_at("columns", data)[1].counts == {"same": 4}
    ask_to_take_back(2, actor=OFFICE)
    work_off()
    assert all_of(SiteColumn) == []


def test_a_file_with_one_level_of_columns_or_a_column_for_the_one_above(office):
    data = files.a_book(["网站", "一级栏目", "责任单位"], ["示例门户", "政务公开", "区教委"])
    assert looked_at("columns", data)[1].counts == {"add": 1}


@pytest.mark.parametrize(
    ("level", "kind"),
    [("区级部门", UnitKind.DEPARTMENT), ("乡镇", UnitKind.STREET), ("事业单位", UnitKind.INSTITUTION)],
)
def test_a_level_that_is_a_kind_of_unit_is_taken_for_it(office, level: str, kind: UnitKind):
    data = files.a_book(["单位名称", "级别", "联系人"], ["示例区某单位", level, "王某"])
    plan, _ = brought_in("units", data)
    assert refused(plan) == {}
    assert next(one for one in all_of(Unit) if one.name == "示例区某单位").kind is kind


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("units", [["主管单位", "联系人"], ["示例区农业局", "王某"]]),
        ("issues", [["主管单位", "问题", "发现时间"], ["区教委", "弱口令", "2026-3-5"]]),
        ("issues", [["网站名称", "检查时间", "存在的主要问题"], ["示例门户", "2026-3-5", "1.错字；2.空白"]]),
        ("exits", [["原账号名称", "平台", "注销日期", "批准文号", "整合后平台"],
                   ["示例微博", "微博", "2026-5-3", "〔2026〕9号", "示例微信"]]),
        ("notices", [["期数", "通报名称", "印发时间", "被通报单位", "存在的问题"],
                     ["2026年第1期", "一季度通报", "2026-4-1", "区教委", "空白"]]),
        ("record-reading", [["日期", "读网人员", "网站", "检查页面数", "问题数"],
                            ["2026-9-1", "王某", "示例门户", 30, 1]]),
    ],
)  # fmt: skip
def test_headings_with_further_words_and_the_superior_for_the_unit(office, kind: str, rows: list[list[Any]]):
    plan = looked_at(kind, files.a_book(*rows))[1]
    assert (refused(plan), plan.counts) == ({}, {"add": 1})


@pytest.mark.parametrize(
    ("title", "first", "last"),
    [
        ("2026年第二季度检查结果（检查时间：2026年5月10日—6月12日）", date(2026, 5, 10), date(2026, 6, 12)),
        ("2026年第二季度政府网站检查结果", date(2026, 4, 1), date(2026, 6, 30)),
    ],
)
def test_a_list_of_results_has_its_day_from_the_title(office, title: str, first: date, last: date):
    data = files.a_book(
        ["网站名称", "检查结果", "扣分项及分值"], ["示例门户", "合格（92分）", ""], title=title
    )
    file, plan = looked_at("inspections", data)
    assert [
        (row.values["began_on"], row.values["ended_on"], row.values["inspection"]) for row in plan.rows
    ] == [(first, last, title)]
    assert str(last) in " ".join(file.remarks)
    with pytest.raises(Exception, match="表头"):
        looked_at(
            "inspections", files.a_book(["网站名称", "检查结果"], ["示例门户", "合格"], title="检查结果")
        )
