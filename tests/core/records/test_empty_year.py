"""The whole year of the published report, entered on an empty installation by the functions behind forms and
files only: every figure and every identity comes out."""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.__main__ import main
from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.export import rows_xlsx
from core.common.vocabulary import ColumnLevel, IssueSource, RegisteredState, Severity, UnitKind, UnitLevel
from core.imports import chapter_files as files
from core.intake.reading import planned as planned_intake
from core.intake.taking import take_in
from core.issues.entry import Entry
from core.issues.entry import enter as enter_issue
from core.lifecycle import census, migration
from core.lifecycle.census import Campaign
from core.lifecycle.late_exit import Exit, record_exit
from core.lifecycle.opening import Wanted, open_cases
from core.lifecycle.steps import File, take
from core.registry.site_columns import ColumnValues, add_column, retire_column
from core.registry.units import UnitValues, create_unit
from core.reporting.figures import identities
from core.reporting.figures.labels import leaves
from db.models import CaseKind

REPORT = json.loads(Path(__file__).parents[2].joinpath("data/shapingba-2019.json").read_text("utf-8"))
EXPECTED = {
    f"{section}.{path}": value
    for section, found in REPORT.items()
    if isinstance(found, dict)
    for path, value in leaves(found)
}
CLERK, CHIEF = Actor("丁", Role.INSPECTOR), Actor("丙", Role.SUPERVISOR)
RELAUNCH, YEAR_END = date(2019, 5, 20), date(2019, 12, 31)
KINDS = {"wechat-subscription": 137, "weibo": 23, "toutiao": 2, "app": 14, "douyin": 5}
OWNERS = {"department": (3, 45), "institution": (15, 136)}


@contextmanager
def on(day: date) -> Iterator[None]:
    with clock.frozen(datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)):
        yield


def from_file(chapter: str, rows: list[dict[str, Any]]) -> None:
    """Fill in the template, look at what it would do, and let the job enter it."""
    empty, *_ = files.template(chapter)
    names = list(files.chapter(chapter).fields)
    book = openpyxl.load_workbook(BytesIO(rows_xlsx(empty)))
    for row in rows:
        book.worksheets[0].append([row.get(field.name) for field in names])
    buffer = BytesIO()
    book.save(buffer)
    found = files.planned(chapter, buffer.getvalue(), "表.xlsx")
    assert [row.fault for row in found if row.fault] == []
    files.ask(chapter, buffer.getvalue(), "表.xlsx", actor=CLERK)
    assert work_off() == 1


def the_grid() -> tuple[list[int], list[int]]:
    """One district office, 48 supervisors, 57 bodies that disclose; departments first, then institutions."""
    office = create_unit(unit("区政府办公室", UnitLevel.DISTRICT, None), actor=CHIEF)
    above = [
        create_unit(unit(f"局{n}", UnitLevel.INDUSTRY, office, discloses=True), actor=CHIEF)
        for n in range(48)
    ]
    schools = [
        create_unit(
            unit(f"中心{n}", UnitLevel.OPERATOR, above[n], UnitKind.INSTITUTION, discloses=n < 9), actor=CHIEF
        )
        for n in range(20)
    ]
    return above, schools


def unit(
    name: str, level: UnitLevel, parent: int | None, kind: UnitKind = UnitKind.DEPARTMENT, **more: Any
) -> UnitValues:
    return UnitValues(name=name, level=level, kind=kind, parent_id=parent, **more)


def the_registry(above: list[int], schools: list[int]) -> tuple[list[int], list[int]]:
    """52 websites and 283 accounts, found by the first census: those that stay first."""
    with on(date(2019, 2, 20)):
        first = census.start(Campaign("第一次普查", date(2019, 2, 20)), actor=CHIEF)

        def found(raw: dict[str, Any], owner: int) -> int:
            return census.add(first, raw, unit_id=owner, actor=CHIEF)

        owners = [*above[:3], *(schools[n % 20] for n in range(15)), *above[3:37]]
        sites = [found(a_site(n), owner) for n, owner in enumerate(owners)]
        kinds = [kind for kind, count in KINDS.items() for _ in range(count)] + ["weibo"] * 102
        holders = [above[n % 48] for n in range(45)] + [schools[n % 20] for n in range(238)]
        accounts = [
            found(
                {"kind": kind, "name": f"号{n}", "account": f"id{n}", "url": f"https://a.example.cn/{n}"},
                owner,
            )
            for n, (kind, owner) in enumerate(zip(kinds, holders, strict=True))
        ]
        census.end(first, actor=CHIEF)
    for name, day in (("第二次普查", date(2019, 6, 3)), ("第三次普查", date(2019, 10, 8))):
        with on(day):
            census.end(census.start(Campaign(name, day), actor=CHIEF), actor=CHIEF)
    return sites, accounts


def a_site(n: int) -> dict[str, Any]:
    raw: dict[str, Any] = {"kind": "website", "name": f"网{n}", "url": f"http://w{n}.example.cn/"}
    return raw | ({"category": "portal", "mlps_level": 3} if n == 0 else {})


def the_consolidation(sites: list[int], accounts: list[int]) -> None:
    for channel in sites[18:]:
        record_exit(
            channel,
            Exit(date(2019, 6, 20), "整合到门户", RegisteredState.CLOSED, paper="〔2019〕12号"),
            actor=CHIEF,
        )
    gone = accounts[181:]
    for channel in gone[40:]:
        record_exit(channel, Exit(date(2019, 9, 2), "长期不更新", paper="〔2019〕30号"), actor=CHIEF)
    with on(date(2019, 10, 10)):
        cases = open_cases(gone[:40], Wanted(CaseKind.CANCEL, "同平台重复"), actor=CHIEF)
    page = File("证明.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")
    for day, steps in (
        (date(2019, 10, 11), ("consent", "request", "approval", "notice")),
        (date(2019, 11, 20), ("switched_off",)),
    ):
        with on(day):
            for case in cases:
                for step in steps:
                    take(case, step, note="已办", files=[page], actor=CHIEF)


def the_portal(portal: int, old: int, units: list[int]) -> None:
    def opened(name: str, level: ColumnLevel, day: date, **more: Any) -> int:
        new = more.pop("new", False)
        return add_column(portal, ColumnValues(name, level, **more), opened_on=day, new=new, actor=CHIEF)

    before = [opened(f"旧栏目{n}", ColumnLevel.LEVEL1, date(2018, 1, 1)) for n in range(40)]
    for column in before:
        retire_column(column, version=1, actor=CHIEF, reason="改版", on=RELAUNCH)
    for level, count in ((ColumnLevel.MAIN, 9), (ColumnLevel.THEME, 4)):
        for n in range(count):
            opened(f"{level}{n}", level, RELAUNCH)
    sections = [
        opened(
            f"子栏目{n}", ColumnLevel.SECTION, date(2018, 1, 1), unit_id=units[n % 48] if n < 112 else None
        )
        for n in range(225)
    ]
    sections += [opened(f"新栏目{n}", ColumnLevel.SECTION, date(2019, 7, 1), new=True) for n in range(11)]
    for column in sections[219:225]:
        retire_column(
            column, version=1, actor=CHIEF, reason="归并", on=date(2019, 9, 1), merged_into_id=sections[0]
        )
    for n, column in enumerate([*sections[:219], *sections[225:]]):
        plan = migration.plan(column_id=column, from_channel_id=old, planned=150, actor=CHIEF)
        day = YEAR_END if n == 0 else date(2019, 11, 30)
        migration.report_moved(plan, moved=150, finished_on=day, actor=CHIEF)


def the_records() -> None:
    site = "网0"
    from_file("relaunch", [{"channel_id": site, "day": "2019-05-20", "note": "首页改版"}])
    days = [date(2019, 1, 1) + timedelta(days=n) for n in range(365)]
    early = (RELAUNCH - days[0]).days
    visits = [{"channel_id": site, "day": day, "visits": 114_602, "new_visitors": 1000 + 700 * (n >= early)}
              for n, day in enumerate(days)]  # fmt: skip
    visits[-1]["visits"] += 41_830_000 - 365 * 114_602
    from_file("traffic", visits)
    months = [
        {"column_id": "子栏目0 · 网0", "month": f"2019年{n}月", "published": 6100} for n in range(1, 13)
    ]
    from_file("column_month", [{"column_id": "子栏目0", "month": "2018-03", "published": 5281}, *months])
    kinds = ["区级管理制度"] * 29 + ["单位管理制度"] * 165 + ["网络安全制度"] * 26
    from_file(
        "regulation",
        [{"title": f"制度{n}", "kind": kind, "issued_on": "2018年6月"} for n, kind in enumerate(kinds)],
    )
    from_file("drill", [{"title": f"演练{n}", "day": date(2019, 3 * n, 18)} for n in range(1, 5)])
    from_file("survey", [{"title": f"调查{n}", "published_on": date(2019, 3, n)} for n in (1, 2)])
    from_file("survey_day", [{"survey_id": "调查1", "day": date(2019, 3, 9), "opinions": "160,000"}])
    replied = {"published_on": date(2019, 4, 1), "replied_on": date(2019, 4, 20)}
    from_file("suggestion", [{"title": f"建议{n}", **replied} for n in range(31)])
    opened = {"opened_on": date(2019, 2, 1)}
    from_file("service_theme", [{"name": f"主题{n}", **opened} for n in range(3)])
    from_file("service_section", [{"theme_id": "主题0", "name": f"服务{n}", **opened} for n in range(17)])
    scores = [(2, 40.0), *((n, 80.0) for n in range(3, 12)), (12, 110.2)]
    given = {"unit_id": "局0", "rule_version": "1"}
    from_file("unit_score", [{**given, "month": date(2019, n, 1), "score": score} for n, score in scores])
    notices = ["督查通报"] * 7 + ["考核通报"] * 9 + ["网络安全预警通报"] * 14
    from_file(
        "notice",
        [
            {
                "number": f"〔2019〕{n}号",
                "title": f"通报{n}",
                "kind": kind,
                "issued_on": date(2019, 1 + n % 12, 9),
            }
            for n, kind in enumerate(notices)
        ],
    )
    from_file("inspection", [{"name": f"第{n}季度自查", "started_on": date(2019, 3 * n - 1, 1),
                              "ended_on": date(2019, 3 * n, 1)} for n in (1, 2, 3)])  # fmt: skip


def the_issues(unit_id: int) -> None:
    wanted = {
        IssueSource.MLPS: 7, IssueSource.VULNERABILITY: 189, IssueSource.INSPECTION: 73,
        IssueSource.CONTENT: 1000,
    }  # fmt: skip
    for source, count in wanted.items():
        for n in range(count):
            entry = Entry(
                f"{source}{n}", Severity.GENERAL, source=source, unit_id=unit_id,
                opened_on=date(2019, 8, 1), settled_on=date(2019, 8, 20),
            )  # fmt: skip
            assert not enter_issue(entry, actor=CHIEF).joined


def the_messages() -> None:
    answered, day = ["已办理", "2019-09-10", "2019-09-10", ""], "2019-09-02"
    rows = [[f"m{n}", f"留言{n}", day, *answered] for n in range(5401)]
    rows += [[f"t{n}", f"转办{n}", day, "", "", "2019-09-12", "局1"] for n in range(69)]
    for part in (rows[:4000], rows[4000:]):
        taken("message", ["编号", "内容", "收到日期", "答复内容", "答复日期", "办结日期", "转办单位"], part)
    reports = [[f"e{n}", f"错字{n}", day, *answered[:3]] for n in range(10)]
    taken("report", ["编号", "内容", "收到日期", "答复内容", "答复日期", "办结日期"], reports)


def taken(kind: Any, headings: list[str], rows: list[list[str]]) -> None:
    out = StringIO(newline="")
    csv.writer(out).writerows([headings, *rows])
    found = planned_intake(kind, out.getvalue().encode("utf-8-sig"), "留言.csv")
    assert [row.fault for row in found if row.fault] == []
    assert take_in(kind, found, actor=CHIEF) == len(rows)


@pytest.mark.usefixtures("database")
def test_the_year_entered_by_forms_and_files_prints_all_64_figures_and_7_identities(capsys):
    with on(date(2019, 1, 2)):
        above, schools = the_grid()
    sites, accounts = the_registry(above, schools)
    with on(date(2020, 1, 10)):
        the_consolidation(sites, accounts)
        the_portal(sites[0], sites[20], above)
        the_records()
        the_issues(above[0])
        the_messages()
        capsys.readouterr()
        assert main(["figures", "--as-of", "2019-12-31", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    found = {path: value for path, value in leaves(printed) if path != "as_of"}
    assert found.keys() == EXPECTED.keys()
    wrong = {
        path: (found[path], value)
        for path, value in EXPECTED.items()
        if not (found[path] >= (1 if value == "N" else value)
                if value == "N" or path.endswith("_at_least") else found[path] == value)
    }  # fmt: skip
    assert wrong == {}
    assert len(found) == 64
    checked = identities(printed)
    assert len(checked) == 7
    assert all(one.holds for one in checked)
