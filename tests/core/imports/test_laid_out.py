"""Files of an office's work laid out otherwise: under units, side by side, on their side, headings over two
rows that are headings only together."""

from datetime import date

import pytest

from tests.core.imports import files
from tests.core.imports.test_clerks_files import by_title, office
from tests.core.imports.test_imports import brought_in, looked_at, noon, refused

__all__ = ["noon", "office"]


def test_problems_under_the_units_they_are_of(office):
    data = files.a_book(
        ["序号", "问题", "发现时间", "整改时限", "是否整改"],
        ["一、区政府办（2条）"],
        [1, "首页错别字", "2026.3.5", "2026.3.12", "是（3月8日）"],
        [2, "外链失效", "26/3/6", "立即", "否"],
        ["二、区教委"],
        [1, "栏目空白", "3月初", "3月底", ""],
        ["小计", "1条"],
        [2, "图片打不开", "２０２６年３月１０日", "2026年2月", ""],
        ["三、没有的单位"],
        [1, "打不开", "2026-3-5", "", ""],
        title="2026年3月问题清单",
    )
    plan, _ = brought_in("issues", data)
    wrong = refused(plan)
    assert set(wrong) == {9, 11}
    assert "早" in wrong[9]
    found = by_title()
    assert found["首页错别字"].verified_on == date(2026, 3, 8)
    assert found["首页错别字"].unit_id != found["栏目空白"].unit_id
    assert (found["栏目空白"].opened_on, found["栏目空白"].due_on) == (date(2026, 3, 1), date(2026, 3, 31))
    assert found["外链失效"].opened_on == date(2026, 3, 6)


def test_two_lists_of_problems_side_by_side(office):
    data = files.a_book(
        ["网站", "问题", "发现时间", "", "账号", "问题", "发现时间"],
        ["示例门户", "错链", "2026-3-5", "", "示例微信", "未更新", "2026-3-6"],
        ["示例教育", "错链", "2026-3-5", "", "", "", ""],
    )
    plan = looked_at("issues", data)[1]
    assert plan.counts == {"add": 3}
    assert len({row.sheet for row in plan.rows}) == 2


def test_an_inspection_on_its_side_keeps_its_title(office):
    data = files.a_book(
        ["检查平台", "示例门户", "示例教育"],
        ["检查时间", "2026-3-5", "2026-3-5"],
        ["检查结果", "合格", "不合格"],
        ["得分", "９２．５", "61分"],
        title="2026年第一季度检查表",
    )
    plan = looked_at("inspections", data)[1]
    assert plan.counts == {"add": 2}
    assert "2026年第一季度检查表" in " ".join(plan.remarks), "so that a person can change it"
    assert [(row.values["inspection"], row.values["score"]) for row in plan.rows] == [
        ("2026年第一季度检查表", 92.5), ("2026年第一季度检查表", 61),
    ]  # fmt: skip


@pytest.mark.parametrize("merged", ["", "B1:C1 A1:A2"])
def test_headings_that_are_headings_only_with_the_row_above(office, merged: str):
    data = files.a_book(
        ["账号名称", "更新情况", "", "备注"],
        ["", "最近更新时间", "标题", ""],
        ["示例微信", "9月1日", "一条", ""],
        ["示例微博", "26.9.2", "二条", ""],
        merged=merged,
    )
    plan = looked_at("posts", data, "2026年9月更新.xlsx")[1]
    assert [row.values["last_post_on"] for row in plan.rows] == [date(2026, 9, 1), date(2026, 9, 2)]
