"""The page of the registry: empty, filtered from the address, page by page, in both languages."""

from pathlib import Path

import pytest

from core.common.outcome import Outcome
from core.common.text import LANGUAGES, Language, catalogue
from tests.pages.pages import CHINESE, figure, opened, words
from tests.rows import a_leader, a_report, recorded


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_registry_says_what_to_do(database: Path, language: Language) -> None:
    page = opened("registry", language)
    assert catalogue(language)["common.empty.title"] in [heading.value for heading in page.subheader]
    assert not page.dataframe


def test_the_demonstration_is_counted_and_listed(demo_database: Path) -> None:
    page = opened("registry")
    shown = {key: figure(page, key) for key in ("websites", "accounts", "units", "disagreeing")}
    assert (shown["websites"], shown["disagreeing"]) == ("52", "0")
    assert len(page.dataframe[0].value) == 25


def test_the_english_page_has_no_chinese_but_names(demo_database: Path) -> None:
    page = opened("registry", "en")
    assert [word for word in words(page) if CHINESE.search(word)] == []


@pytest.mark.parametrize("running", ["running", "1-running"])
def test_a_filtered_view_can_be_sent_as_an_address(demo_database: Path, running: str) -> None:
    """Also one that somebody kept from a release that wrote the order into the word."""
    page = opened("registry", medium="website", registered=running, page="1", size="50")
    assert len(page.dataframe[0].value) == 18
    assert any("第 1–18 条" in word or "共 18 条" in word for word in words(page))


def test_a_page_in_the_address_is_opened(demo_database: Path) -> None:
    assert any("第 51–100 条" in word for word in words(opened("registry", page="2", size="50")))


@pytest.mark.parametrize(
    "nonsense",
    [
        {"page": "-1", "size": "7"},
        {"page": "99999999999999999999", "size": "25;drop"},
        {"medium": "<script>", "kind": "x", "registered": "a,b,,", "observed": "%"},
        {"unit": "999999", "sort": "price"},
    ],
)
def test_nonsense_in_the_address_is_ignored(demo_database: Path, nonsense: dict[str, str]) -> None:
    page = opened("registry", **nonsense)
    assert len(page.dataframe[0].value) == 25


def test_a_page_past_the_end_shows_the_first(demo_database: Path) -> None:
    assert any("第 1–25 条" in word for word in words(opened("registry", page="9999")))


def test_another_filter_begins_at_the_first_page(demo_database: Path) -> None:
    page = opened("registry", page="3")
    page.selectbox(key="filter-medium").set_value("account").run()
    assert not page.exception
    assert any("第 1–25 条" in word for word in words(page))
    assert "page" not in page.query_params


def test_nothing_found_is_said(demo_database: Path) -> None:
    page = opened("registry", q="没有这样的平台")
    assert [info.value for info in page.info] == ["没有符合条件的记录。"]


def test_a_silent_site_that_should_run_is_marked_and_counted(demo_database: Path) -> None:
    token = a_leader()
    for confirming in (False, True, True):
        recorded(token, a_report(3, Outcome.PROBLEM), confirming=confirming)
    page = opened("registry", observed="disagreeing")
    assert figure(page, "disagreeing") == "1"
    assert "▲ 无法访问" in page.dataframe[0].value.iloc[0].tolist()


@pytest.mark.parametrize("key", ["websites", "accounts", "units", "disagreeing"])
def test_each_figure_opens_its_rows(demo_database: Path, key: str) -> None:
    page = opened("registry")
    page.button(key=f"open-{key}").click().run()
    assert not page.exception
    assert len(page.get("dialog")) == 1
