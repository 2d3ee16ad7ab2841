"""The page of the year's records: what is missing, each chapter with its rows and its form."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.access.actor import use_provider
from core.access.branch import use_scope, visible_units
from core.commands.jobs import work_off
from core.common import clock
from core.common.text import LANGUAGES, Language
from core.records import completeness, keeping, lists
from core.records.chapters import CHAPTERS, KEPT_ELSEWHERE
from db.models import TrafficDay
from pages.records import groups
from tests.pages.pages import CHINESE, opened, words
from tests.rows import NOON, a_unit, a_website, all_of

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


def file_dialog(key: str, language: str) -> AppTest:
    def script(key: str, language: str) -> None:
        from core.common.text import use_language
        from pages.records.files import dialog

        use_language(language)
        dialog(key)

    return AppTest.from_function(script, kwargs={"key": key, "language": language}).run()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chapter", ["overview", *(one.key for one in (*CHAPTERS, *KEPT_ELSEWHERE))])
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


@pytest.mark.parametrize(("year", "offered", "chosen"), [(2026, 11, 11), (2025, 12, 1)])
def test_beginning_a_chapter_asks_since_which_month_it_is_kept(year: int, offered: int, chosen: int):
    def script(year: int) -> None:
        from pages.records.actions import _begin

        _begin("drill", year)

    app = AppTest.from_function(script, kwargs={"year": year}).run()
    months = app.selectbox(key="record-since")
    assert (len(months.options), months.value) == (offered, date(year, chosen, 1))
    months.set_value(date(year, 7, 1))
    app.button(key="record-begin-go").click().run()
    (state,) = [one for one in completeness.completeness(year) if one.key == "drill"]
    assert (state.since, len(state.gaps), state.missing) == (date(year, 7, 1), 6, True)
    said = " ".join(words(opened("records", chapter="drill", year=str(year))))
    assert f"自 {year}-07 起登记" in said


def test_the_form_of_a_chapter_enters_one_row_or_says_what_is_wrong():
    app = dialog("drill")
    app.button(key="record-save").click().run()
    assert "演练名称" in app.error[0].value
    app.text_input(key="record-drill-title").set_value("断网演练")
    app.date_input(key="record-drill-day").set_value(date(2026, 3, 2))
    app.button(key="record-save").click().run()
    (row,) = lists.listed("drill", *YEAR).rows
    assert row.values == {"title": "断网演练", "day": date(2026, 3, 2), "result": "", "found": None}


@pytest.mark.parametrize("chapter", [one.key for one in CHAPTERS])
def test_every_chapter_has_a_form(chapter: str):
    a_website(unit_id=a_unit())
    app = dialog(chapter)
    assert not app.exception
    assert app.button(key="record-save").label == "保存"


def test_a_chapter_with_rows_counts_them():
    keeping.enter("drill", {"title": "断网演练", "day": date(2026, 3, 2)}, actor=OFFICE)
    assert any("共 1 条" in word for word in words(opened("records", chapter="drill")))


def test_the_staff_of_a_unit_see_the_chapters_of_units_and_nothing_of_the_office():
    unit, other = a_unit(name="教育局"), a_unit(name="财政局")
    group = {"platform": "wechat", "members": 9, "screened_on": date(2026, 3, 2), "finding": "keep"}
    for owner in (unit, other):
        keeping.enter("work_group", {**group, "name": f"{owner}群", "unit_id": owner}, actor=OFFICE)
    use_provider(lambda: Actor("某", Role.STAFF, unit_id=unit))
    use_scope(visible_units)
    try:
        app = opened("records", chapter="work_group")
        assert not app.exception
        assert {one.key for one in app.button} >= {"record-enter", "record-file"}
        assert not {one.key for one in app.button} & {"record-none", "record-begin"}
        assert [row.values["unit_id"] for row in lists.listed("work_group", *YEAR).rows] == [unit]
        assert not opened("records").exception
    finally:
        use_scope(None)
        use_provider(None)


def test_a_duty_roster_counts_its_gaps_and_the_log_what_the_machine_read():
    keeping.enter("duty", {"day": date(2026, 3, 2), "shift": "whole", "person": "张三"}, actor=OFFICE)
    assert any("无人值班" in word for word in words(opened("records", chapter="duty")))
    assert any("监测系统访问次数" in word for word in words(opened("records", chapter="reading")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sums_stand_beside_those_of_the_same_days_a_year_before(language: Language):
    for year, attendees in ((2025, 200), (2026, 231)):
        training = {"title": "读网培训", "day": date(year, 3, 2), "attendees": attendees}
        keeping.enter("training", training, actor=OFFICE)
    said = " ".join(words(opened("records", language, chapter="training")))
    assert "231" in said
    assert "+15.5" in said


def test_every_chapter_stands_in_one_group_and_its_old_link_opens_it():
    grouped = [one for chapters in groups.GROUPS.values() for one in chapters]
    assert sorted(grouped) == sorted(["overview", *(one.key for one in (*CHAPTERS, *KEPT_ELSEWHERE))])
    app = opened("records", chapter="incident")
    control = app.button_group(key="records-group")
    assert control.value == "security"
    control.set_value("judging").run()
    assert app.query_params["chapter"] == "unit_score"
    app.button_group(key="records-group").set_value("overview").run()
    assert "chapter" not in app.query_params


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_export_of_visits_is_asked_whose_it_is_and_what_counts(language: Language):
    unit = a_unit()
    first, second = (a_website(unit_id=unit, name=name) for name in ("甲网", "乙网"))
    app = file_dialog("traffic", language)
    text = '趋势分析\n日期,浏览量(PV),访问次数,新访客数\n全站统计,"3,000",9,9\n2026/05/04,"1,000",4,40\n'
    app.file_uploader[0].upload("导出.csv", text.encode("gb18030")).run()
    assert not app.exception, app.exception[0].value
    assert not [one for one in app.button if one.key == "record-take"], "nothing is said before the site is"
    app.selectbox(key="record-export-site").set_value(second).run()
    app.selectbox(key="record-export-counted").set_value("访问次数").run()
    app.button(key="record-take").click().run()
    assert not app.exception, app.exception[0].value
    work_off()
    assert [(row.channel_id, row.visits, row.new_visitors) for row in all_of(TrafficDay)] == [(second, 4, 40)]
    assert first


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_checker_saw_of_a_month_can_be_looked_at(language: Language):
    def script(language: str) -> None:
        from core.common.text import use_language
        from pages.records.seen_items import dialog

        use_language(language)
        dialog()

    app = AppTest.from_function(script, kwargs={"language": language}).run()
    assert not app.exception, app.exception[0].value
    assert app.selectbox(key="record-seen-month").value == date(2026, 10, 1)
    said = " ".join([*words(app), *(str(one.value) for one in app.info)])
    assert len(said) > 20
    assert language == "zh" or not CHINESE.search(said)
