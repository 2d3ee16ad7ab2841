"""Visits from what web analytics export, each in its own format: titles, totals, grouped numbers, months,
hours; what an export does not say stays open, never 0."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.errors import DomainError
from core.imports import chapter_files as files
from core.imports.apply import dry_run
from core.imports.kinds import kind_of
from core.imports.reading import read_office_file
from core.jobs import undo
from core.records import keeping, lists
from core.records.analytics import Choice, words
from core.records.export_days import Stretch, order_of, stretch_of
from core.reporting.figures import figures_of
from core.reporting.figures.counting import year_to
from core.reporting.reports.behind import rows_behind
from db.models import TrafficDay, TrafficSpan
from tests.rows import NOON, a_unit, a_website, all_of

OFFICE = Actor("丁", Role.INSPECTOR)
DAYS = date(2019, 1, 1), date(2019, 12, 31)

BAIDU = """趋势分析报告
"站点：www.a.example.cn"
"日期：2019/01/01 - 2019/01/02"

日期,浏览量(PV),访问次数,访客数(UV),新访客数,新访客比率,IP数,跳出率,平均访问时长
全站统计,"3,579",900,800,300,37.5%,700,40%,00:02:10
2019/01/02 星期三,"2,345",500,450,"1,200",40%,400,41%,00:02:00
2019/01/01 星期二,"1,234",400,350,120,35%,300,39%,00:02:20
2019/01/03 星期四,--,--,--,--,--,--,--,--
"""
LA51 = (
    "日期\tPV\tUV\tIP\t新独立访客\r\n2019-01-01\t1234\t350\t300\t120\r\n"
    "2019-01-02\t2345\t450\t400\t1200\r\n合计\t3579\t800\t700\t1320\r\n"
)
GOOGLE = """# ----------------------------------------
# All Web Site Data
# Audience Overview
# 20190101-20190102
# ----------------------------------------

Day Index,Pageviews,New Users
1/1/19,"1,234",120
1/2/19,"2,345","1,200"
1/31/19,"5",0
,"3,584","1,320"
"""
GOOGLE4 = """# ----------------------------------------
# Pages and screens
# Start date: 20190101
# End date: 20190102
# ----------------------------------------
Nth day,Views,New users
0000,1234,120
0001,2345,1200

Nth day,Active users
0000,9
"""
MATOMO = """Date,Unique visitors,Visits,Pageviews,Unique new visitors
2019-01-01,350,400,1234,120
2019-01-02,450,500,2345,1200
"""
NATIONAL = """全国政府网站信息统计表
填报单位：某区
序号,网站名称,网站标识码,年,月,网站总访问量（次）,独立用户访问量
1,某网,5001060001,2019,1,12.5万,3000
2,某网,5001060001,2019,2,98 000,2800
,合计,,,,223000,
"""
HOURS = """日期,小时,PV,新访客数
2019-01-01,00:00 - 00:59,34,20
2019-01-01,01:00 - 01:59,1200,100
2019-01-02,00:00 - 00:59,2345,1200
"""
BOTH_DAYS = [(date(2019, 1, 1), 1234, 120), (date(2019, 1, 2), 2345, 1200)]


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


@pytest.fixture
def site() -> int:
    return a_website(unit_id=a_unit(), name="某网", url="https://www.a.example.cn/", category="portal")


def taken(data: bytes, choice: Choice, name: str = "导出.csv") -> int:
    job = files.ask("traffic", data, name, choice, actor=OFFICE)
    work_off()
    return job


def kept() -> list[tuple[date, int, int | None]]:
    return [
        (row.day, row.visits, row.new_visitors) for row in sorted(all_of(TrafficDay), key=lambda r: r.day)
    ]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(BAIDU, "gb18030"), (LA51, "utf-8-sig"), (MATOMO, "utf-16"), (GOOGLE4, "utf-8"), (HOURS, "utf-8")],
    ids=["baidu", "51la", "matomo", "ga4", "hours"],
)
def test_days_of_an_export_are_entered_once_and_taken_back(site, text, encoding):
    data = text.encode(encoding)
    rows = files.planned("traffic", data, "导出.csv", Choice(site))
    assert [row.fault for row in rows if row.fault and "访问量" not in row.fault] == []
    job = taken(data, Choice(site))
    assert kept() == BOTH_DAYS
    assert not any(row.good for row in files.planned("traffic", data, "导出.csv", Choice(site)))
    undo(job, actor=OFFICE)
    work_off()
    assert kept() == []


def test_what_was_not_measured_is_wrong_and_not_0(site):
    rows = files.planned("traffic", BAIDU.encode(), "导出.csv", Choice(site))
    assert [(row.number, row.good) for row in rows] == [(7, True), (8, True), (9, False)]
    assert "访问量" in rows[2].fault
    export = files.export_of("traffic", BAIDU.encode(), "导出.csv")
    assert export.counted == ("浏览量(PV)", "访问次数")
    assert export.aside == (6,)
    visits = files.planned("traffic", BAIDU.encode(), "导出.csv", Choice(site, "访问次数"))
    assert [row.values["visits"] for row in visits if row.good] == [500, 400]


def test_days_with_the_year_last_are_read_by_the_numbers_that_can_be_no_month(site):
    taken(GOOGLE.encode(), Choice(site))
    assert kept() == [*BOTH_DAYS, (date(2019, 1, 31), 5, 0)]
    assert order_of(["1/2/2019", "13/2/2019"]) == "day"
    ambiguous = b"Date,Views\n1/2/2019,5\n3/4/2019,6\n"
    assert not any(row.good for row in files.planned("traffic", ambiguous, "a.csv", Choice(site)))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2019/01/31", (31, 31)), ("20190131", (31, 31)), ("2019年1月31日", (31, 31)),
        ("Jan 31, 2019", (31, 31)),
        ("Thursday, January 31, 2019", (31, 31)), ("31 January 2019", (31, 31)), ("201901", (1, 31)),
        ("2019年1月", (1, 31)), ("January 2019", (1, 31)), ("2019-01-01 至 2019-01-31", (1, 31)),
        ("2019/01/01-2019/01/07", None), ("2019-02-31", None), ("第 5 周", None), ("2019", None),
    ],
)  # fmt: skip
def test_a_day_or_a_whole_month_is_read_and_a_week_is_not(text, days):
    found = stretch_of(text, "year", words().months)
    assert (found == text) if days is None else isinstance(found, Stretch)
    if isinstance(found, Stretch):
        assert (found.first, found.last) == tuple(date(2019, 1, day) for day in days)


def test_months_of_sites_that_the_file_names_leave_new_visitors_open(site):
    data = NATIONAL.encode("gb18030")
    taken(data, Choice())
    assert kept() == [(date(2019, 1, 1), 125_000, None), (date(2019, 2, 1), 98_000, None)]
    assert {row.span for row in all_of(TrafficDay)} == {TrafficSpan.MONTH}
    assert lists.sums("traffic", *DAYS) == {"": 2, "visits": 223_000, "new_visitors": None}
    day = {"channel_id": site, "day": date(2019, 3, 1), "visits": 1, "new_visitors": 4}
    keeping.enter("traffic", day, actor=OFFICE)
    assert lists.sums("traffic", *DAYS)["new_visitors"] == 4
    assert lists.unsaid("traffic", *DAYS) == {"new_visitors": 2}


def test_a_month_has_days_or_the_whole_but_never_both(site):
    row = {"channel_id": site, "visits": 5}
    keeping.enter("traffic", {**row, "day": date(2019, 1, 9)}, actor=OFFICE)
    with pytest.raises(DomainError, match="2019-01"):
        keeping.enter("traffic", {**row, "day": date(2019, 1, 20), "span": "month"}, actor=OFFICE)
    rows = files.planned("traffic", NATIONAL.encode("gb18030"), "表.csv")
    assert [row.good for row in rows] == [False, True]
    taken(NATIONAL.encode("gb18030"), Choice())
    with pytest.raises(DomainError, match="2019-02"):
        keeping.enter("traffic", {**row, "day": date(2019, 2, 9)}, actor=OFFICE)
    line = next(one for one in lists.listed("traffic", *DAYS).rows if one.values["day"].month == 2)
    day = {**line.values, "span": "day"}
    keeping.change("traffic", line.key, line.values, day, actor=OFFICE)
    keeping.enter("traffic", {**row, "day": date(2019, 2, 9)}, actor=OFFICE)
    with pytest.raises(DomainError, match="2019-02"):
        keeping.change("traffic", line.key, day, line.values, actor=OFFICE)
    with pytest.raises(DomainError, match="还没有结束"):
        keeping.enter("traffic", {**row, "day": clock.today(), "span": "month"}, actor=OFFICE)


def test_the_page_of_imports_keeps_days_and_months_apart_as_well(site):
    keeping.enter("traffic", {"channel_id": site, "day": date(2019, 1, 9), "visits": 5}, actor=OFFICE)
    book = openpyxl.Workbook()
    for row in (
        ["网站", "日期", "访问量", "统计周期"],
        ["某网", "2019-01", 7, "整月"],
        ["某网", "2019-02", 7, "整月"],
    ):
        book.worksheets[0].append(row)
    buffer = BytesIO()
    book.save(buffer)
    chief = Actor("丙", Role.SUPERVISOR)
    plan = dry_run(read_office_file(kind_of("record-traffic"), buffer.getvalue(), "表.xlsx", {}), actor=chief)
    assert [row.action for row in plan.rows] == ["wrong", "add"]


def test_months_count_with_their_days_in_the_gain_and_only_once_they_are_over(site):
    keeping.enter("relaunch", {"channel_id": site, "day": date(2019, 2, 10)}, actor=OFFICE)
    months = [(1, 3100), (2, 99_999), (3, 24_800)]
    rows = [{"channel_id": site, "day": date(2019, n, 1), "visits": 10, "new_visitors": new, "span": "month"}
            for n, new in months]  # fmt: skip
    keeping.enter_many("traffic", rows, actor=OFFICE)
    with_march = figures_of(date(2019, 3, 31))["portal"]
    assert (with_march["total_visits"], with_march["daily_new_unique_visitors_gain"]) == (30, 700)
    middle = figures_of(date(2019, 3, 20))["portal"]
    assert (middle["total_visits"], middle["daily_new_unique_visitors_gain"]) == (20, None)
    behind = rows_behind("portal.total_visits", year_to(date(2019, 3, 20)))
    assert sum(row.amount for row in behind.rows) == 20
