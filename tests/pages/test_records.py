"""The page of the year's records: what is missing, each chapter with its rows and its form."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.common import clock
from core.common.text import LANGUAGES, Language
from core.records import completeness, keeping, lists
from core.records.chapters import CHAPTERS
from tests.pages.pages import CHINESE, opened, words
from tests.rows import NOON, a_unit, a_website

OFFICE = Actor("监管员", Role.SUPERVISOR)
YEAR = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture(autouse=True)
def noon(database):
    with clock.frozen(NOON):
        yield


def dialog(key: str) -> AppTest:
    def script(key: str) -> None:
        from core.records.chapters import chapter
        from pages.records.form import form

        form(chapter(key), None)

    return AppTest.from_function(script, kwargs={"key": key}).run()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chapter", ["overview", *(one.key for one in CHAPTERS)])
def test_an_empty_chapter_says_what_to_do_in_both_languages(language: Language, chapter: str):
    app = opened("records", language, chapter=chapter)

    said = " ".join([*words(app), *(str(one.value) for one in app.warning)])
    assert "2026" in said
    assert language == "zh" or not CHINESE.search(said)


def test_confirming_none_and_taking_it_back():
    app = opened("records", chapter="drill")
    app.button(key="record-none").click().run()
    (state,) = [one for one in completeness.completeness(2026) if one.key == "drill"]
    assert state.none
    app.button(key="record-not-none").click().run()
    assert all(one.missing for one in completeness.completeness(2026))


def test_the_form_of_a_chapter_enters_one_row_or_says_what_is_wrong():
    app = dialog("drill")
    app.button(key="record-save").click().run()
    assert "演练名称" in app.error[0].value
    app.text_input(key="record-drill-title").set_value("断网演练")
    app.date_input(key="record-drill-day").set_value(date(2026, 3, 2))
    app.button(key="record-save").click().run()
    (row,) = lists.listed("drill", *YEAR).rows
    assert row.values == {"title": "断网演练", "day": date(2026, 3, 2)}


@pytest.mark.parametrize("chapter", [one.key for one in CHAPTERS])
def test_every_chapter_has_a_form(chapter: str):
    a_website(unit_id=a_unit())
    app = dialog(chapter)
    assert not app.exception
    assert app.button(key="record-save").label == "保存"


def test_a_chapter_with_rows_counts_them():
    keeping.enter("drill", {"title": "断网演练", "day": date(2026, 3, 2)}, actor=OFFICE)
    assert any("共 1 条" in word for word in words(opened("records", chapter="drill")))
