"""Inspections and the calendar, page by page: start, judge, close; years that are missing."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.common import clock
from core.common.settings import settings
from core.common.text import LANGUAGES, Language, t
from core.inspections import making, results
from core.inspections.drawing import Scope
from core.issues import working_days
from core.issues.deadlines import is_working_day
from db.models import ChannelEvent, EventKind
from tests.pages.pages import CHINESE, figure, opened, without_marks, words
from tests.pages.test_issues import submit
from tests.rows import NOON, _add, a_website

SUPERVISOR = Actor("丙", Role.SUPERVISOR)
PARTS = ("checklist", "units", "channels", "issues")
FIGURES = ("channels", "decided", "rate", "failed", "unjudged", "issues")


def an_inspection() -> int:
    site = a_website()
    _add(ChannelEvent(channel_id=site, day=clock.today(), kind=EventKind.FOUND, delta=1))
    return making.start("四季度自查", Scope(), actor=SUPERVISOR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_database_says_what_to_do(database: Path, language: Language) -> None:
    assert any("manage.py run" in word for word in words(opened("inspections", language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_inspections_kept_on_paper_are_listed(demo_database: Path, language: Language) -> None:
    page = opened("inspections", language)
    assert len(page.dataframe[0].value) == min(len(results.heads()), 25) > 0
    if language == "en":
        assert [word for word in words(page) if CHINESE.search(word)] == []


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_an_inspection_opens(database: Path, part: str) -> None:
    page = opened("inspections", id=str(an_inspection()), part=part)
    assert figure(page, "channels") == "1"


@pytest.mark.parametrize("key", FIGURES)
def test_each_figure_opens_its_rows(database: Path, key: str) -> None:
    page = opened("inspections", id=str(an_inspection()))
    page.button(key=f"open-{key}").click().run()
    assert not page.exception
    assert len(page.get("dialog")) == 1


def judging(row_id: int) -> AppTest:
    """What the dialog of a failure holds: AppTest runs whole scripts only, which closes dialogs."""

    def script(row_id: int) -> None:
        from core.common.vocabulary import JudgedAs
        from core.inspections import results
        from pages.components.flash import say
        from pages.inspections.checklist import judge_form
        from pages.shell.language import apply_language

        apply_language()
        say()
        judge_form(row_id, results.checklist(row_id)[:2], JudgedAs.FAILED)

    return AppTest.from_function(script, args=(row_id,), default_timeout=30).run()


def test_two_lines_are_judged_with_one_note(database: Path) -> None:
    inspection = an_inspection()
    (channel,) = results.checked(inspection)
    page = judging(channel.row_id)
    page.text_input(key="judge-note").set_value("现场核查")
    submit(page)
    assert [line.note for line in results.checklist(channel.row_id)[:2]] == ["现场核查"] * 2
    assert results.issues(inspection).total == 2
    assert results.checked(inspection)[0].grade == "failed"


def test_it_is_started_with_a_seed_that_is_kept(database: Path) -> None:
    an_inspection()

    def script() -> None:
        from pages.inspections.forms import start_form
        from pages.shell.language import apply_language

        apply_language()
        start_form()

    page = AppTest.from_function(script, default_timeout=30).run()
    page.text_input(key="inspection-name").set_value("抽查")
    page.number_input(key="inspection-seed").set_value(77)
    submit(page)
    assert [(head.name, head.scope["seed"]) for head in results.heads()][:1] == [("抽查", 77)]


def test_it_is_narrowed_to_one_level_which_is_recorded_and_shown(database: Path) -> None:
    for level in ("county", "county", "township", ""):
        site = a_website(level=level)
        _add(ChannelEvent(channel_id=site, day=clock.today(), kind=EventKind.FOUND, delta=1))

    def script() -> None:
        from pages.inspections.forms import start_form
        from pages.shell.language import apply_language

        apply_language()
        start_form()

    page = AppTest.from_function(script, default_timeout=30).run()
    assert page.multiselect(key="inspection-levels").options == ["区县级", "乡镇（街道）级", "未登记层级"]
    page.text_input(key="inspection-name").set_value("街镇抽查")
    page.multiselect(key="inspection-levels").set_value(["township"])
    submit(page)
    (head,) = results.heads()
    assert (head.channels, head.scope["levels"]) == (1, ["township"])
    shown = opened("inspections", id=str(head.id))
    assert any("乡镇（街道）级" in text.value for text in shown.text)


def test_a_closed_inspection_offers_nothing_to_change(database: Path) -> None:
    inspection = an_inspection()
    assert "inspection-close" in {button.key for button in opened("inspections", id=str(inspection)).button}
    making.close(inspection, actor=SUPERVISOR)
    keys = {str(button.key) for button in opened("inspections", id=str(inspection)).button}
    assert not {key for key in keys if key.startswith(("inspection-close", "inspection-refresh", "judge"))}


def test_closing_says_how_many_channels_are_not_yet_judged(database: Path) -> None:
    def script(inspection: int) -> None:
        from core.inspections import results
        from pages.inspections.forms import close_form

        close_form(results.heads(inspection)[0], results.checked(inspection))

    inspection = an_inspection()
    page = AppTest.from_function(script, args=(inspection,), default_timeout=30).run()
    assert not page.exception
    count = sum(line.grade == "unjudged" for line in results.checked(inspection))
    assert count
    assert any(t("inspection.close.unjudged", count=count) in one.value for one in page.markdown)


def test_leaders_only_look(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inspection = an_inspection()
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", "leader")
    settings.cache_clear()
    keys = {str(button.key) for button in opened("inspections", id=str(inspection)).button}
    assert not {key for key in keys if key.startswith(("inspection-close", "inspection-refresh", "judge"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_says_which_year_is_missing(database: Path, language: Language) -> None:
    with clock.frozen(NOON):
        page = opened("calendar", language)
    missing = [str(year.year) for year in working_days.years() if year.missing]
    assert len(page.warning) == len(missing)
    assert all(year in warning.value for year, warning in zip(missing, page.warning, strict=True))


def test_correcting_next_year_says_which_days_it_changed(database: Path) -> None:
    def script() -> None:
        from pages.calendar.month import correct_form
        from pages.components.flash import say
        from pages.shell.language import apply_language

        apply_language()
        say()
        correct_form()

    with clock.frozen(NOON):
        page = AppTest.from_function(script, default_timeout=30).run()
        page.date_input(key="calendar-first").set_value(date(2027, 2, 12))
        page.date_input(key="calendar-last").set_value(date(2027, 2, 14))
        page.text_input(key="calendar-note").set_value("放假通知")
        submit(page)
        assert [day.day.isoformat() for day in working_days.corrections()][-1] == "2027-02-12"
        assert not is_working_day(date(2027, 2, 12))
    (said,) = [without_marks(toast.value) for toast in page.toast]
    assert "2027-02-12 至 2027-02-14 放假" in said
    assert "：2027-02-12。" in said
