from pathlib import Path

import pytest

from core.common.text import LANGUAGES, Language, catalogue, t
from core.registry.search import units
from tests.pages.pages import CHINESE, charts, figure, opened, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_database_says_what_to_do(database: Path, language: Language) -> None:
    page = opened("closing", language)
    assert catalogue(language)["common.empty.title"] in [heading.value for heading in page.subheader]
    assert charts(page) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_year_of_the_census_tells_52_to_18_and_283_to_181(
    demo_database: Path, language: Language
) -> None:
    page = opened("closing", language, period="census_year")
    assert charts(page) == 4
    assert [figure(page, key) for key in ("entered", "left", "end")] == ["335", "136", "199"]
    assert any("52 → 18" in word for word in words(page))
    assert any("283 → 181" in word for word in words(page))


def test_the_english_page_has_no_chinese_but_names(demo_database: Path) -> None:
    assert [word for word in words(opened("closing", "en")) if CHINESE.search(word)] == []


def test_any_two_days_can_be_chosen_by_address(demo_database: Path) -> None:
    page = opened("closing", period="free", **{"from": "2019-12-31", "until": "2019-12-31"})
    assert figure(page, "end") == "199"
    assert [str(chosen.value) for chosen in page.date_input] == ["2019-12-31", "2019-12-31"]


def test_days_that_make_no_sense_are_put_right(demo_database: Path) -> None:
    page = opened("closing", period="free", **{"from": "2999-01-01", "until": "tomorrow"})
    assert [str(chosen.value) for chosen in page.date_input] == ["2026-11-23", "2026-11-23"]


def test_filters_come_from_the_address_and_go_back_to_it(demo_database: Path) -> None:
    page = opened("closing", medium="website", kind="nonsense")
    assert page.selectbox(key="filter-medium").value == "website"
    assert page.selectbox(key="filter-kind").value == ""
    page.selectbox(key="filter-kind").select("merge").run()
    assert page.query_params["kind"] == "merge"
    page.selectbox(key="filter-kind").select("").run()
    assert "kind" not in page.query_params


@pytest.mark.parametrize("key", ["entered", "left", "end", "under_way"])
def test_each_figure_opens_its_rows(demo_database: Path, key: str) -> None:
    page = opened("closing")
    page.button(key=f"open-{key}").click().run()
    assert not page.exception
    assert len(page.get("dialog")) == 1


def test_the_page_narrows_to_a_kind_and_a_unit_and_the_balance_with_it(demo_database: Path) -> None:
    page = opened("closing", period="census_year", channel_kind="weibo")
    assert [figure(page, key) for key in ("entered", "left", "end")] == ["63", "40", "23"]
    unit = next(iter(units()))
    inside = opened("closing", period="census_year", channel_kind="weibo", unit=str(unit))
    assert int(figure(inside, "end")) < 23


def test_every_bar_opens_its_rows(demo_database: Path) -> None:
    page = opened("closing", period="census_year")
    found = {"website-found": 52, "account-cancelled": 102, "account-end": 181}
    for bar, count in found.items():
        page.button_group(key="filter-bar").set_value(bar).run()
        assert not page.exception
        assert any(f" {count}" in word and "·" in word for word in words(page)), bar


def test_every_step_of_the_funnel_opens_its_cases(demo_database: Path) -> None:
    page = opened("closing", period="census_year")
    tables = len(page.dataframe)
    page.button_group(key="filter-step").set_value("switched-off").run()
    assert len(page.dataframe) == tables + 1


def test_what_is_next_stands_on_the_page(demo_database: Path) -> None:
    assert f"**{t('closing.next')}**" in words(opened("closing"))
