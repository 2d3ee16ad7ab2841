"""Choosing among thousands of websites: a part of the name first, and what was chosen stays chosen."""

from collections import Counter
from pathlib import Path

import pytest

from core.common.text import t
from core.monitoring import crawl_view
from pages.components import channel_picker
from tests.pages.pages import opened

CHOICE = "crawl-sites-0"


@pytest.fixture
def known(demo_database: Path, monkeypatch: pytest.MonkeyPatch) -> dict[int, str]:
    """More websites than a list offers at once."""
    sites = crawl_view.readable()
    monkeypatch.setattr(channel_picker, "FEW", 3)
    assert len(sites) > channel_picker.FEW
    return sites


def test_a_list_offers_few_of_many_sites_and_a_part_of_the_name_finds_any(known: dict[int, str]) -> None:
    page = opened("checker", tab="crawls")
    assert len(page.multiselect(key=CHOICE).options) == channel_picker.FEW
    wanted, name = list(known.items())[-1]
    page.text_input(key=f"{CHOICE}-words").set_value(f" {name[1:]} ").run()
    assert name in page.multiselect(key=CHOICE).options
    page.multiselect(key=CHOICE).set_value([wanted]).run()
    page.text_input(key=f"{CHOICE}-words").set_value(next(iter(known.values()))).run()
    assert page.multiselect(key=CHOICE).value == [wanted]


def test_it_says_when_more_match_than_are_listed(known: dict[int, str]) -> None:
    page = opened("checker", tab="crawls")
    ((common, matching),) = Counter(sign for name in known.values() for sign in set(name)).most_common(1)
    assert matching > channel_picker.FEW
    page.text_input(key=f"{CHOICE}-words").set_value(common).run()
    said = t("narrow.more", found=matching, shown=channel_picker.FEW)
    assert said in [caption.value for caption in page.caption]


def test_a_window_of_maintenance_is_announced_for_a_site_found_by_name(known: dict[int, str]) -> None:
    page = opened("maintenance")
    name = list(known.values())[-1]
    page.text_input(key="maintenance-words").set_value(name).run()
    assert name in page.selectbox[0].options


def test_a_short_list_has_no_search(demo_database: Path) -> None:
    page = opened("maintenance")
    assert "maintenance-words" not in {field.key for field in page.text_input}
