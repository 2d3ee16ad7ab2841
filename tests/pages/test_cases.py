"""Cases on their page: the list, one case, its steps by hand, what comes after, migration, frozen months."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.common import clock, stored_files
from core.common.outcome import Outcome
from core.common.settings import settings
from core.common.text import LANGUAGES, Language, catalogue
from core.lifecycle import steps
from core.lifecycle.opening import Wanted, open_case
from core.reporting import frozen
from db.engine import writing
from db.models import (
    Case,
    CaseEvidence,
    CaseKind,
    CaseState,
    CaseStep,
    Channel,
    CheckRequest,
    ColumnMigration,
    FrozenMonth,
    RegisteredState,
    StepState,
)
from tests.core.lifecycle.papers import PDF, STAFF, SUPERVISOR, walk
from tests.demonstration import DEMO_NOON
from tests.pages.pages import CHINESE, figure, opened, words
from tests.rows import a_leader, a_report, all_of, recorded


def form(case: int, name: str) -> AppTest:
    """The dialog called `name` of one case by itself: AppTest runs whole scripts, which closes dialogs."""

    def script(case: int, name: str) -> None:
        from core.lifecycle.case_file import case_file
        from pages.cases import forms
        from pages.components.flash import kept
        from pages.shell.language import apply_language

        apply_language()
        kept()
        file = case_file(case)
        assert file is not None
        draw = getattr(forms, f"{name}_form")
        draw(file, file.next) if name in ("take", "waive", "assign", "attach") else draw(file)

    return AppTest.from_function(script, args=(case, name), default_timeout=30).run()


def sent(page: AppTest) -> AppTest:
    """Press the button of the form."""
    next(one for one in page.button if str(one.key).startswith("FormSubmitter")).click().run()
    assert not page.exception, page.exception[0].value
    return page


TABS = ("cases", "suspended", "zombies", "migration")
PAGES = ("cases", "census", "frozen")


def a_site() -> int:
    return next(
        channel.id
        for channel in all_of(Channel)
        if channel.kind == "website" and channel.code == "W0003" and channel.id is not None
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_an_empty_database_says_what_to_do(database: Path, page: str, language: Language) -> None:
    shown = opened(page, language)
    assert catalogue(language)["common.empty.title"] in [heading.value for heading in shown.subheader]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tab", TABS)
def test_every_part_opens_in_both_languages(demo_database: Path, tab: str, language: Language) -> None:
    page = opened("cases", language, tab=tab)
    if language == "en":
        said = [one for one in words(page) if "（示例）" not in one and "示例区" not in one]
        assert [one for one in said if CHINESE.search(one)] == []


def test_the_demonstration_has_cases_under_way_and_a_late_one(demo_database: Path) -> None:
    page = opened("cases")
    assert [figure(page, key) for key in ("under_way", "late", "verifying")] == ["6", "1", "1"]
    assert len(page.dataframe[0].value) == 25


def test_filters_stand_in_the_address(demo_database: Path) -> None:
    page = opened("cases", ended="no", turn="supervisor")
    assert len(page.dataframe[0].value) == 2
    page.selectbox(key="filter-turn").select("").run()
    assert "turn" not in page.query_params
    assert len(page.dataframe[0].value) == 6


@pytest.mark.parametrize("key", ["under_way", "late", "soon", "verifying"])
def test_each_figure_opens_its_rows(demo_database: Path, key: str) -> None:
    page = opened("cases")
    page.button(key=f"open-{key}").click().run()
    assert not page.exception
    assert len(page.get("dialog")) == 1


def test_one_case_shows_its_steps_and_whose_turn_it_is(demo_database: Path) -> None:
    case = open_case(a_site(), Wanted(CaseKind.CLOSE, "职能调整"), actor=SUPERVISOR)
    steps.take(case, "consent", files=[PDF], actor=STAFF)
    page = opened("cases", case=str(case))
    said = " ".join(words(page))
    assert "2. **数据迁移或归档**" in said
    assert "当前步骤" in said
    assert "办理“数据迁移或归档”" in said
    assert page.get("download_button")


def test_an_unknown_case_is_said(demo_database: Path) -> None:
    assert ["没有这个处置事项" in one.value for one in opened("cases", case="99999").warning] == [True]


def test_a_step_is_taken_in_its_dialog(demo_database: Path) -> None:
    case = open_case(a_site(), Wanted(CaseKind.CLOSE, "职能调整"), actor=SUPERVISOR)
    steps.take(case, "consent", files=[PDF], actor=STAFF)
    page = form(case, "take")
    page.text_input(key="case-note").input("数据已归档")
    sent(page)
    step = next(one for one in all_of(CaseStep) if (one.case_id, one.key) == (case, "archive"))
    assert (step.state, step.note, step.done_on) == (StepState.DONE, "数据已归档", clock.today())
    assert any("已办理“数据迁移或归档”" in one.value for one in page.success)


def test_a_paper_is_handed_in_with_the_step(demo_database: Path) -> None:
    case = open_case(a_site(), Wanted(CaseKind.CLOSE, "职能调整"), actor=SUPERVISOR)
    page = form(case, "take")
    page.file_uploader(key="case-papers").upload(PDF.name, PDF.data, "application/pdf")
    sent(page)
    assert [paper.name for paper in all_of(CaseEvidence)] == [PDF.name]
    assert stored_files.read(all_of(CaseEvidence)[0].digest) == PDF.data


def test_a_refusal_is_said_in_the_dialog(demo_database: Path) -> None:
    case = open_case(a_site(), Wanted(CaseKind.CLOSE, "职能调整"), actor=SUPERVISOR)
    assert any("须附材料" in one.value for one in sent(form(case, "take")).error)


def test_a_waiver_asks_for_its_reason(demo_database: Path) -> None:
    case = open_case(a_site(), Wanted(CaseKind.CLOSE, "职能调整"), actor=SUPERVISOR)
    page = sent(form(case, "waive"))
    assert any("理由" in one.value for one in page.error)
    page.text_input(key="case-waive-why").input("已有批文")
    sent(page)
    assert next(one.state for one in all_of(CaseStep) if one.case_id == case) is StepState.WAIVED


def test_a_case_is_withdrawn_in_its_dialog(demo_database: Path) -> None:
    case = open_case(a_site(), Wanted(CaseKind.CLOSE, "职能调整"), actor=SUPERVISOR)
    page = form(case, "withdraw")
    page.text_input(key="case-withdraw-why").input("恢复更新")
    sent(page)
    assert max(all_of(Case), key=lambda one: one.id).state is CaseState.WITHDRAWN


def test_a_step_is_given_to_somebody_in_its_dialog(demo_database: Path) -> None:
    case = open_case(a_site(), Wanted(CaseKind.CLOSE, "职能调整"), actor=SUPERVISOR)
    page = form(case, "assign")
    page.text_input(key="case-owner").input("张三")
    sent(page)
    assert next(one.owner for one in all_of(CaseStep) if one.case_id == case) == "张三"


def test_a_case_is_opened_in_its_dialog(demo_database: Path) -> None:
    def script() -> None:
        from pages.cases.open import draw_open
        from pages.shell.language import apply_language

        apply_language()
        draw_open()

    page = AppTest.from_function(script, default_timeout=30).run()
    page.selectbox(key="case-open-channel").select(a_site()).run()
    page.text_input(key="case-open-reason").input("职能调整").run()
    page.button(key="case-open-send").click().run()
    assert not page.exception
    newest = max(all_of(Case), key=lambda one: one.id)
    assert (newest.channel_id, newest.kind, newest.state) == (a_site(), CaseKind.CLOSE, CaseState.REQUESTED)
    assert next(one for one in all_of(Channel) if one.id == a_site()).registered is RegisteredState.LEAVING


def test_the_checker_is_asked_to_look_now(demo_database: Path) -> None:
    site = a_site()
    case = open_case(site, Wanted(CaseKind.CLOSE, "职能调整"), actor=SUPERVISOR)
    walk(case, "filings")
    with clock.frozen(DEMO_NOON + timedelta(days=60)):
        page = opened("cases", case=str(case))
        page.button(key="case-do-ask").click().run()
    assert [one.check for one in all_of(CheckRequest) if one.channel_id == site] == ["after_closing"]


def test_what_the_checker_found_of_a_closed_channel_is_said_in_words(demo_database: Path) -> None:
    closed = next(one for one in all_of(Channel) if one.registered is RegisteredState.MERGED)
    stored_files = {"found": "answers", "address": closed.url}
    recorded(a_leader(), a_report(closed.id, Outcome.PROBLEM, check="after_closing", evidence=stored_files))
    page = opened("cases", tab="zombies", outcome="problem")
    assert list(page.dataframe[0].value.iloc[0])[5] == "仍可访问"


def test_a_leader_sees_no_button(demo_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", "leader")
    settings.cache_clear()
    case = next(one.id for one in all_of(Case) if one.ended_on is None)
    keys = {one.key for one in opened("cases", case=str(case)).button}
    assert not {key for key in keys if key and key.startswith(("case-new", "case-do-"))}


def test_the_year_moved_230_columns_and_more_than_34000_items(demo_database: Path) -> None:
    page = opened("cases", tab="migration", period="census_year")
    assert figure(page, "columns") == "230"
    assert int(figure(page, "items").replace(",", "")) > 34_000
    assert figure(page, "changed") == "11 / 6"


def test_a_month_is_frozen_on_its_page_and_corrections_are_listed(demo_database: Path) -> None:
    assert any("归档 2026-10" in one for one in words(opened("frozen", month="2026-10")))
    frozen.freeze(date(2026, 10, 1), actor=SUPERVISOR)
    assert [kept.month for kept in all_of(FrozenMonth)] == [date(2026, 10, 1)]
    assert any("没有更正" in word for word in words(opened("frozen", month="2026-10")))
    with writing() as session:
        channel = session.get(Channel, a_site())
        assert channel is not None
        channel.url = ""
    page = opened("frozen", month="2026-10")
    assert any("1 个数字发生变化" in one.value for one in page.warning)


def test_the_page_of_months_opens_in_english_without_chinese(demo_database: Path) -> None:
    frozen.freeze(date(2026, 9, 1), actor=SUPERVISOR)
    page = opened("frozen", "en", month="2026-09")
    assert [word for word in words(page) if CHINESE.search(word) and "丙" not in word] == []


def test_a_migration_is_planned_from_the_page(demo_database: Path) -> None:
    def script() -> None:
        from pages.cases.migration import form
        from pages.shell.language import apply_language

        apply_language()
        form()

    assert opened("cases", tab="migration").button(key="migration-plan")
    page = AppTest.from_function(script, default_timeout=30).run()
    before = len(all_of(ColumnMigration))
    page.number_input[0].set_value(120)
    sent(page)
    added = all_of(ColumnMigration)[before:]
    assert [(row.planned, row.moved) for row in added] == [(120, 0)]
