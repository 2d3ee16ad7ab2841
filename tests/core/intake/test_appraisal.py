"""What persons say of messages and reports: class, satisfaction, justified or not; how long answers took."""

from datetime import date, timedelta

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.export import rows_xlsx
from core.common.sheet import Sheet
from core.common.text import LANGUAGES, use_language
from core.intake import lists, moves
from core.intake.lists import IS_CONTENT, Filter
from core.intake.moves import UNSAID, Form
from core.intake.reading import planned, template
from core.intake.taking import take_in
from db.models import AuditEntry, CitizenMessage, Nature, Satisfaction
from tests.rows import NOON, all_of

OFFICE = Actor("监管员", Role.SUPERVISOR)
CLERK = Actor("经办人", Role.STAFF)
TODAY = date(2026, 11, 23)
EARLIER = TODAY - timedelta(days=6)


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def a_message(nature: str = "", *, answered: bool = True) -> int:
    row = moves.enter("message", Form("何时公示", EARLIER, topic="公示", nature=nature), actor=CLERK)
    if answered:
        moves.answer("message", [row], "下周一", actor=OFFICE)
    return row


def ids(**wanted: str) -> list[int]:
    return sorted(row.id for row in lists.listed("message", Filter(**wanted)).rows)


def appraised() -> lists.Appraised:
    return lists.appraised("message", EARLIER, TODAY)


def test_what_nobody_said_is_in_no_rate():
    silent, happy, so_so, angry = (a_message() for _ in range(4))
    assert appraised() == lists.Appraised({}, 0, 0, 0, 0)
    for row, word in ((happy, "satisfied"), (so_so, "fair"), (angry, "dissatisfied")):
        done = moves.appraise("message", [row], satisfaction=word, actor=OFFICE)
        assert done.done == (row,)
    moves.appraise("message", [happy, so_so], justified="yes", nature="complaint", actor=OFFICE)
    moves.appraise("message", [angry], justified="no", actor=OFFICE)
    assert appraised() == lists.Appraised({"complaint": 2}, 2, 3, 2, 3)
    assert ids(satisfaction=IS_CONTENT) == [happy, so_so]
    assert ids(satisfaction="fair") == [so_so]
    assert ids(satisfaction=UNSAID) == [silent]
    assert ids(justified="no") == [angry]
    assert ids(nature="complaint") == [happy, so_so]
    assert ids(nature=UNSAID) == [silent, angry]


def test_what_was_said_is_taken_back_and_the_rest_stays():
    row = a_message("help")
    moves.appraise("message", [row], satisfaction="fair", justified="yes", actor=OFFICE)
    moves.appraise("message", [row], satisfaction=UNSAID, actor=OFFICE)
    (kept,) = all_of(CitizenMessage)
    assert (kept.nature, kept.satisfaction, kept.justified) == (Nature.HELP, None, True)
    changes = [entry.changes for entry in all_of(AuditEntry) if entry.action == "appraise"]
    assert changes[1] == {"satisfaction": ["fair", None]}


def test_nobody_is_satisfied_before_an_answer_and_staff_may_not_say_so():
    row = a_message(answered=False)
    moved = moves.appraise("message", [row], satisfaction="satisfied", actor=OFFICE)
    assert not moved.done
    assert "尚未答复" in moved.refused[row]
    for given in ({}, {"nature": "poem"}):
        with pytest.raises(DomainError, match="至少选择一项"):
            moves.appraise("message", [row], **given, actor=OFFICE)
    with pytest.raises(DomainError, match="权限"):
        moves.appraise("message", [row], nature="help", actor=CLERK)


def test_of_a_report_it_is_only_said_whether_it_was_justified():
    report = moves.enter("report", Form("链接打不开", TODAY), actor=CLERK)
    with pytest.raises(DomainError, match="只登记是否属实"):
        moves.appraise("report", [report], nature="help", justified="yes", actor=OFFICE)
    moves.appraise("report", [report], justified="yes", actor=OFFICE)
    assert lists.appraised("report", TODAY, TODAY) == lists.Appraised({}, 0, 0, 1, 1)
    assert lists.listed("report", Filter(justified="yes")).total == 1


def test_days_taken_are_those_from_receipt_to_answer():
    answered, open_ = a_message(), a_message(answered=False)
    taken = {row.id: row.days_taken for row in lists.listed("message", Filter()).rows}
    assert taken == {answered: 6, open_: None}
    assert lists.counts("message", EARLIER, TODAY).days == 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_says_the_same_in_the_words_of_offices(language):
    rows = [
        ["1", "路灯不亮", EARLIER, "已修", TODAY, "投诉举报", "基本满意", "是"],
        ["2", "How to apply", EARLIER, "Online", TODAY, "Question", "", "Not justified"],
        ["3", "没说", EARLIER, "", None, "", "", ""],
        ["4", "乱写", EARLIER, "", None, "诗歌", "", ""],
        ["5", "未答", EARLIER, "", None, "", "满意", ""],
    ]
    headings = ["编号", "内容", "收到日期", "答复内容", "答复日期", "留言类别", "满意度", "是否属实"]
    use_language(language)
    found = planned("message", rows_xlsx(Sheet("x", headings, rows)), "x.xlsx")
    assert [bool(row.fault) for row in found] == [False, False, False, True, True]
    assert ("诗歌" in found[3].fault, len(template("message").headings)) == (True, 13)
    assert take_in("message", found, actor=OFFICE) == 3
    kept = [(row.nature, row.satisfaction, row.justified) for row in all_of(CitizenMessage)]
    assert sorted(kept, key=str) == sorted(
        [(Nature.COMPLAINT, Satisfaction.FAIR, True), (Nature.INQUIRY, None, False), (None, None, None)],
        key=str,
    )
