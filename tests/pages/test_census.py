"""The census on its page: what the year found, one census, the answers of units."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.commands.jobs import work_off
from core.common import clock
from core.common.settings import settings
from core.common.text import LANGUAGES, Language
from core.lifecycle import census
from core.lifecycle.census import Campaign
from db.models import Census, CensusEntry, CensusResult, Channel
from tests.core.lifecycle.papers import SUPERVISOR
from tests.pages.pages import CHINESE, opened, words
from tests.rows import all_of


def shown_figures(page):
    return [value.strip("*") for value in words(page) if value.startswith("**") and value[2:3].isdigit()]


@pytest.fixture
def campaign(demo_database: Path) -> int:
    return census.start(Campaign("2026 年普查", clock.today(), kinds=("app",)), actor=SUPERVISOR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_year_of_the_demonstration_found_52_and_283(demo_database: Path, language: Language) -> None:
    page = opened("census", language)
    assert {"3", "52", "283"} <= set(shown_figures(page))
    if language == "en":
        assert [word for word in words(page) if CHINESE.search(word) and "（示例）" not in word] == []


def test_a_census_is_shown_by_unit(demo_database: Path) -> None:
    page = opened("census", tab="by_unit")
    assert len(page.dataframe) == 2
    assert not page.get("multiselect")


def form(name: str, *given: object) -> AppTest:
    """One dialog by itself: AppTest runs whole scripts, which closes dialogs."""

    def script(name: str, given: tuple[object, ...]) -> None:
        from core.lifecycle.census_lists import censuses
        from pages.census import forms
        from pages.components.flash import kept
        from pages.shell.language import apply_language

        apply_language()
        kept()
        line = [one for one in censuses() if name == "end" and one.id == given[0]]
        getattr(forms, f"{name}_form")(*(line or given))

    return AppTest.from_function(script, args=(name, given), default_timeout=30).run()


def sent(page: AppTest) -> AppTest:
    next(one for one in page.button if str(one.key).startswith("FormSubmitter")).click().run()
    assert not page.exception, page.exception[0].value
    return page


def test_a_census_is_started_in_its_dialog(demo_database: Path) -> None:
    page = form("start")
    page.text_input(key="census-name").input("2026 年第一次普查")
    page.multiselect(key="census-kinds").select("website")
    sent(page)
    assert work_off() == 1
    newest = max(all_of(Census), key=lambda one: one.id)
    assert (newest.name, newest.kinds) == ("2026 年第一次普查", ["website"])
    asked = [one for one in all_of(CensusEntry) if one.census_id == newest.id]
    assert len(asked) == 18
    assert {one.result for one in asked} == {CensusResult.UNKNOWN}


def test_units_answer_for_several_at_once(campaign: int) -> None:
    asked = [one.channel_id for one in all_of(CensusEntry) if one.census_id == campaign]
    sent(form("answer", campaign, asked[:3], CensusResult.CONFIRMED))
    assert work_off() == 1
    results = [one.result for one in all_of(CensusEntry) if one.census_id == campaign]
    assert results.count(CensusResult.CONFIRMED) == 3


def test_a_denial_asks_for_its_reason(campaign: int) -> None:
    asked = next(one.channel_id for one in all_of(CensusEntry) if one.census_id == campaign)
    page = sent(form("answer", campaign, [asked], CensusResult.DENIED))
    assert any("理由" in one.value for one in page.error)
    assert work_off() == 0


def test_a_new_channel_is_added_as_found(campaign: int) -> None:
    page = form("add", campaign)
    page.selectbox(key="census-kind").select("weibo").run()
    page.text_input(key="census-channel").input("区图书馆微博（示例）").run()
    page.text_input(key="census-account").input("slq-tsg").run()
    page.selectbox(key="census-unit").select(1).run()
    page.button(key="census-add-send").click().run()
    assert not page.exception
    channel = next(one for one in all_of(Channel) if one.account == "slq-tsg")
    entries = {(one.census_id, one.channel_id): one.result for one in all_of(CensusEntry)}
    assert entries[campaign, channel.id] is CensusResult.FOUND


def test_what_is_wrong_with_a_new_channel_is_said(campaign: int) -> None:
    page = form("add", campaign)
    page.button(key="census-add-send").click().run()
    assert any("不能为空" in one.value for one in page.error)


def test_an_ended_census_takes_no_answers(campaign: int) -> None:
    form("end", campaign).button(key="census-end-send").click().run()
    keys = {one.key for one in opened("census", census=str(campaign)).button}
    assert not keys & {"census-add", "census-end"}


def test_a_leader_sees_no_button(campaign: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", "leader")
    settings.cache_clear()
    keys = {one.key for one in opened("census", census=str(campaign)).button}
    assert not keys & {"census-start", "census-add", "census-end"}
