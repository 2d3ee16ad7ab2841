"""Tables that say what is meant in another way: days since the last post, a column for each platform, ticks,
counts, sums; what cannot be read says what to add."""

from datetime import date
from typing import Any

import pytest

from core.access import Actor, Role
from core.common.errors import DomainError
from core.records import keeping, lists
from core.registry.importing.reading import read_file
from core.registry.importing.table import FileRefused
from db.models import AuditEntry
from tests.core.imports import files
from tests.core.imports.test_imports import an_office, looked_at, noon, refused
from tests.core.registry.test_office_files import first_run
from tests.rows import all_of

__all__ = ["noon"]

CHIEF = Actor("丙", Role.SUPERVISOR)


@pytest.fixture
def office(database) -> dict[str, int]:
    return an_office()


@pytest.mark.parametrize(
    ("title", "heading", "wanted"),
    [
        ("截至2026年9月20日更新情况", "未更新天数", date(2026, 9, 10)),
        ("更新情况", "停更天数（截至2026年9月20日）", date(2026, 9, 10)),
        ("更新情况", "未更新天数", None),
    ],
)
def test_days_without_a_post_are_counted_back_from_the_day_that_the_file_names(
    office, title: str, heading: str, wanted: date | None
):
    data = files.a_book(["账号名称", "平台类型", heading], ["示例微信", "微信公众号", 10], title=title)
    (row,) = looked_at("posts", data)[1].rows
    assert row.values.get("last_post_on") == wanted
    assert ("截至哪一天" in " ".join(map(str, row.faults))) == (wanted is None)


def test_last_posts_with_a_column_for_each_platform(office):
    data = files.a_book(
        ["序号", "单位", "微信公众号", "微博"],
        [1, "示例区人民政府办公室", "—", "2026-09-01"],
        [2, "示例区教育委员会", "2026-09-02", "2026-09-03"],
        [3, "示例区第一中学", "", date(2026, 9, 4)],
        title="2026年9月各单位账号最近更新",
    )
    plan = looked_at("posts", data)[1]
    made = [row.values for row in plan.rows if row.writes]
    assert sorted((one["account"].name, one["last_post_on"]) for one in made) == [
        ("示例微信", date(2026, 9, 2)),
        ("示例微博", date(2026, 9, 4)),
    ]
    assert plan.count("wrong") == 2
    assert all("没有这一平台的账号" in said for said in refused(plan).values())


@pytest.mark.parametrize("headings", [["一季度", "二季度"], ["上半年", "下半年"], ["2024年", "2025年"]])
def test_sums_of_longer_periods_say_what_would_do(office, headings: list[str]):
    data = files.a_book(["网站", *headings], ["示例门户", 5000, 6000], title="2025年访问量")
    with pytest.raises(DomainError, match=f"{headings[0]}.*1月"):
        looked_at("record-traffic", data)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["教委", 3, 1], ["卫健委", 2, 0]], "没有账号名称"),
        ([["教委", "√", ""], ["卫健委", "√", "√"]], "打了勾"),
    ],
)
def test_a_register_without_names_says_what_is_missing(rows: list[list[Any]], said: str):
    data = files.a_book(["单位名称", "微信公众号", "微博"], *rows, title="新媒体账号统计表")
    with pytest.raises(FileRefused, match=said):
        read_file(data, "表.xlsx")


def test_ticks_below_platforms_beside_a_name_are_accounts(office):
    data = files.a_book(
        ["单位名称", "账号名称", "微信公众号", "新浪微博"],
        ["示例区教育委员会", "示例教育发布", "√", "√"],
        ["示例区教育委员会", "示例青年", "", "✓"],
    )
    _, plan = first_run(data)
    found = [(row.values["name"], row.values["kind"]) for row in plan.rows if not row.faults]
    assert sorted(found)[-1] == ("示例青年", "weibo")
    assert len(plan.rows) == 3


def test_a_form_in_which_nothing_was_changed_leaves_no_entry(office):
    given = {"title": "断网演练", "day": "2026-05-04"}
    keeping.enter("drill", given, actor=CHIEF)
    (row,) = lists.listed("drill", date(2026, 1, 1), date(2026, 12, 31)).rows
    before = len(all_of(AuditEntry))
    assert not keeping.change("drill", row.key, row.values, dict(row.values), actor=CHIEF)
    assert len(all_of(AuditEntry)) == before
    assert keeping.change("drill", row.key, row.values, {**row.values, "found": 2}, actor=CHIEF)
