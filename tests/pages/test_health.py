from pathlib import Path

import pytest

from core.common.outcome import Failure, Outcome
from core.common.text import LANGUAGES, Language, catalogue
from tests.pages.pages import CHINESE, charts, figure, opened, words
from tests.rows import a_leader, a_report, recorded


def visited() -> None:
    """One site refused by a firewall, one suspected, one stale, the others fine."""
    token = a_leader()
    kinds = {1: (Outcome.BLOCKED, Failure.FIREWALL), 2: (Outcome.PROBLEM, Failure.TIMEOUT)}
    reports = [
        a_report(channel_id, outcome, failure=failure)
        for channel_id in range(1, 19)
        for outcome, failure in [kinds.get(channel_id, (Outcome.OK, None))]
    ]
    recorded(token, *reports)
    for _ in range(2):
        recorded(
            token,
            a_report(3, Outcome.PROBLEM, check="home_freshness", evidence={"newest": "2026-10-01"}),
            a_report(4, Outcome.OK, check="home_freshness", evidence={"newest": "2026-11-20"}),
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_database_says_what_to_do(database: Path, language: Language) -> None:
    page = opened("health", language)
    assert catalogue(language)["common.empty.title"] in [heading.value for heading in page.subheader]
    assert charts(page) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_first_visit_the_history_shows_and_the_rest_says_so(
    demo_database: Path, language: Language
) -> None:
    page = opened("health", language)
    assert catalogue(language)["health.outcomes_none"] in [info.value for info in page.info]
    assert charts(page) == 1
    assert charts(opened("health", language, tab="time")) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_a_visit_each_website_stands_in_one_place(demo_database: Path, language: Language) -> None:
    visited()
    assert charts(opened("health", language, print="1")) == 8
    page = opened("health", language, tab="remedies")
    assert [figure(page, key) for key in ("ok", "problem", "suspect", "blocked")] == ["15", "1", "1", "1"]
    for failure in ("firewall", "timeout"):
        assert catalogue(language)[f"failure.{failure}.remedy"] in words(page)


def test_the_english_page_has_no_chinese_but_names(demo_database: Path) -> None:
    visited()
    assert [word for word in words(opened("health", "en", print="1")) if CHINESE.search(word)] == []


@pytest.mark.parametrize("key", ["ok", "problem", "suspect", "blocked"])
def test_each_figure_opens_its_rows(demo_database: Path, key: str) -> None:
    visited()
    page = opened("health")
    page.button(key=f"open-{key}").click().run()
    assert not page.exception
    assert len(page.get("dialog")) == 1


@pytest.mark.parametrize("window", ["1", "365", "nonsense"])
def test_the_window_stands_in_the_address(demo_database: Path, window: str) -> None:
    page = opened("health", tab="time", window=window)
    chosen = page.segmented_control(key="filter-window").value
    assert chosen == (window if window != "nonsense" else "30")


def test_each_tab_draws_its_own_part_only_and_stands_in_the_address(demo_database: Path) -> None:
    visited()
    shown = {}
    for tab in ("now", "time", "updates", "findings", "remedies", "certificates", "nonsense"):
        page = opened("health", tab=tab)
        shown[tab] = [page.session_state["tabs-health"], charts(page)]
    labels = [catalogue("zh")[f"health.tab.{tab}"] for tab in list(shown)[:-1]]
    assert [label for label, _ in shown.values()] == [*labels, labels[0]]
    assert shown["nonsense"] == shown["now"]
    assert sum(count for _, count in list(shown.values())[:-1]) == 8
