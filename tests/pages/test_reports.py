"""The page of reports: each kind in both languages, its editor, and an empty installation."""

import pytest
from streamlit.testing.v1 import AppTest

from core.commands.jobs import work_off
from core.common import clock
from core.common.text import LANGUAGES, Language, use_language
from core.reporting.reports import texts
from core.reporting.reports.period import KINDS, Kind, newest_complete
from core.reporting.reports.report import make_report
from tests.pages.pages import CHINESE, opened, words
from tests.rows import NOON


@pytest.mark.usefixtures("demo_database")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_shows_text_brief_and_files_in_both_languages(kind: str, language: Language):
    app = opened("reports", language, kind=kind)
    assert app.code[0].value.strip()
    assert {button.key for button in app.get("download_button")} >= {"report-docx", "report-pdf"}
    if language == "en":
        assert not [one for one in words(app) if CHINESE.search(one)]


@pytest.mark.usefixtures("demo_database")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_screen_shows_every_figure_as_the_files_print_it(kind: Kind, language: Language):
    """Whole, as on paper; the files and the rows behind each are compared in test_reports of core."""
    period = newest_complete(kind)
    app = opened("reports", language, kind=kind, print="1", **{f"period-{kind}": period.key})
    use_language(language)
    report = make_report(period)
    table = next(one for one in app.dataframe if "report-figures" in one.key).value
    shown = dict(zip(table["0"], table["1"], strict=True))
    assert shown == {one.label: one.words for one in report.figures}
    # Signs that markdown would take for its own are marked on the page.
    said = "".join("".join(words(app)).split()).replace("\\", "")
    lines = ["".join(line.split()) for section in report.sections for line in section.text.splitlines()]
    assert [line for line in lines if line not in said] == []


@pytest.mark.usefixtures("demo_database")
def test_a_year_is_chosen_by_the_address_and_says_that_its_figures_agree():
    app = opened("reports", kind="yearly", **{"period-yearly": "2019"})
    assert "全部一致" in app.success[0].value
    assert any("41,830,000" in one for one in words(app))


@pytest.mark.usefixtures("database")
def test_an_empty_installation_says_what_to_do():
    with clock.frozen(NOON):
        app = opened("reports")
    assert app.button(key="empty-import")


@pytest.mark.usefixtures("demo_database")
def test_the_editor_saves_a_version_or_says_what_is_wrong():
    def script() -> None:
        from pages.reports.editing import _editor

        _editor("daily")

    app = AppTest.from_function(script).run()
    app.text_area(key="report-body-0").set_value("共{registry.nothing}个")
    app.button[0].click().run()
    assert "registry" in app.error[0].value
    app.text_area(key="report-body-0").set_value("共{registry.channels_total}个")
    app.button(key="report-preview").click().run()
    assert not app.error
    assert any("个。" in one.value and "共" in one.value for one in app.markdown)
    assert not texts.version_of("daily").own
    app.button[0].click().run()
    assert texts.version_of("daily").own


@pytest.mark.usefixtures("demo_database")
def test_a_meeting_pack_is_asked_for_with_its_topics_and_downloaded():
    from core.access import current_actor
    from core.jobs import views

    def script() -> None:
        from core.access import current_actor
        from core.jobs import views
        from core.reporting.reports.period import newest_complete
        from pages.reports.pack import dialog, pack_files

        dialog(newest_complete("monthly"))
        for job in views("report", actor=current_actor()):
            pack_files(job)

    app = AppTest.from_function(script).run()
    app.button(key="pack-make").click().run()
    assert [job.kind for job in views("report", actor=current_actor())] == ["report.pack"]
    work_off()
    app.run()
    assert len(app.get("download_button")) == 3
