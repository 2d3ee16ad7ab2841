"""The page of issues: filters, one dialog and one click for many, results in sentences, roles."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access.actor import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.outcome import Outcome
from core.common.settings import settings
from core.common.text import LANGUAGES, Language, catalogue
from core.issues import queries, transitions
from core.issues.filters import Filter
from db.models import IssueState, RegisteredState
from tests.pages.pages import CHINESE, figure, opened, words
from tests.rows import NOON, a_leader, a_report, a_website, an_issue, recorded

CLERK = Actor("甲", Role.STAFF)
FIGURES = ("open", "overdue", "soon", "waiting", "returned", "verified")


def chosen_page() -> AppTest:
    """The action bar with every issue chosen: AppTest cannot tick rows of a table."""

    def script() -> None:
        from core.issues.filters import Filter
        from core.issues.queries import listed
        from pages.components.issues.actions import action_bar
        from pages.shell.language import apply_language

        apply_language()
        action_bar(listed(Filter(), limit=100).rows)

    return AppTest.from_function(script, default_timeout=30).run()


def dialog(key: str) -> AppTest:
    """What the dialog of one action holds for every issue, and the result after it: AppTest runs whole
    scripts only, which closes dialogs."""

    def script(key: str) -> None:
        import streamlit as st

        from core.issues.filters import Filter
        from core.issues.queries import listed
        from pages.components.issues.actions import ACTIONS, ask, result
        from pages.shell.language import apply_language

        apply_language()
        chosen = st.session_state.setdefault("chosen", listed(Filter(), limit=100).rows)
        result()
        if not st.session_state.get("sent"):
            ask(next(action for action in ACTIONS if action.key == key), chosen)

    return AppTest.from_function(script, args=(key,), default_timeout=30).run()


def buttons(page: AppTest) -> set[str]:
    return {str(button.key).removeprefix("action-") for button in page.button if button.key}


def submit(page: AppTest) -> AppTest:
    """Press the button of the dialog's form."""
    sending = next(button for button in page.button if str(button.key).startswith("FormSubmitter"))
    sending.click().run()
    return done(page)


def done(page: AppTest) -> AppTest:
    """Let the job that was asked for be done, and draw the page again."""
    assert not page.exception
    if work_off():
        page.session_state["sent"] = True
        page.run()
    assert not page.exception
    return page


def states(*ids: int) -> dict[str, int]:
    return queries.states_of(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_database_says_what_to_do(database: Path, language: Language) -> None:
    assert any("manage.py run" in word for word in words(opened("issues", language)))


def test_a_registry_without_issues_says_so(database: Path) -> None:
    a_website(registered=RegisteredState.CLOSED)
    assert ["还没有问题" in info.value for info in opened("issues").info] == [True]


def test_the_demonstration_is_counted_and_listed(demo_database: Path) -> None:
    page = opened("issues")
    shown = {key: figure(page, key) for key in FIGURES}
    assert shown["overdue"] == "5"
    assert len(page.dataframe[0].value) == 25


@pytest.mark.parametrize("key", FIGURES)
def test_each_figure_opens_its_rows(demo_database: Path, key: str) -> None:
    page = opened("issues")
    page.button(key=f"open-{key}").click().run()
    assert not page.exception
    assert len(page.get("dialog")) == 1


def test_the_english_page_has_no_chinese_but_names(demo_database: Path) -> None:
    assert [word for word in words(opened("issues", "en")) if CHINESE.search(word)] == []


def test_a_filtered_view_can_be_sent_as_an_address(demo_database: Path) -> None:
    assert len(opened("issues", due="overdue").dataframe[0].value) == 5


@pytest.mark.parametrize(
    "nonsense", [{"page": "-1", "state": "9-x", "due": "never"}, {"unit": "abc", "check": "x", "sort": "y"}]
)
def test_nonsense_in_the_address_is_ignored(demo_database: Path, nonsense: dict[str, str]) -> None:
    assert len(opened("issues", **nonsense).dataframe[0].value) == 25


@pytest.mark.parametrize("asked", ["abc", "999999"])
def test_an_unknown_issue_in_the_address_is_said(demo_database: Path, asked: str) -> None:
    assert ["不存在" in warning.value for warning in opened("issues", issue=asked).warning] == [True]


def test_one_issue_in_the_address_is_shown(demo_database: Path) -> None:
    page = opened("issues", issue="100")
    assert any("2019-00100" in word.replace("\\", "") for word in words(page))


def test_fifty_are_marked_in_one_dialog_with_one_click(database: Path) -> None:
    ids = [an_issue() for _ in range(50)]
    page = dialog("report")
    page.text_input(key="words-report").set_value("统一整改")
    submit(page)
    assert states(*ids) == {IssueState.REPORTED: 50}
    assert any("50 项已办理" in word for word in words(page))
    found = queries.detail(ids[0])
    assert found is not None
    assert found.issue.report_note == "统一整改"


def test_a_report_can_be_undone_where_its_result_stands(database: Path) -> None:
    ids = [an_issue(), an_issue()]
    page = dialog("report")
    submit(page)
    (undo,) = (button for button in page.button if str(button.key).startswith("job-undo"))
    undo.click().run()
    done(page)
    assert states(*ids) == {IssueState.OPEN: 2}
    assert any("撤回" in word and "2 项已办理" in word for word in words(page))


def test_only_those_that_can_be_moved_are_moved_and_both_are_counted(database: Path) -> None:
    ready, settled = an_issue(), an_issue(state=IssueState.VERIFIED)
    page = dialog("report")
    assert any("另有 1 项" in word for word in words(page))
    submit(page)
    assert states(ready) == {IssueState.REPORTED: 1}
    assert states(settled) == {IssueState.VERIFIED: 1}


def test_what_somebody_else_moved_first_is_refused_in_a_sentence(database: Path) -> None:
    mine, theirs = an_issue(), an_issue()
    page = dialog("report")
    transitions.report_fixed([theirs], note="", actor=CLERK)
    submit(page)
    said = words(page)
    assert any("1 项已办理，1 项未办理" in word for word in said)
    assert any("甲" in word and "处理" in word for word in said)
    assert states(mine, theirs) == {IssueState.REPORTED: 2}


def test_a_false_alarm_needs_a_reason(database: Path) -> None:
    issue = an_issue()
    page = dialog("dismiss")
    submit(page)
    assert [error.value for error in page.error] == ["请填写理由。"]
    assert states(issue) == {IssueState.OPEN: 1}
    page.text_input(key="words-dismiss").set_value("测试页面")
    submit(page)
    assert states(issue) == {IssueState.DISMISSED: 1}


def test_automatic_issues_are_followed_until_the_checker_has_spoken(database: Path) -> None:
    site, token = a_website(), a_leader()
    for confirming in (False, True, True):
        recorded(token, a_report(site, Outcome.PROBLEM), confirming=confirming)
    assert "verify" not in buttons(chosen_page())
    page = dialog("report")
    submit(page)
    assert any("系统复查中 **1**" in word for word in words(page))
    recorded(token, a_report(site, Outcome.OK), confirming=True)
    page.run()
    assert any("已销号 **1**" in word for word in words(page))


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("leader", set()),
        ("staff", {"report", "accept", "extend", "withdraw"}),
        (
            "supervisor",
            {"report", "accept", "extend", "withdraw", "verify", "send_back", "dismiss", "waive", "reopen"}
            | {"draft-notice"},
        ),
    ],
)
def test_each_role_is_offered_what_it_may_do(
    database: Path, monkeypatch: pytest.MonkeyPatch, role: str, offered: set[str]
) -> None:
    for state in (IssueState.OPEN, IssueState.REPORTED, IssueState.DISMISSED):
        an_issue(state=state)
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", role)
    settings.cache_clear()
    assert buttons(chosen_page()) == offered


def test_an_overdue_issue_is_marked_by_shape_and_words(database: Path) -> None:
    with clock.frozen(NOON):
        an_issue(due_on=clock.today().replace(day=1))
        page = opened("issues")
    assert "▲ 2026-11-01 已逾期" in page.dataframe[0].value.iloc[0].tolist()


def test_every_action_has_its_words_in_both_languages() -> None:
    from pages.components.issues.actions import ACTIONS

    for language in LANGUAGES:
        for action in ACTIONS:
            for key in (f"issues.action.{action.key}", f"issues.explain.{action.key}"):
                assert catalogue(language)[key]


def test_the_list_is_searched_by_number(demo_database: Path) -> None:
    number = queries.listed(Filter(), limit=1).rows[0].number
    assert len(opened("issues", q=number).dataframe[0].value) == 1
