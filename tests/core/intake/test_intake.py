"""Reports and messages: limits from rule data, each move once, files read before they are believed."""

from datetime import date

import pytest

from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.errors import DomainError, IntakeRefused
from core.common.export import rows_xlsx
from core.common.sheet import Sheet
from core.common.text import t
from core.intake import history, lists, moves
from core.intake.jobs import ask_to_take_in
from core.intake.lists import Filter
from core.intake.moves import Form
from core.intake.reading import planned, template
from core.intake.rules import intake_rules
from core.intake.taking import take_in
from core.jobs.views import views
from core.jobs.worker import claim, given_up
from db.models import (
    AuditEntry,
    CitizenMessage,
    ErrorReport,
    Handling,
    Issue,
    IssueSource,
    JobState,
    Severity,
)
from tests.rows import NOON, a_unit, a_website, all_of

OFFICE = Actor("监管员", Role.SUPERVISOR)
CLERK = Actor("经办人", Role.STAFF)
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def a_report(received: date = TODAY, **fields) -> int:
    return moves.enter("report", Form("链接打不开", received, **fields), actor=CLERK)


def a_message(received: date = TODAY, **fields) -> int:
    return moves.enter("message", Form("何时公示", received, topic="咨询", **fields), actor=CLERK)


def one(kind, row_id):
    found = lists.one(kind, row_id)
    assert found is not None
    return found


def a_file(kind, *rows, headings=("编号", "内容", "收到日期")):
    return rows_xlsx(Sheet("x", headings, rows)), "x.xlsx"


@pytest.mark.parametrize(
    ("received", "answer_by", "close_by"),
    [
        (date(2026, 11, 20), date(2026, 11, 25), date(2026, 12, 20)),
        (date(2026, 9, 30), date(2026, 10, 10), date(2026, 10, 30)),
        (date(2026, 1, 31), date(2026, 2, 4), date(2026, 2, 28)),
        (date(2025, 12, 31), date(2026, 1, 6), date(2026, 1, 31)),
    ],
)
def test_a_report_has_three_working_days_and_one_month(received, answer_by, close_by):
    limit = intake_rules().report
    assert (limit.answer_by(received), limit.close_by(received)) == (answer_by, close_by)


@pytest.mark.parametrize("today", [date(2026, 10, 9), date(2026, 11, 23), date(2026, 3, 1)])
def test_what_counts_as_late_in_the_database_is_what_its_limit_says(today):
    limit = intake_rules().report
    before = limit.unanswered_before(today)
    assert limit.answer_by(before) >= today > limit.answer_by(date.fromordinal(before.toordinal() - 1))
    before = limit.unclosed_before(today)
    assert limit.close_by(before) >= today > limit.close_by(date.fromordinal(before.toordinal() - 1))


def test_a_report_goes_from_received_to_closed_with_who_and_when(either_database):
    report, unit = a_report(), a_unit(name="示例局")
    assert one("report", report).state == "received"
    moves.forward("report", [report], unit, actor=OFFICE)
    assert (one("report", report).state, one("report", report).unit) == ("forwarded", "示例局")
    staff = Actor("张三", Role.STAFF, unit_id=unit)
    moves.answer("report", [report], "已修复", actor=staff)
    assert (one("report", report).replied_by, one("report", report).state) == ("张三", "replied")
    moves.close("report", [report], "", actor=OFFICE)
    assert one("report", report).state == "closed"
    said = [(entry.action, entry.actor) for entry in history.history("report", report)]
    assert said == [("enter", "经办人"), ("forward", "监管员"), ("answer", "张三"), ("close", "监管员")]


def test_transferred_and_answered_add_up_to_handled(either_database):
    messages = [a_message() for _ in range(4)]
    unit = a_unit()
    moves.forward("message", messages[:2], unit, actor=OFFICE)
    moves.answer("message", messages[1:3], "答复如下", actor=OFFICE)
    counts = lists.counts("message", TODAY, TODAY)
    assert (counts.received, counts.transferred, counts.answered_publicly) == (4, 1, 2)
    assert counts.handled == 3
    assert [row.handling for row in sorted(all_of(CitizenMessage), key=lambda row: row.id)] == [
        Handling.TRANSFERRED,
        Handling.ANSWERED,
        Handling.ANSWERED,
        None,
    ]


def test_the_reply_rate_tells_in_time_from_late(either_database):
    in_time, late, silent = a_report(date(2026, 11, 18)), a_report(date(2026, 11, 17)), a_report()
    moves.answer("report", [in_time, late], "已修复", actor=OFFICE)
    counts = lists.counts("report", date(2026, 11, 1), TODAY)
    assert (counts.received, counts.answered, counts.in_time) == (3, 2, 1)
    assert silent


def test_late_ones_are_counted_and_listed(either_database):
    late, fresh, old = a_report(date(2026, 11, 17)), a_report(), a_report(date(2026, 10, 22))
    assert [row.id for row in lists.listed("report", Filter(late="answer")).rows] == [old, late]
    assert [row.id for row in lists.listed("report", Filter(late="close")).rows] == [old]
    counts = lists.counts("report", TODAY, TODAY)
    assert (counts.open, counts.unanswered, counts.unclosed) == (3, 2, 1)
    assert [row.tone for row in lists.listed("report", Filter()).rows] == ["late", "late", "none"]
    assert fresh


def test_nearly_late_ones_are_amber(database):
    row = one("report", a_report(date(2026, 11, 19)))
    assert (row.answer_by, row.tone) == (date(2026, 11, 24), "soon")
    assert [found.id for found in lists.listed("report", Filter(late="soon")).rows] == [row.id]


def test_a_closed_one_is_answered_no_more_and_says_who_was_first(either_database):
    report = a_report()
    moves.close("report", [report], "重复", actor=OFFICE)
    moved = moves.answer("report", [report], "已修复", actor=OFFICE)
    assert moved.done == ()
    assert "监管员 已于 2026-11-23 12:00" in moved.refused[report]
    moves.reopen("report", [report], "误关", actor=OFFICE)
    assert moves.answer("report", [report], "已修复", actor=OFFICE).done == (report,)


def test_closing_without_an_answer_needs_a_reason(database):
    report = a_report()
    assert "说明原因" in moves.close("report", [report], " ", actor=OFFICE).refused[report]
    assert moves.close("report", [report], "无效留言", actor=OFFICE).done == (report,)


def test_one_refusal_does_not_undo_the_others(database):
    reports = [a_report(), a_report()]
    moves.close("report", reports[:1], "重复", actor=OFFICE)
    moved = moves.close("report", [*reports, 999], "重复", actor=OFFICE)
    assert moved.done == (reports[1],)
    assert set(moved.refused) == {reports[0], 999}


def test_a_unit_answers_only_what_was_forwarded_to_it(database):
    report, mine = a_report(), a_unit()
    staff = Actor("张三", Role.STAFF, unit_id=mine)
    assert "本单位" in moves.answer("report", [report], "好", actor=staff).refused[report]
    with pytest.raises(DomainError, match="需要"):
        moves.forward("report", [report], mine, actor=staff)


def test_a_report_becomes_one_issue_of_its_channels_unit(either_database):
    site = a_website()
    report = a_report(channel_id=site)
    number = moves.make_issue("report", report, "联系页面打不开", Severity.GENERAL, actor=OFFICE)
    issue = all_of(Issue)[0]
    assert (issue.number, issue.source, issue.channel_id) == (number, IssueSource.ERROR_REPORT, site)
    assert one("report", report).issue == number
    with pytest.raises(IntakeRefused, match="监管员"):
        moves.make_issue("report", report, "又一次", Severity.GENERAL, actor=OFFICE)
    assert len(all_of(Issue)) == 1


def test_a_message_about_the_same_fault_joins_the_issue_of_the_report(either_database):
    site = a_website()
    report = a_report(channel_id=site)
    message = moves.enter("message", Form("联系页面打不开", TODAY, channel_id=site), actor=OFFICE)
    number = moves.make_issue("report", report, "联系页面打不开", Severity.GENERAL, actor=OFFICE)
    assert moves.make_issue("message", message, "联系页面打不开", Severity.GENERAL, actor=OFFICE) == number
    assert one("message", message).issue == number
    assert len(all_of(Issue)) == 1
    other = moves.enter("message", Form("字太小", TODAY, channel_id=site), actor=OFFICE)
    moves.make_issue("message", other, "字太小", Severity.GENERAL, actor=OFFICE)
    assert all_of(Issue)[-1].source is IssueSource.MESSAGE


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (Form(" ", TODAY), "请填写内容"),
        (Form("甲", date(2026, 11, 24)), "不能晚于今天"),
        (Form("甲", TODAY, channel_id=99), "没有这个平台"),
        (Form("甲" * 4001, TODAY), "最多 4000 字"),
    ],
)
def test_a_form_that_cannot_be_is_refused_in_a_sentence(database, form, said):
    with pytest.raises(IntakeRefused, match=said):
        moves.enter("report", form, actor=CLERK)
    assert all_of(ErrorReport) == []


def test_a_reference_is_entered_once(database):
    a_report(reference="ZC-1")
    with pytest.raises(IntakeRefused, match="ZC-1 已登记过"):
        a_report(reference="ZC-1")


def test_a_file_is_read_row_by_row_and_nothing_is_written_yet(database):
    a_unit(name="示例局")
    data, name = a_file(
        "report",
        ("R1", "首页打不开", "2026-11-20", "示例局"),
        ("R2", "", "2026-11-20", ""),
        ("R3", "错别字", "2026-11-31", ""),
        ("R4", "错别字", "2026-12-01", ""),
        ("R5", "错别字", date(2026, 11, 20), "没有的局"),
        headings=("编号", "找错内容", "提交日期", "转办单位"),
    )
    rows = planned("report", data, name)
    assert [row.good for row in rows] == [True, False, False, False, False]
    assert [row.number for row in rows] == [2, 3, 4, 5, 6]
    assert "不是日期" in rows[2].fault
    assert "找不到单位“没有的局”" in rows[4].fault
    assert all_of(ErrorReport) == []


def test_good_rows_are_taken_in_once(either_database):
    unit = a_unit(name="示例局")
    headings = ("工单号", "留言主题", "留言内容", "留言时间", "承办单位", "回复时间", "回复内容", "办结时间")
    data, name = a_file(
        "message",
        ("W1", "咨询", "何时公示", "2026-11-02 09:30", "示例局", "2026-11-04", "下周公示", "2026-11-04"),
        ("W2", "投诉", "电话打不通", "2026-11-20", "", "", "", ""),
        headings=headings,
    )
    rows = planned("message", data, name)
    assert [row.fault for row in rows] == ["", ""]
    assert take_in("message", rows, actor=CLERK) == 2
    assert take_in("message", rows, actor=CLERK) == 0
    assert [row.there for row in planned("message", data, name)] == [True, True]
    first, second = all_of(CitizenMessage)
    assert (first.unit_id, first.handling, first.closed_on) == (unit, Handling.ANSWERED, date(2026, 11, 4))
    assert (second.handling, second.topic) == (None, "投诉")


def test_a_csv_is_read_like_a_workbook(database):
    data = "编号,内容,收到日期\nR1,链接失效,2026/11/20\n".encode("gbk")
    assert [row.good for row in planned("report", data, "x.csv")] == [True]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"MZ\x90", "x.xlsx", "xlsx 或 .csv"),
        (b"a,b\n1,2\n", "x.csv", "找不到表头"),
        ("内容\n甲\n".encode(), "x.csv", "找不到表头"),
        (b"PK\x03\x04broken", "x.xlsx", ""),
    ],
)
def test_what_is_no_such_file_is_refused(database, data, name, said):
    with pytest.raises(DomainError, match=said):
        planned("report", data, name)


@pytest.mark.parametrize("kind", ["report", "message"])
def test_the_template_can_be_read_back(database, kind):
    rows = planned(kind, rows_xlsx(template(kind)), "模板.xlsx")
    assert [row.good for row in rows] == [True]


def test_contact_and_words_of_a_citizen_stay_out_of_the_audit_trail(database):
    a_report(contact="13800000000")
    assert "13800000000" not in str([entry.changes for entry in all_of(AuditEntry)])


def test_the_demonstration_still_adds_up(demo_database):
    counts = lists.counts("message", date(2019, 1, 1), date(2019, 12, 31))
    assert (counts.received, counts.handled, counts.transferred) == (5470, 5470, 69)


def test_an_import_is_a_job_that_is_done_once_and_says_how_many(database):
    data = "编号,内容,收到日期\nR1,链接失效,2026-11-20\nR2,,2026-11-20\nR3,图片不显示,2026-11-20\n".encode()
    job = ask_to_take_in("report", data, "找错.csv", actor=CLERK, once="dialog")
    assert ask_to_take_in("report", data, "找错.csv", actor=CLERK, once="dialog") == job
    claimed = claim()
    assert claimed is not None
    given_up(*claimed)
    assert work_off() == 1
    assert sorted(row.reference for row in all_of(ErrorReport)) == ["R1", "R3"]
    assert [(one.state, one.said) for one in views("messages", actor=CLERK)] == [
        (JobState.DONE, t("messages.taken", count=2))
    ]
