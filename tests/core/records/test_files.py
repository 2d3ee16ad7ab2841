"""Rows of a chapter from a file: what each would do, entered as a job, taken back, all or nothing."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.errors import DomainError
from core.common.export import rows_xlsx
from core.common.text import LANGUAGES, use_language
from core.imports import chapter_files as files
from core.jobs import undo
from core.jobs.views import view
from core.records import keeping, lists, references
from core.records.chapter import Kind
from core.records.chapters import CHAPTERS, chapter
from core.registry.kinds import kind_name
from db.models import Drill, JobState, Notice, TrafficDay, UnitLevel
from tests.rows import NOON, a_unit, a_website, all_of

OFFICE, STAFF = Actor("丁", Role.INSPECTOR), Actor("乙", Role.STAFF)
DAYS = date(2019, 1, 1), date(2026, 12, 31)


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def book(headings, *rows) -> bytes:
    made = openpyxl.Workbook()
    for row in (headings, *rows):
        made.worksheets[0].append(row)
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def drills(*rows):
    return book(["演练名称", "演练日期"], *rows)


def entered(key, data, name="表.xlsx"):
    job = files.ask(key, data, name, actor=OFFICE)
    work_off()
    return job


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [one.key for one in CHAPTERS])
def test_each_template_is_read_again_and_holds_no_row(key, language):
    use_language(language)
    a_website(unit_id=a_unit())
    assert files.planned(key, rows_xlsx(*files.template(key)), "模板.xlsx") == ()


def test_wrong_rows_are_named_and_the_good_ones_entered_and_taken_back():
    data = drills(
        ["断网演练", date(2026, 5, 4)], ["", date(2026, 5, 5)], ["篡改演练", "五月"], ["明年", "2027-01-01"],
        ["断网演练", "2026年5月4日"], ["勒索演练", "2026.6.1"],
    )  # fmt: skip
    found = files.planned("drill", data, "演练.xlsx")
    assert [(row.number, row.good, row.there) for row in found] == [
        (2, True, False), (3, False, False), (4, False, False), (5, False, False), (6, False, True),
        (7, True, False),
    ]  # fmt: skip
    assert ["演练名称" in found[1].fault, "日期" in found[2].fault, "晚于今天" in found[3].fault] == [
        True
    ] * 3
    assert all_of(Drill) == []
    job = entered("drill", data)
    assert [row.title for row in all_of(Drill)] == ["断网演练", "勒索演练"]
    assert view(job).said == "已登记 2 条，4 条未登记。"
    assert not any(row.good for row in files.planned("drill", data, "演练.xlsx"))
    undo(job, actor=OFFICE)
    work_off()
    assert all_of(Drill) == []


def test_a_row_that_was_changed_since_stops_the_whole_undo():
    job = entered("drill", drills(["甲", date(2026, 5, 4)], ["乙", date(2026, 5, 5)]))
    row = next(one for one in lists.listed("drill", *DAYS).rows if one.values["title"] == "乙")
    keeping.change("drill", row.key, row.values, {**row.values, "title": "乙改"}, actor=OFFICE)
    back = undo(job, actor=OFFICE)
    work_off()
    assert view(back).state is JobState.FAILED
    assert {one.title for one in all_of(Drill)} == {"甲", "乙改"}


def test_references_are_known_by_name_code_or_address_and_numbers_as_they_are_typed():
    unit = a_unit()
    first = a_website(unit_id=unit, name="门户", code="W1", url="http://a.example.cn/")
    for name in ("重名", "重名"):
        a_website(unit_id=unit, name=name)
    head = ["网站", "日期", "访问量", "新增独立访客"]
    data = book(
        head, ["门户", date(2026, 5, 4), 1200, 3], ["W1", "2026-05-05", "4,183", "0"],
        ["http://a.example.cn/", "2026-05-06", "1.5", 1], ["重名", "2026-05-04", 1, 1],
        ["无此网站", "2026-05-04", 1, 1], ["门户", "2026-05-04", 9, 9],
    )  # fmt: skip
    found = files.planned("traffic", data, "访问.xlsx")
    assert [row.good for row in found] == [True, True, False, False, False, False]
    assert ("整数" in found[2].fault, "多个" in found[3].fault, "没有网站" in found[4].fault) == (True,) * 3
    assert found[5].there
    job = entered("traffic", data, "访问.xlsx")
    assert {(row.channel_id, row.visits) for row in all_of(TrafficDay)} == {(first, 1200), (first, 4183)}
    undo(job, actor=OFFICE)
    work_off()
    assert all_of(TrafficDay) == []


def test_what_a_spreadsheet_would_run_is_refused_and_a_guarded_text_is_itself():
    found = files.planned("drill", drills(["=1+1", date(2026, 5, 4)], ["'=1+1", date(2026, 5, 5)]), "a.xlsx")
    assert "公式" in found[0].fault
    assert found[1].values["title"] == "=1+1"


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"PK\x03\x04", "a.csv", "已损坏"),
        (b"abc", "a.pdf", "扩展名"),
        ("名称,日子\n甲,2026-05-04\n".encode(), "a.csv", "演练名称、演练日期"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(data, name, sentence):
    with pytest.raises(DomainError, match=sentence):
        files.planned("drill", data, name)


def test_a_csv_of_another_offices_words_is_read_and_staff_may_not():
    data = "Name,Day\r\n断网,2026/5/4\r\n".encode()
    use_language("en")
    heading = ",".join(files.template("drill")[0].headings)
    found = files.planned("drill", data.replace(b"Name,Day", heading.encode()), "drills.csv")
    assert found[0].values == {"title": "断网", "day": date(2026, 5, 4), "result": "", "found": None}
    with pytest.raises(DomainError, match="inspector"):
        files.ask("drill", drills(["甲", date(2026, 5, 4)]), "a.xlsx", actor=STAFF)
    assert work_off() == 0
    assert all_of(Drill) == []


def test_a_notice_issued_here_is_counted_but_not_changed_among_those_on_paper():
    from core.reporting.figures import figures_of
    from db.engine import writing
    from db.models import NoticeKind, NoticePaper

    paper = {"number": "〔2026〕3号", "title": "通报", "kind": "supervision", "issued_on": "2026-03-02"}
    keeping.enter("notice", paper, actor=OFFICE)
    with writing() as session:
        notice = Notice(
            kind=NoticeKind.SUPERVISION, number="〔2026〕4号", title="二", issued_on=date(2026, 4, 2)
        )
        session.add(notice)
        session.flush()
        session.add(
            NoticePaper(
                kind=NoticeKind.SUPERVISION, title="二", first=date(2026, 1, 1), last=date(2026, 3, 31),
                notice_id=notice.id, made_by="丙", made_at=NOON,
            )
        )  # fmt: skip
        number = notice.id
    assert figures_of(date(2026, 12, 31))["assessment"]["supervision_notices"] == 2
    assert [row.values["title"] for row in lists.listed("notice", *DAYS).rows] == ["通报"]
    values = {"number": "〔2026〕4号", "title": "二", "kind": NoticeKind.SUPERVISION,
              "issued_on": date(2026, 4, 2), "reply_by": None}  # fmt: skip
    for act in (
        lambda: keeping.withdraw("notice", (number,), values, actor=OFFICE),
        lambda: keeping.change("notice", (number,), values, {**values, "title": "改"}, actor=OFFICE),
    ):
        with pytest.raises(DomainError):
            act()
    assert chapter("notice").own is not None


OTHER_WORDS = {
    "regulation": (
        ["序号", "文件名称", "类别", "发文时间", "制发单位", "文号"],
        [1, "云岭区网站管理办法", "本级制度", "2023.3.1", "区府办", "云府办〔2023〕5号"],
        {"kind": "district", "issued_on": date(2023, 3, 1), "document": "云府办〔2023〕5号"},
    ),
    "drill": (
        ["演练科目", "演练时间", "发现隐患数"],
        ["网页被篡改应急演练", "2023/5/16", "3个"],
        {"day": date(2023, 5, 16), "found": 3},
    ),
    "duty": (
        ["日期", "班次", "值班员", "部门", "联系方式"],
        ["2023-01-02", "24小时", "李某", "区教育局", "/"],
        {"shift": "whole", "person": "李某", "phone": ""},
    ),
    "training": (
        ["培训内容", "时间", "主办部门", "参训人数（人次）", "课时"],
        ["网站安全", "2023年9月6日", "区住建局", "1.2万", "3课时"],
        {"day": date(2023, 9, 6), "attendees": 12_000, "hours": 3},
    ),
    "work_group": (
        ["群名称", "平台", "所属部门", "成员数", "排查时间", "排查结果", "清理时间"],
        ["工作群", "微信", "区人社局", "320人", "2023-10-10", "僵尸群", ""],
        {"platform": "wechat", "members": 320, "finding": "idle", "closed_on": None},
    ),
    "traffic": (
        ["网站名称", "统计月份", "访问量（万次）", "统计周期"],
        ["示例网站", "2023年1月", 418.3, "按月"],
        {"day": date(2023, 1, 1), "visits": 4_183_000, "span": "month", "new_visitors": None},
    ),
}


@pytest.mark.parametrize("key", OTHER_WORDS)
def test_a_file_in_other_words_is_read_as_it_is_meant(key):
    top = a_unit(name="云岭区人民政府办公室", level=UnitLevel.DISTRICT)
    for name in ("教育局", "住房和城乡建设局", "人力资源和社会保障局"):
        a_unit(name=f"云岭区{name}", parent_id=top)
    a_website(unit_id=top, name="示例网站")
    headings, row, wanted = OTHER_WORDS[key]
    (found,) = files.planned(key, book(["云岭区2023年台账"], headings, row), "台账.xlsx")
    assert (found.fault, {name: found.values[name] for name in wanted}) == ("", wanted)
    assert "unit_id" not in found.values or found.values["unit_id"] is not None


def test_a_sheet_a_month_is_one_file_and_a_choice_that_is_none_is_answered_with_those_there_are():
    made = openpyxl.Workbook()
    for month in (1, 2):
        sheet = made.active if month == 1 else made.create_sheet()
        sheet.title = f"{month}月"
        sheet.append(["值班日期", "班次", "值班人"])
        sheet.append([date(2023, month, 5), "全天", "张三"])
    sheet.append([date(2023, 2, 6), "轮班", "李四"])
    buffer = BytesIO()
    made.save(buffer)
    rows = files.planned("duty", buffer.getvalue(), "值班表.xlsx")
    assert [row.values["day"].month for row in rows if row.good] == [1, 2]
    (wrong,) = [row for row in rows if not row.good]
    assert wrong.shown.startswith("2月: ")
    assert "白班、夜班、全天" in wrong.fault


def test_a_heading_of_the_template_goes_before_one_in_other_words():
    data = book(["名称", "演练名称", "时间", "演练日期"], ["错", "对", "2023-01-01", "2023-02-02"])
    (row,) = files.planned("drill", data, "表.xlsx")
    assert (row.values["title"], row.values["day"]) == ("对", date(2023, 2, 2))


def test_a_survey_of_every_year_is_the_one_of_the_rows_year_and_set_apart_by_its_day():
    first, second = (
        keeping.enter("survey", {"title": "满意度调查", "published_on": f"{year}-03-01"}, actor=OFFICE)[0]
        for year in (2025, 2026)
    )
    assert set(references.choices(Kind.SURVEY).values()) == {
        "满意度调查（2025-03-01）",
        "满意度调查（2026-03-01）",
    }
    data = book(
        ["调查征集", "日期", "收到意见数"],
        ["满意度调查", "2025-06-01", 5],
        ["满意度调查", "2026-06-01", 7],
        ["满意度调查（2025-03-01）", "2026-01-09", 2],
        ["满意度调查", "2024-06-01", 9],
    )
    rows = files.planned("survey_day", data, "表.xlsx")
    assert [row.values.get("survey_id") for row in rows] == [first, second, first, None]
    assert "多个对象" in rows[3].fault


def test_accounts_of_one_name_are_set_apart_by_their_platform():
    unit = a_unit()
    made = {
        kind: a_website(kind=kind, unit_id=unit, name="清河发布", url=None) for kind in ("wechat", "weibo")
    }
    words = {
        ident: name for ident, name in references.choices(Kind.CHANNEL).items() if ident in made.values()
    }
    assert words == {one: f"清河发布（{kind_name(kind)}）" for kind, one in made.items()}
    heads = ["读网日期", "平台", "读网人", "读了多少页", "发现问题数"]
    data = book(heads, *(["2026-05-06", name, "王五", 9, 0] for name in words.values()))
    rows = files.planned("reading", data, "表.xlsx")
    assert [row.values.get("channel_id") for row in rows] == [*words]
