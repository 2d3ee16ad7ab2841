"""The page of reports and messages: counted, listed, entered, read from a file, moved with one click."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.settings import settings
from core.common.text import LANGUAGES, Language, catalogue
from core.intake import lists, moves
from core.intake.jobs import ask_to_take_in
from core.intake.moves import Form
from core.jobs import asking as jobs
from core.records import completeness
from db.models import CitizenMessage, ErrorReport, Issue, IssueSource
from tests.pages.pages import CHINESE, figure, opened, words
from tests.rows import NOON, a_unit, a_website, all_of

OFFICE = Actor("监管员", Role.SUPERVISOR)
TODAY = date(2026, 11, 23)


@pytest.fixture
def noon():
    with clock.frozen(NOON):
        yield


def a_report(received: date = TODAY, **fields) -> int:
    return moves.enter("report", Form("链接打不开", received, **fields), actor=OFFICE)


def dialog(action: str, kind: str = "report") -> AppTest:
    """The dialog of one action for every report: AppTest cannot tick rows of a table."""

    def script(action: str, kind: str) -> None:
        import streamlit as st

        from core.intake.lists import Filter, listed
        from pages.messages.actions import ACTIONS, ask, ask_issue
        from pages.shell.language import apply_language

        apply_language()
        chosen = st.session_state.setdefault("chosen", listed(kind, Filter(), limit=100).rows)
        if action == "issue":
            ask_issue(kind, chosen[0])
        else:
            ask(kind, next(one for one in ACTIONS if one.key == action), chosen)

    return AppTest.from_function(script, args=(action, kind), default_timeout=30).run()


def entry(name: str, kind: str = "report") -> AppTest:
    """The form, or the file, of one kind."""

    def script(name: str, kind: str) -> None:
        from pages.messages import entry
        from pages.shell.language import apply_language

        apply_language()
        getattr(entry, name)(kind)

    return AppTest.from_function(script, args=(name, kind), default_timeout=30).run()


def submit(page: AppTest) -> AppTest:
    next(button for button in page.button if str(button.key).startswith("FormSubmitter")).click().run()
    assert not page.exception
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_database_says_what_to_do(database: Path, language: Language) -> None:
    page = opened("messages", language)
    assert catalogue(language)["common.empty.title"] in [heading.value for heading in page.subheader]


@pytest.mark.parametrize("kind", ["report", "message"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demonstration_is_counted_and_listed(demo_database: Path, language: Language, kind: str) -> None:
    page = opened("messages", language, kind=kind)
    assert len(page.dataframe[0].value) >= 10
    assert any(word.strip("*").endswith("%") for word in words(page))


def test_transferred_and_answered_are_shown_as_the_sum_of_handled(demo_database: Path) -> None:
    assert any("办理" in word and "= 转办" in word for word in words(opened("messages", kind="message")))


def test_the_english_page_has_no_chinese_but_names(demo_database: Path) -> None:
    assert [word for word in words(opened("messages", "en")) if CHINESE.search(word)] == []


@pytest.mark.parametrize("key", ["open", "unanswered", "unclosed", "received"])
def test_each_figure_opens_its_rows(demo_database: Path, key: str) -> None:
    page = opened("messages", kind="message")
    page.button(key=f"open-{key}").click().run()
    assert not page.exception
    assert len(page.get("dialog")) == 1


@pytest.mark.parametrize(
    "nonsense", [{"kind": "x", "state": "y", "late": "z"}, {"unit": "abc", "page": "-1"}, {"id": "999999"}]
)
def test_nonsense_in_the_address_is_ignored(demo_database: Path, nonsense: dict[str, str]) -> None:
    opened("messages", **nonsense)


def test_a_late_one_is_marked_by_shape_and_words(database: Path, noon) -> None:
    a_website()
    a_report(date(2026, 11, 17))
    page = opened("messages")
    assert "▲ 2026-11-20 已逾期" in page.dataframe[0].value.iloc[0].tolist()
    assert figure(page, "unanswered") == "1"


def test_one_is_entered_by_the_form(database: Path, noon) -> None:
    a_website()
    page = entry("form")
    page.text_area(key="intake-text").set_value("首页图片不显示")
    submit(page)
    assert [row.text for row in all_of(ErrorReport)] == ["首页图片不显示"]


def test_an_empty_form_is_refused_in_a_sentence(database: Path, noon) -> None:
    a_website()
    page = submit(entry("form", "message"))
    assert [error.value for error in page.error] == ["请填写内容。"]
    assert all_of(CitizenMessage) == []


def test_a_file_is_shown_first_and_taken_in_on_demand(database: Path, noon) -> None:
    a_website()
    page = entry("file")
    data = "编号,内容,收到日期\nR1,链接失效,2026-11-20\nR2,,2026-11-20\n".encode()
    page.file_uploader(key="intake-file").upload("找错.csv", data, "text/csv").run()
    assert any("可登记 **1** 条" in word for word in words(page))
    assert all_of(ErrorReport) == []
    page.button(key="intake-take").click().run()
    assert work_off() == 1
    assert [row.reference for row in all_of(ErrorReport)] == ["R1"]


def test_several_are_forwarded_with_one_click(database: Path, noon) -> None:
    unit = a_unit(name="示例局")
    for _ in range(3):
        a_report()
    page = dialog("forward")
    page.selectbox(key="message-unit").set_value(unit)
    submit(page)
    assert [row.unit_id for row in all_of(ErrorReport)] == [unit] * 3


def test_forwarding_to_nobody_is_refused(database: Path, noon) -> None:
    a_report()
    page = submit(dialog("forward"))
    assert ["没有这个单位" in error.value for error in page.error] == [True]


def test_an_answer_and_a_closing_are_entered(database: Path, noon) -> None:
    report = a_report()
    page = dialog("answer")
    page.text_area(key="message-words-answer").set_value("已修复")
    submit(page)
    submit(dialog("close"))
    found = lists.one("report", report)
    assert found is not None
    assert (found.state, found.reply) == ("closed", "已修复")


def test_a_report_becomes_an_issue(database: Path, noon) -> None:
    a_report(channel_id=a_website())
    submit(dialog("issue"))
    assert [row.title for row in all_of(Issue)] == ["链接打不开"]


def test_a_message_becomes_an_issue(database: Path, noon) -> None:
    form = Form("预约入口打不开", date(2026, 11, 20), channel_id=a_website())
    moves.enter("message", form, actor=OFFICE)
    submit(dialog("issue", "message"))
    assert [(row.title, row.source) for row in all_of(Issue)] == [("预约入口打不开", IssueSource.MESSAGE)]
    page = opened("messages", kind="message")
    assert all_of(Issue)[0].number in page.dataframe[0].value.iloc[0].tolist()


def test_one_in_the_address_is_shown_with_its_history(database: Path, noon) -> None:
    a_website()
    report = a_report(contact="13800000000")
    page = opened("messages", id=str(report))
    assert any("13800000000" in word for word in words(page))
    assert any("登记" in word and "监管员" in word for word in words(page))


def test_leaders_may_look_but_not_enter(database: Path, noon, monkeypatch) -> None:
    a_website()
    a_report()
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", "leader")
    settings.cache_clear()
    assert not {"intake-enter", "intake-import"} & {button.key for button in opened("messages").button}


def test_figures_are_of_the_year_that_is_asked_for_and_unknown_where_nobody_recorded_it(database, noon):
    for day in (date(2024, 3, 1), date(2025, 5, 2), date(2025, 7, 3)):
        a_report(day)
    assert figure(opened("messages"), "received") == "未登记", "of this year nobody said a word"
    assert figure(opened("messages", year="2025"), "received") == "2"
    completeness.begin("error_report", 2026, actor=OFFICE)
    assert figure(opened("messages"), "received") == "0"
    months = lists.by_month("report", date(2025, 1, 1), date(2025, 12, 31))
    assert months == ((date(2025, 5, 1), 1), (date(2025, 7, 1), 1))


def test_an_import_is_taken_back_unless_somebody_handled_what_it_entered(database, noon):
    a_report()
    data = "内容,收到日期\n打不开,2026-11-02\n有错字,2026-11-03\n".encode()
    for handled, left in ((False, 1), (True, 3)):
        job = ask_to_take_in("report", data, "找错.csv", actor=OFFICE)
        work_off()
        assert len(all_of(ErrorReport)) == 3
        if handled:
            moves.close("report", [all_of(ErrorReport)[-1].id], "已改", actor=OFFICE)
        jobs.undo(job, actor=OFFICE)
        work_off()
        assert len(all_of(ErrorReport)) == left, "all or nothing"
