"""What is read on the page of imports is read in a chapter's own dialog, and the other way round: they have
one reader, which this tries with tables that once only one of the two took."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.access import Actor, Role
from core.common import clock
from core.imports import apply as imports
from core.imports import chapter_files
from core.imports.kinds import kind_of
from core.imports.reading import read_office_file
from core.records import keeping
from core.registry.importing.learned import learn, learned
from db.engine import writing
from db.models import ColumnLevel, SiteColumn
from tests.core.imports import files
from tests.rows import NOON, a_unit, a_website

ROOT = Path(__file__).parents[3]
CHIEF = Actor("丙", Role.SUPERVISOR)
# Chapter, file, and what its good rows say.
TABLES: dict[str, tuple[str, bytes, list[dict[str, Any]]]] = {
    "quarters, once of imports": (
        "unit_score",
        files.a_book(["序号", "单位", "一季度", "二季度"], [1, "教育局", 95, 96.5], title="2025年考核得分"),
        [{"month": date(2025, 3, 1), "score": 95.0}, {"month": date(2025, 6, 1), "score": 96.5}],
    ),
    "sites beside each other, once of imports": (
        "traffic",
        files.a_book(["月份", "示例门户", "示例教育", "合计"], ["1月", 1000, 20, 1020], title="2026年访问量"),
        [{"visits": 1000, "span": "month"}, {"visits": 20, "span": "month"}],
    ),
    "two rows of headings, once of imports": (
        "traffic",
        files.a_book(
            ["网站", "2026年1月", "", "2026年2月", ""],
            ["", "访问量（万次）", "新增独立用户", "访问量（万次）", "新增独立用户"],
            ["示例门户", 1.2, 30, 1.5, 20],
        ),
        [{"visits": 12_000, "new_visitors": 30}, {"visits": 15_000, "new_visitors": 20}],
    ),
    "one month, once of the dialog": (
        "unit_score",
        files.a_book(["单位", "2025年3月得分", "考核依据"], ["教育局", "92.3分", "9号文"]),
        [{"month": date(2025, 3, 1), "score": 92.3}],
    ),
    "months in words, once of the dialog": (
        "column_month",
        files.a_book(["栏目", "一月份", "二月份", "合计"], ["动态", 3, "", 3], title="2025年"),
        [{"month": date(2025, 1, 1), "published": 3}],
    ),
    "shifts": (
        "duty",
        files.a_book(["日期", "白班", "夜班"], ["2026-01-01", "张三", "李四"]),
        [{"shift": "day", "person": "张三"}, {"shift": "night", "person": "李四"}],
    ),
    "a survey of each year, once of the dialog": (
        "survey_day",
        files.a_book(
            ["调查征集", "日期", "收到意见数"], ["满意度", "2025-06-01", 5], ["满意度", "2026-06-01", 7]
        ),
        [{"opinions": 5}, {"opinions": 7}],
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def office(database):
    with clock.frozen(NOON):
        unit = a_unit(name="教育局")
        site = a_website(unit_id=unit, name="示例门户")
        a_website(unit_id=unit, name="示例教育")
        with writing() as session:
            early = date(2018, 1, 1)
            session.add(SiteColumn(channel_id=site, level=ColumnLevel.MAIN, name="动态", opened_on=early))
        for year in (2025, 2026):
            keeping.enter("survey", {"title": "满意度", "published_on": f"{year}-03-01"}, actor=CHIEF)
        yield


def on_both(key: str, data: bytes, name: str = "表.xlsx") -> list[list[dict[str, Any]]]:
    """What the dialog would enter, and what the page of imports would write."""
    rows = chapter_files.planned(key, data, name)
    assert [row.fault for row in rows if row.fault] == []
    plan = imports.dry_run(read_office_file(kind_of(f"record-{key}"), data, name, learned()), actor=CHIEF)
    return [
        [dict(row.values) for row in rows if row.good],
        [dict(write.values) for row in plan.rows for write in row.writes],
    ]


@pytest.mark.parametrize("form", TABLES)
def test_a_table_is_read_alike_on_both_pages(form: str):
    key, data, wanted = TABLES[form]
    for found in on_both(key, data):
        assert [{name: row[name] for name in each} for row, each in zip(found, wanted, strict=True)] == wanted


def test_each_year_has_its_own_survey_on_both_pages():
    for found in on_both(*TABLES["a survey of each year, once of the dialog"][:2]):
        assert len({row["survey_id"] for row in found}) == 2


def test_a_heading_that_was_explained_once_is_known_in_the_dialog():
    data = files.a_book(["群众评分对象", "统计月份", "得分", "依据"], ["教育局", "2025年3月", 9, "一号文"])
    with pytest.raises(Exception, match="表头"):
        chapter_files.planned("unit_score", data, "表.xlsx")
    topic = ("record-unit_score.heading"[:32], "群众评分对象")
    learn({topic: "unit_id"}, actor=CHIEF, allowed=lambda _: ("unit_id",))
    assert [row.good for row in chapter_files.planned("unit_score", data, "表.xlsx")] == [True]


def test_an_old_workbook_is_read_in_the_dialog_and_what_is_left_out_is_said():
    data = (ROOT / "tests/data/imports/drills.xls").read_bytes()
    looked = chapter_files.look("drill", data, "演练.xls")
    assert [row.good for row in looked.rows] == [True]
    assert "天气" in " ".join(looked.remarks)
