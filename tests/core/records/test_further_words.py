"""The files of a further office, in its own headings, words, units and days: what the chapter's own dialog
makes of each, and what the page of imports does, is the same."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from core.access import Actor, Role
from core.common import clock
from core.imports import apply as imports
from core.imports import chapter_files as files
from core.imports.kinds import kind_of
from core.imports.reading import read_office_file
from core.records import keeping
from core.records.chapters import CHAPTERS
from core.registry.importing.learned import learned
from db.engine import writing
from db.models import ColumnLevel, SiteColumn, UnitLevel
from tests.core.records.test_every_chapter import NAMES, a_file
from tests.rows import a_unit, a_website

CLERK = Actor("丁", Role.SUPERVISOR)
SITE, ACCOUNT = "海州区人民政府网", "板浦微讯"
# Chapter → the lines of its file, from the title or the headings on, and what its good rows say.
OFFICE: dict[str, tuple[list[list[Any]], list[dict[str, Any]]]] = {
    "regulation": (
        [
            ["海州区制度一览表（截至2022年底）"],
            [
                "序号",
                "制度（文件）名称",
                "属性",
                "印发时间",
                "制定单位",
                "发文号",
                "修订情况",
                "实施范围",
                "废止时间",
            ],
            [
                1,
                "网站管理办法",
                "区级",
                "2019年6月",
                "区政府办公室",
                "海政办发〔2019〕21号",
                "第2版",
                "全区",
                "",
            ],
            [2, "信息发布审核制度", "镇级", "2021.3.15", "板浦镇", "", "", "本镇", "2023/12/31"],
        ],
        [
            {"kind": "district", "issued_on": date(2019, 6, 1), "edition": "第2版", "binds": "全区"},
            {"kind": "unit", "issued_on": date(2021, 3, 15), "in_force_until": date(2023, 12, 31)},
        ],
    ),
    "drill": (
        [
            ["2022年度网络安全应急演练情况统计表"],
            ["演练类别", "时间", "组织部门", "发现问题（个）", "总结评估"],
            ["网页防篡改演练", "2022年4月12日", "大数据中心", "2个", "良好"],
            ["钓鱼邮件演练", "8月下旬", "大数据中心", "无", ""],
            ["数据恢复演练", "2022-11-03", "", "—", "合格"],
        ],
        [
            {"day": date(2022, 4, 12), "found": 2},
            {"day": date(2022, 8, 21), "found": 0},
            {"day": date(2022, 11, 3), "found": None},
        ],
    ),
    "survey": (
        [
            ["征集活动", "开始", "结束", "结果反馈"],
            ["规划意见征集", "2022-01-10", "2022-02-10", "2022-03-01"],
            ["满意度测评", "2022年10月", "2022年11月", ""],
        ],
        [
            {"closes_on": date(2022, 2, 10), "result_on": date(2022, 3, 1)},
            {"published_on": date(2022, 10, 1), "result_on": None},
        ],
    ),
    "survey_day": (
        [
            ["活动名称", "统计日期", "参与人次", "有效意见"],
            ["线路民意调查", "2022-06-15", "3.1万", "1,204条"],
        ],
        [{"opinions": 1204}],
    ),
    "suggestion": (
        [
            ["建言标题", "网民", "提交时间", "公开时间", "答复单位", "答复时间"],
            ["增设斑马线", "李**", "2022-03-02", "2022-03-05", "板浦镇", "2022-03-09"],
            ["增设母婴室", "网友", "2022-05-01", "2022-05-07", "板浦镇", "未答复"],
        ],
        [{"published_on": date(2022, 3, 5), "replied_on": date(2022, 3, 9)}, {"replied_on": None}],
    ),
    "service_theme": ([["专题服务", "上线"], ["不动产登记", "2020年9月"]], [{"opened_on": date(2020, 9, 1)}]),
    "service_section": (
        [
            ["服务主题", "子栏目", "责任部门", "链接地址", "上线时间"],
            ["企业开办", "公章刻制", "板浦镇", "", "2020-09-15"],
        ],
        [{"name": "公章刻制", "opened_on": date(2020, 9, 15)}],
    ),
    "unit_score": (
        [["排名", "单位", "2022年3月得分", "考核依据"], [2, "板浦镇", "92.3分", "海政办〔2021〕9号"]],
        [{"month": date(2022, 3, 1), "score": 92.3}],
    ),
    "traffic": (
        [
            ["月份", "站点", "PV（万次）", "UV", "新访客"],
            ["2022年1月", SITE, "35.2", "98,213", "3,120"],
            [date(2022, 2, 1), SITE, "28.9万", "80122", "2455"],
        ],
        [{"visits": 352_000, "new_visitors": 3120, "span": "month"}, {"visits": 289_000, "span": "month"}],
    ),
    "column_month": (
        [
            ["2022年栏目更新统计"],
            ["栏目", "1月", "2月份", "合计"],
            ["政务动态", 120, 98, 218],
            ["政策解读", 12, "", 12],
        ],
        [
            {"month": date(2022, 1, 1), "published": 120},
            {"month": date(2022, 2, 1), "published": 98},
            {"month": date(2022, 1, 1), "published": 12},
        ],
    ),
    "relaunch": (
        [["改版网站", "完成日期", "改版内容"], [SITE, "2022年5月20日", "全新首页"]],
        [{"day": date(2022, 5, 20), "note": "全新首页"}],
    ),
    "notice": (
        [
            ["文件标题", "文号", "类型", "成文日期", "反馈截止"],
            ["一季度检查情况", "海政办通〔2022〕4号", "检查通报", "2022-04-08", "4月25日前"],
            ["年度考核结果", "海政办通〔2022〕1号", "考核结果", "2022-01-28", ""],
            ["漏洞的风险提示", "海网安〔2022〕2号", "漏洞预警", "2022-01-05", "2022-01-10"],
        ],
        [{"kind": "supervision", "reply_by": date(2022, 4, 25)}, {"kind": "assessment"}, {"kind": "alert"}],
    ),
    "mlps_assessment": (
        [
            ["系统名称", "等保级别", "备案编号", "测评日期", "结论", "测评单位", "下次测评日期"],
            [SITE, "三级", "32070312345-00001", "2022-07-08", "中", "某测评公司", "2023-07-07"],
        ],
        [{"result": "fair", "expires_on": date(2023, 7, 7)}],
    ),
    "data_assessment": (
        [
            [
                "评估事项",
                "评估单位（处理者）",
                "评估完成时间",
                "评估机构",
                "风险总数",
                "完成整改",
                "报网信部门时间",
            ],
            ["年度风险评估", "板浦镇", "2022-12-10", "某公司", 6, 5, "2022-12-20"],
        ],
        [{"risks": 6, "mended": 5, "reported_on": date(2022, 12, 20)}],
    ),
    "incident": (
        [
            ["安全事件名称", "涉事网站", "发现时间", "上报网信办用时（小时）", "处置完成"],
            ["植入暗链", SITE, "2022-09-02 10:30", "3小时", "2022-09-02"],
            ["误发", ACCOUNT, "2022年10月8日", "1.5", "当日"],
        ],
        [{"hours": 3, "settled_on": date(2022, 9, 2)}, {"hours": 1.5, "settled_on": None}],
    ),
    "duty": (
        [
            ["2022年元旦读网值班表"],
            ["日期", "白班", "夜班"],
            ["2022-01-01", "张三", "李四"],
            ["2022-01-02", "王五", ""],
        ],
        [
            {"shift": "day", "person": "张三"},
            {"shift": "night", "person": "李四"},
            {"shift": "day", "person": "王五"},
        ],
    ),
    "reading": (
        [
            ["读网日期", "读网对象", "读网员", "浏览网页（个）", "错敏信息", "处理情况"],
            ["2022-03-01", SITE, "孙七", "120个", "2处", "已改"],
            ["2022-03-02", ACCOUNT, "周八", "15篇", "无", "—"],
        ],
        [{"pages": 120, "found": 2, "note": "已改"}, {"pages": 15, "found": 0, "note": ""}],
    ),
    "review": (
        [
            [
                "稿件题目",
                "刊发平台",
                "一审",
                "二审",
                "三审",
                "一校",
                "二校",
                "三校",
                "纠错（处）",
                "发布时间",
            ],
            ["春耕备耕", SITE, "钱一", "孙二", "李三", "周四", "", "", "3", "2022-02-14 09:20"],
        ],
        [{"final_review": "李三", "first_proof": "周四", "corrected": 3}],
    ),
    "training": (
        [
            ["班次", "举办时间", "承办", "参训人次", "学时"],
            ["提升班", "2022年4月18—19日", "板浦镇", "126人次", "2"],
        ],
        [{"day": date(2022, 4, 18), "attendees": 126}],
    ),
    "work_group": (
        [
            ["所在单位", "群组名称", "载体", "成员（人）", "摸排日期", "问题类型", "整治情况", "整治日期"],
            ["板浦镇", "打卡群", "钉钉", "85人", "2022-08-11", "强制打卡", "解散", "2022-09-03"],
            ["板浦镇", "工作群", "微信", "22", "2022-08-12", "正常使用", "保留", ""],
        ],
        [
            {"platform": "dingtalk", "finding": "forced", "closed_on": date(2022, 9, 3)},
            {"platform": "wechat", "finding": "keep", "closed_on": None},
        ],
    ),
}


@pytest.fixture(autouse=True)
def office(database):
    with clock.frozen(datetime(2023, 1, 10, 4, 0, tzinfo=UTC)):
        top = a_unit(name="海州区人民政府办公室", level=UnitLevel.DISTRICT)
        a_unit(name="板浦镇人民政府", parent_id=top)
        site = a_website(unit_id=top, name=SITE)
        a_website(unit_id=top, name=ACCOUNT, kind="wechat", url=None)
        with writing() as session:
            for name in ("政务动态", "政策解读"):
                session.add(
                    SiteColumn(channel_id=site, level=ColumnLevel.MAIN, name=name, opened_on=date(2020, 1, 1))
                )
        keeping.enter("survey", {"title": "线路民意调查", "published_on": "2022-06-01"}, actor=CLERK)
        keeping.enter("service_theme", {"name": "企业开办", "opened_on": "2020-09-01"}, actor=CLERK)
        yield


def a_book(lines: list[list[Any]]) -> bytes:
    made = openpyxl.Workbook()
    for line in lines:
        made.worksheets[0].append(line)
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def by_the_page(key: str, data: bytes) -> list[dict[str, Any]]:
    """What the page of imports would write of each row."""
    file = read_office_file(kind_of(f"record-{key}"), data, "台账.xlsx", learned())
    plan = imports.dry_run(file, actor=CLERK)
    assert {row.number: [str(one) for one in row.faults] for row in plan.rows if row.faults} == {}
    return [dict(write.values) for row in plan.rows for write in row.writes]


@pytest.mark.parametrize("key", OFFICE)
def test_a_file_of_another_office_is_read_alike_in_both_places(key: str):
    lines, wanted = OFFICE[key]
    rows = files.planned(key, a_book(lines), "台账.xlsx")
    assert [row.fault for row in rows if row.fault] == []
    for found in ([row.values for row in rows], by_the_page(key, a_book(lines))):
        assert len(found) == len(wanted)
        for each in wanted:
            assert any(all(one[name] == value for name, value in each.items()) for one in found), each


@pytest.mark.parametrize("one", CHAPTERS, ids=lambda one: one.key)
def test_the_template_of_every_chapter_is_taken_by_the_page_of_imports(one):
    with clock.frozen(datetime(2026, 11, 23, 4, 0, tzinfo=UTC)):
        site = a_website(unit_id=a_unit(name="某局"), name="某网")
        with writing() as session:
            early = date(2018, 1, 1)
            session.add(SiteColumn(channel_id=site, level=ColumnLevel.MAIN, name="某栏目", opened_on=early))
        keeping.enter("survey", {"title": "某调查", "published_on": "2018-01-01"}, actor=CLERK)
        keeping.enter("service_theme", {"name": "某主题", "opened_on": "2018-01-01"}, actor=CLERK)
        assert NAMES
        assert len(by_the_page(one.key, a_file(one))) == 1


@pytest.mark.parametrize(("cell", "said"), [(2, "2天"), ("0.5天", "0.5天")])
def test_days_of_a_training_are_no_hours(cell: object, said: str):
    data = a_book([["班次", "举办时间", "参训人次", "学时（天）"], ["提升班", "2022-04-18", 126, cell]])
    (row,) = files.planned("training", data, "表.xlsx")
    assert "学时" in row.fault
    file = read_office_file(kind_of("record-training"), data, "表.xlsx", learned())
    (found,) = imports.dry_run(file, actor=CLERK).rows
    assert "学时" in str(found.faults[0])
    assert found.shown.endswith(f" {said}")


def test_a_matrix_of_months_without_a_year_is_refused():
    lines = [["栏目", "1月", "2月"], ["政务动态", 120, 98]]
    rows = files.planned("column_month", a_book(lines), "表.xlsx")
    assert all("没有年份" in row.fault for row in rows)
    assert [row.good for row in files.planned("column_month", a_book(lines), "2022年.xlsx")] == [True, True]
