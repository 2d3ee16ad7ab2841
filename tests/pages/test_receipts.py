"""Receipts on the page of a notice: blank ones, the dialog of those that come back, the file that came."""

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.common import clock
from core.common.text import LANGUAGES, Language, use_language
from core.notices import lists, receipts
from tests.core.notices.test_receipts import a_notice, filled, numbers
from tests.pages.pages import CHINESE
from tests.rows import NOON


@pytest.fixture(autouse=True)
def noon(database):
    with clock.frozen(NOON):
        yield


def replies(notice: int, language: Language = "zh") -> AppTest:
    def script(notice, language):
        from core.common.text import use_language
        from pages.notices.receipts import dialog, receipt_buttons, receipt_file

        use_language(language)
        from core.notices import lists

        receipt_buttons(notice)
        receipt_file(lists.replies(notice_id=notice).rows[-1])
        dialog(notice)

    return AppTest.from_function(script, kwargs={"notice": notice, "language": language}).run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_blank_receipts_and_the_upload_are_offered_in_both_languages(language: Language):
    notice, *_ = a_notice()
    app = replies(notice, language)
    assert not app.exception
    assert {one.key for one in app.get("download_button")} == {"receipt-blank", "receipt-blank-one"}
    assert app.button(key="receipt-return").label
    if language == "en":
        said = [*(one.value for one in app.caption), *(one.label for one in app.get("download_button"))]
        assert not [one for one in said if CHINESE.search(one)]


def test_the_file_that_came_back_is_there_to_download():
    use_language("zh")
    notice, unit, _, ids = a_notice()
    name, data = receipts.blank(notice, unit)
    found = receipts.returned(name, filled(data, {numbers()[ids[0]]: ("已修复", "2026-11-20")}))
    receipts.take_in(found, actor=Actor("经办人", Role.STAFF))
    assert lists.replies(notice_id=notice).rows[-1].unit_id == unit
    assert "receipt-file" in {one.key for one in replies(notice).get("download_button")}
