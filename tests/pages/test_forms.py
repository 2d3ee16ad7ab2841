"""The page of the yearly forms, in both languages and without any website."""

import pytest

from core.common import clock
from core.common.text import LANGUAGES, Language
from core.reporting.forms.specification import FORMS
from tests.pages.pages import CHINESE, opened, words
from tests.rows import NOON, a_website


@pytest.mark.usefixtures("demo_database")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_each_form_shows_its_lines_and_files_in_both_languages(form: str, language: Language):
    app = opened("forms", language, form=form, year="2019")
    assert {button.key for button in app.get("download_button")} >= {"form-xlsx", "form-docx", "form-html"}
    if language == "en":
        assert not [one for one in words(app) if CHINESE.search(one)]


@pytest.mark.usefixtures("database")
def test_an_installation_without_a_website_says_so():
    a_website(kind="weibo")
    with clock.frozen(NOON):
        app = opened("forms")
    assert any("还没有网站" in one for one in words(app))
