"""The page on which a person goes through the accounts that no machine can read."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.access.actor import Role
from core.common.settings import settings
from core.common.text import LANGUAGES
from db.models import AccountProof
from tests.pages.pages import CHINESE, opened, words
from tests.rows import a_website, all_of
from tests.server import ROOT

LINE = "{name}\t2026-11-{day:02}\t一条消息"


@pytest.fixture
def names(database) -> list[str]:
    found = [f"示例发布{number}" for number in range(1, 13)]
    for name in found:
        a_website(name=name, kind="wechat_subscription", url="")
    return found


def pasted(page, text: str):
    page.text_area[0].set_value(text).run()
    assert not page.exception, page.exception[0].value
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_both_languages(database, language):
    a_website(name="Example", kind="weibo", url="")
    found = words(opened("accounts", language))
    assert language == "zh" or not [word for word in found if CHINESE.search(word)]


def test_on_paper_the_list_is_a_table_and_nothing_to_type_in(names):
    page = opened("accounts", print="1")
    assert not page.exception, page.exception[0].value
    assert not page.text_area
    assert not page.get("file_uploader")
    keys = [str(one.key) for one in page.get("bidi_component")]
    assert any(key.startswith("grid-accounts-paper") for key in keys), keys


def test_a_whole_list_is_pasted_and_saved_in_two_actions(names):
    page = opened("accounts")
    text = "\n".join(LINE.format(name=name, day=number) for number, name in enumerate(names, start=1))
    pasted(page, text)
    page.button("accounts-paste-save").click().run()
    assert not page.exception
    saved = {one.channel_id: one.last_post_on for one in all_of(AccountProof)}
    assert sorted(saved.values()) == [date(2026, 11, day) for day in range(1, 13)]


def test_what_is_doubtful_is_saved_only_when_it_was_confirmed(names):
    page = pasted(opened("accounts"), "示例发部3\t2026-11-03")
    assert page.button("accounts-paste-save").disabled
    page.multiselect("accounts-confirm").select(1).run()
    page.button("accounts-paste-save").click().run()
    assert [one.last_post_on for one in all_of(AccountProof)] == [date(2026, 11, 3)]


def test_leaders_do_not_reach_the_page(database, monkeypatch):
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", Role.LEADER.value)
    settings.cache_clear()
    page = AppTest.from_file(str(ROOT / "pages/accounts/page.py"), default_timeout=30).run()
    assert any(error.icon == ":material/lock:" for error in page.error)
