"""The year of another place, entered in the next January from the files that its clerk keeps: the register,
lists of the past, exports of a scanner and of web analytics. Every figure is what the files say, none is 0
that nobody recorded, and no identity fails."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.__main__ import main
from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.imports import apply as imports
from core.imports import chapter_files as files
from core.imports.kinds import kind_of
from core.imports.reading import Said, read_office_file
from core.lifecycle import census
from core.lifecycle.census import Campaign
from core.records import completeness
from core.records.analytics import Choice
from core.registry.importing.apply import apply, dry_run
from core.registry.importing.learned import learned
from core.registry.importing.plan import Options
from core.registry.importing.reading import read_file
from core.reporting.figures.labels import leaves
from db.models import CensusResult, Channel
from tests.core.imports.files import a_book
from tests.core.records.test_empty_year import taken
from tests.registry_files import a_csv
from tests.rows import all_of

CLERK, CHIEF = Actor("丁", Role.INSPECTOR), Actor("丙", Role.SUPERVISOR)
OFFICE = "示例县人民政府办公室"
BUREAUS = [f"示例县第{n}局" for n in "一二三四五六七八九"] + ["示例县教育局", "示例县民政局", "示例县水利局"]
STREETS = [f"示例县{n}街道办事处" for n in "东南西北中"]
CENTRES = [
    f"示例县{n}中心"
    for n in (
        "融媒体",
        "政务",
        "文化",
        "图书",
        "疾控",
        "就业",
        "救助",
        "测绘",
        "档案",
        "信息",
        "体育",
        "监测",
    )
]
PORTAL = "示例县人民政府网"
RELAUNCH = date(2021, 5, 10)


def brought_in(kind: str, *rows: Sequence[Any], said: Said | None = None) -> None:
    """Look at a file of the page of imports, and carry it out."""
    file = read_office_file(
        kind_of(kind), a_book(*rows, title="台账"), "台账.xlsx", learned(), said or Said()
    )
    plan = imports.dry_run(file, actor=CHIEF)
    assert {row.number: [str(one) for one in row.faults] for row in plan.rows if row.faults} == {}
    imports.apply(file, seen=plan.fingerprint(), actor=CHIEF)


def the_units() -> None:
    rows = [[OFFICE, "区级", "", "是", "政府办"]]
    rows += [[name, "行业主管部门", OFFICE, "是", "部门"] for name in BUREAUS]
    rows += [[name, "责任单位", OFFICE, "是", "街道"] for name in STREETS]
    rows += [[name, "责任单位", BUREAUS[n], "否", "事业单位"] for n, name in enumerate(CENTRES)]
    brought_in("units", ["单位名称", "级别", "上级主管部门", "是否公开主体", "机构性质"], *rows)


def the_register() -> None:
    """10 websites, of which 4 are of institutions; 24 accounts, of which 9 are."""
    headings = (
        "平台编码",
        "平台名称",
        "平台类型",
        "开办单位",
        "首页网址",
        "账号名称或账号ID",
        "网站类别",
        "等保级别",
    )
    owners = [OFFICE, *BUREAUS[:5], *CENTRES[:4]]
    sites = [
        (f"W{n}", PORTAL if n == 0 else f"网站{n}", "网站", owner, f"http://w{n}.example.cn/", "",
         *(("门户", "三级") if n == 0 else ("", "")))
        for n, owner in enumerate(owners)
    ]  # fmt: skip
    kinds = ["微信订阅号"] * 14 + ["微博"] * 6 + ["抖音"] * 4
    holders = [*BUREAUS, *STREETS[:3], *CENTRES[:9]]
    accounts = [
        (f"A{n}", f"账号{n}", kind, holder, "", f"id{n}", "", "")
        for n, (kind, holder) in enumerate(zip(kinds, holders, strict=True))
    ]
    file = read_file(a_csv(*sites, *accounts, headings=headings), "台账.csv")
    options = Options(since=date(2020, 1, 1))
    plan = dry_run(file, options)
    assert [str(fault) for row in plan.rows for fault in row.faults] == []
    apply(file, options, seen=plan.fingerprint(), actor=CHIEF)


def the_census_and_the_closings() -> None:
    day = date(2021, 3, 1)
    one = census.start(Campaign("2021年普查", day), actor=CHIEF)
    everything = [row.id for row in all_of(Channel)]
    assert not census.answer(one, everything, CensusResult.CONFIRMED, actor=CHIEF, day=day).refused
    census.end(one, actor=CHIEF, day=date(2021, 3, 20))
    gone = [
        ["网站8", "关停", "2021-06-30"],
        ["网站9", "整合", "2021年6月30日"],
        ["账号23", "注销", "2021.9.1"],
    ]
    rows = [[*row, "长期不更新", "县办〔2021〕9号", PORTAL if row[1] == "整合" else ""] for row in gone]
    brought_in("exits", ["平台名称", "处置方式", "处置日期", "原因", "批复文号", "整合去向"], *rows)


def the_columns() -> None:
    old = [[PORTAL, f"旧栏目{n}", "一级栏目", "2019-01-01", "", "2021-05-10", "", ""] for n in range(6)]
    main_ones = [[PORTAL, f"栏目{n}", "主要栏目", "2021-05-10", "", "", "", ""] for n in range(5)]
    themes = [[PORTAL, f"专题{n}", "专题专栏", "2021-05-10", "", "", "", ""] for n in range(3)]
    sections = [[PORTAL, f"子栏目{n}", "二级栏目", "2019-01-01", "", "", "", STREETS[n % 5] if n < 12 else ""]
                for n in range(20)]  # fmt: skip
    sections += [[PORTAL, f"新栏目{n}", "二级栏目", "2021-07-01", "是", "", "", ""] for n in range(4)]
    sections[19][5:7] = ["2021-09-01", "子栏目0"]
    headings = ["网站", "栏目名称", "栏目级别", "开设日期", "是否新增", "撤销日期", "并入", "责任单位"]
    brought_in("columns", headings, *old, *main_ones, *themes, *sections)
    brought_in("record-relaunch", ["网站", "上线日期"], [PORTAL, RELAUNCH])
    months = [["子栏目0 · " + PORTAL, f"2021-{n:02d}", 400 + n] for n in range(1, 13)]
    brought_in("record-column_month", ["栏目", "月份", "发布条数"], *months)


def the_visits() -> None:
    """百度统计 of every day: 1,000 visits and 40 new visitors, 100 since the relaunch."""
    days = [date(2021, 1, 1) + timedelta(days=n) for n in range(365)]
    rows = [f'{day:%Y/%m/%d},"1,000",300,250,{100 if day >= RELAUNCH else 40}' for day in reversed(days)]
    text = "\n".join(
        ["趋势分析", "日期,浏览量(PV),访问次数,访客数(UV),新访客数", '全站统计,"365,000",1,1,1', *rows]
    )
    site = next(one.id for one in all_of(Channel) if one.name == PORTAL)
    files.ask("traffic", text.encode("gb18030"), "百度统计.csv", Choice(site), actor=CLERK)
    assert work_off() == 1


def the_problems() -> None:
    quarters = [
        ("一季度", "2021-03-25"),
        ("二季度", "2021-06-24"),
        ("三季度", "2021-09-23"),
        ("四季度", "2021-12-22"),
    ]
    rows = [[f"2021年{name}抽查", day, f"网站{n}", "不合格", f"{name}的问题{n}", f"{day[:8]}28"]
            for name, day in quarters for n in (1, 2, 3)]  # fmt: skip
    brought_in("inspections", ["检查名称", "检查日期", "网站名称", "结论", "存在问题", "整改日期"], *rows)
    content = [[f"网站{n % 7 + 1}", "错别字", f"错字{n}", "2021-08-02", "2021-08-05"] for n in range(30)]
    mlps = [[PORTAL, "等保", f"等保问题{n}", "2021-04-02", "2021-04-30"] for n in range(3)]
    brought_in("issues", ["平台名称", "问题来源", "问题", "发现日期", "整改日期"], *content, *mlps)
    ends = [["已修复", "2021-11-20"]] * 9 + [["未修复", ""]] * 2
    holes = [
        [f"漏洞{n}", "高危" if n % 2 else "低危", f"w{n % 5}.example.cn", *end] for n, end in enumerate(ends)
    ]
    brought_in(
        "scans",
        ["漏洞名称", "风险等级", "域名", "修复状态", "修复时间"],
        *holes,
        said=Said(date(2021, 11, 8)),
    )
    kinds = ["督查通报"] * 4 + ["考核通报"] * 2 + ["网络安全预警通报"] * 5
    notices = [
        [f"县办〔2021〕{n}号", f"通报{n}", kind, f"2021-{n:02d}-15"] for n, kind in enumerate(kinds, 1)
    ]
    brought_in("notices", ["文号", "标题", "通报类型", "印发日期"], *notices)


def the_rest() -> None:
    """What other chapters hold; surveys were none, and nobody kept the drills or the scores."""
    kinds = ["区级管理制度"] * 8 + ["单位管理制度"] * 20 + ["网络安全制度"] * 5
    rows = [[f"制度{n}", kind, "2020-06-01"] for n, kind in enumerate(kinds)]
    rows.append(["旧制度", "区级管理制度", "2015-01-01"])
    headings = ["制度名称", "类别", "印发日期"]
    brought_in("record-regulation", headings, *rows[:-1])
    brought_in("record-regulation", [*headings, "有效期至"], [*rows[-1], "2021-06-30"])
    replied = [[f"建议{n}", "2021-04-01", "2021-04-20" if n < 9 else ""] for n in range(10)]
    brought_in("record-suggestion", ["建议标题", "公开日期", "官方回复日期"], *replied)
    brought_in(
        "record-service_theme", ["主题名称", "开设日期"], ["办事", "2021-02-01"], ["就医", "2021-02-01"]
    )
    brought_in(
        "record-service_section", ["所属主题", "栏目名称", "开设日期"],
        *([["办事", f"服务{n}", "2021-02-01"] for n in range(6)]),
    )  # fmt: skip
    heads = ["编号", "内容", "收到日期", "答复内容", "答复日期", "办结日期", "转办单位"]
    answered = [
        [f"m{n}", f"留言{n}", "2021-10-11", "已办", "2021-10-15", "2021-10-15", ""] for n in range(40)
    ]
    sent_on = [[f"t{n}", f"转办{n}", "2021-10-11", "", "", "2021-10-20", BUREAUS[0]] for n in range(5)]
    waiting = [["w0", "未办", "2021-12-30", "", "", "", ""]]
    taken("message", heads, answered + sent_on + waiting)
    for key in ("survey", "survey_day"):
        completeness.confirm_none(key, 2021, actor=CLERK)


EXPECTED = {
    "portal.level1_columns_before_upgrade": 6, "portal.main_columns_after_upgrade": 5,
    "portal.theme_blocks": 3, "portal.sections": 23, "portal.monthly_updates_average": 406,
    "portal.total_visits": 365_000,
    "portal.relaunched_in": "2021-05", "portal.daily_new_unique_visitors_gain": 60,
    "portal.updates_growth_over_2020_percent": None, "portal.mlps_level": 3,
    "registry.channels_total": 31, "registry.supervised_total": 31, "registry.websites.total": 8,
    "registry.websites.by_owner.department": 6, "registry.websites.by_owner.public_institution": 2,
    "registry.media_accounts.total": 23,
    "registry.media_accounts.by_owner.department_street_or_unit": 15,
    "registry.media_accounts.by_owner.subordinate_public_institution": 8,
    "registry.media_accounts.by_kind.wechat": 14, "registry.media_accounts.by_kind.weibo": 6,
    "registry.media_accounts.by_kind.toutiao": 0, "registry.media_accounts.by_kind.app": 0,
    "registry.media_accounts.by_kind.other": 3,
    "registry.grid.district": 1, "registry.grid.industry_supervisors": 12, "registry.grid.operators": 17,
    "policies.district_management_systems": 8, "policies.unit_management_systems": 20,
    "policies.network_security_systems": 5,
    "consolidation.censuses": 1, "consolidation.websites_found": 10, "consolidation.media_accounts_found": 24,
    "consolidation.websites_closed": 2, "consolidation.media_accounts_cancelled": 1,
    "consolidation.of_which_batch_cancelled_same_platform_duplicates": 0,
    "migration.portal_sections_migrated": None, "migration.portal_items_migrated_at_least": None,
    "migration.finished_by": None, "migration.sections_added": 4, "migration.sections_merged": 1,
    "migration.disclosure_bodies": 18, "migration.unit_specific_sections_at_least": 12,
    "security.mlps_findings_rectified": 3, "security.alerts_issued": 5,
    "security.vulnerabilities_found_and_rectified": 9, "security.drills": None,
    "interaction.surveys_published": 0, "interaction.opinions_collected_at_least": 0,
    "interaction.suggestions_published": 10, "interaction.suggestions_official_reply_rate_percent": 90.0,
    "interaction.error_reports_received": None, "interaction.error_reports_closed_rate_percent": None,
    "interaction.messages_handled": 45, "interaction.messages_transferred": 5,
    "interaction.messages_publicly_answered": 40, "interaction.messages_closed_rate_percent": 97.8,
    "interaction.convenience_themes": 2, "interaction.convenience_sections": 6,
    "assessment.quarterly_self_inspections": 4, "assessment.self_inspection_problems_found_and_rectified": 12,
    "assessment.supervision_notices": 4, "assessment.assessment_notices": 2,
    "assessment.content_problems_rectified_at_least": 30,
    "assessment.unit_monthly_score_growth_since_launch_percent": None,
}  # fmt: skip


@pytest.mark.usefixtures("database")
def test_a_year_of_another_place_prints_what_its_files_say(capsys):
    with clock.frozen(datetime(2022, 1, 10, 4, 0, tzinfo=UTC)):
        the_units()
        the_register()
        the_census_and_the_closings()
        the_columns()
        the_visits()
        the_problems()
        the_rest()
        capsys.readouterr()
        status = main(["figures", "--as-of", "2021-12-31", "--json"])
    printed = {path: value for path, value in leaves(json.loads(capsys.readouterr().out)) if path != "as_of"}
    wrong = {
        path: (value, EXPECTED.get(path, "?"))
        for path, value in printed.items()
        if value != EXPECTED.get(path, "?")
    }
    assert wrong == {}
    assert printed.keys() == EXPECTED.keys()
    assert status == 0
