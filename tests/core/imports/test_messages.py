"""Messages of the public and reports of errors: looked at, entered as a job, taken back, and of what citizens
wrote the trail says nothing."""

from datetime import date

import pytest

from core.commands.jobs import work_off
from core.imports.jobs import ask_to_take_back
from core.jobs.views import view
from db.models import AuditEntry, CitizenMessage, ErrorReport, Handling, ImportBatch, ImportChange, JobState
from tests.core.imports import files
from tests.core.imports.test_clerks_files import office
from tests.core.imports.test_imports import OFFICE, brought_in, looked_at, noon, refused
from tests.rows import all_of

__all__ = ["noon", "office"]

MESSAGES = files.a_book(
    ["序号", "留言编号", "留言标题", "留言内容", "来信时间", "承办部门", "答复时间", "满意度", "信件类型"],
    [1, "LY001", "路灯不亮", "机密甲", "2026-3-2", "区教委", "3月5日", "满意", "投诉举报"],
    [2, "", "社保怎么办", "机密乙", "26/3/6", "", "", "", "咨询类"],
    [3, "LY001", "路灯不亮", "同一编号", "2026-3-2", "", "", "", ""],
    [4, "LY004", "", "", "2026-3-2", "", "", "", ""],
    [5, "LY005", "早于来信", "答复", "2026-3-8", "", "2026-3-1", "", ""],
    [6, "LY006", "没有单位", "内容", "2026-3-8", "没有的局", "", "", ""],
    title="2026年一季度网民留言台账",
)
REPORTS = files.a_book(
    ["找错编号", "网站名称", "找错内容", "错误网址", "提交时间", "办结时间", "是否属实"],
    ["ZC1", "示例门户", "错别字", "http://www.example.cn/a", "2026-3-2", "2026-3-4", "属实"],
    ["", "示例门户", "打不开", "", "2026-3-3", "", ""],
)


def test_messages_are_entered_by_a_job_and_taken_back(office):
    plan, done = brought_in("messages", MESSAGES)
    assert done.state is JobState.DONE
    assert set(refused(plan)) == {6, 7, 8}
    assert plan.counts == {"add": 2, "same": 1, "wrong": 3}
    first, second = all_of(CitizenMessage)
    assert (first.handling, first.replied_on, first.forwarded_on) == (
        Handling.ANSWERED, date(2026, 3, 5), date(2026, 3, 2),
    )  # fmt: skip
    assert (second.handling, second.received_on, second.nature) == (None, date(2026, 3, 6), "inquiry")
    assert looked_at("messages", MESSAGES)[1].counts == {"same": 3, "wrong": 3}
    batch = all_of(ImportBatch)[-1].id
    undone = ask_to_take_back(batch, actor=OFFICE)
    work_off()
    assert view(undone).state is JobState.DONE
    assert all_of(CitizenMessage) == []


@pytest.mark.parametrize(("kind", "data"), [("messages", MESSAGES), ("reports", REPORTS)])
def test_the_trail_says_nothing_of_what_citizens_wrote(office, kind: str, data: bytes):
    brought_in(kind, data)
    batch = all_of(ImportBatch)[-1].id
    ask_to_take_back(batch, actor=OFFICE)
    work_off()
    noun = kind.removesuffix("s")
    entries = [one for one in all_of(AuditEntry) if one.noun == noun]
    assert {one.action for one in entries} == {"import", "undo"}
    assert all("received_on" in one.changes for one in entries)
    said = str([one.changes for one in entries]) + str([one.changes for one in all_of(ImportChange)])
    assert not any(words in said for words in ("机密", "路灯", "错别字", "打不开", "example.cn/a"))


def test_reports_of_errors_are_known_by_number_or_words(office):
    plan, _ = brought_in("reports", REPORTS)
    assert refused(plan) == {}
    first, _ = all_of(ErrorReport)
    assert (first.closed_on, first.justified, first.address) == (
        date(2026, 3, 4), True, "http://www.example.cn/a",
    )  # fmt: skip
    assert looked_at("reports", REPORTS)[1].counts == {"same": 2}


def test_what_was_taken_back_is_in_the_trail_as_it_was(office):
    brought_in("issues", files.ISSUES)
    batch = all_of(ImportBatch)[-1].id
    ask_to_take_back(batch, actor=OFFICE)
    work_off()
    entries = [one for one in all_of(AuditEntry) if one.noun == "issue"]
    given = {one.noun_id: one.changes["title"][1] for one in entries if one.action == "import"}
    back = {one.noun_id: one.changes["title"][0] for one in entries if one.action == "undo"}
    assert given == back != {}
