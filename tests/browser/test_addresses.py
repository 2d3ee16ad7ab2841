"""What is open stands in the address: a link, a reload and Back find it again."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.waiting import at_rest, opened, settled, until
from tests.server import Dashboard, running
from tests.sqlite import copied


@pytest.fixture(scope="module")
def filled(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard over the demonstration."""
    folder = tmp_path_factory.mktemp("addresses")
    copied(demo_file, folder / "data")
    with running(folder) as started:
        yield started


def test_a_tab_is_a_place_that_reload_and_back_find(filled: Dashboard, page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    opened(page, f"{filled.url}/health")
    page.get_by_role("tab", name="历史走势").click()
    expect(page).to_have_url(re.compile(r"[?&]tab=time"))
    expect(page.get_by_text("逐日可用情况")).to_be_visible()
    settled(page)
    page.get_by_role("tab", name="更新情况").click()
    expect(page).to_have_url(re.compile(r"[?&]tab=updates"))
    page.reload()
    expect(page.get_by_role("tab", name="更新情况")).to_have_attribute("aria-selected", "true")
    page.go_back()
    expect(page.get_by_role("tab", name="历史走势")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("逐日可用情况")).to_be_visible()


def test_a_click_on_a_bar_opens_what_it_counts(filled: Dashboard, page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    opened(page, filled.url)
    at_rest(page)
    page.locator(".st-key-chart-composition .mark-rect path").first.click()
    expect(page.locator("h1")).to_have_text("平台台账")
    expect(page).to_have_url(re.compile(r"[?&]kind=\w+"))
    page.go_back()
    # Layers, of which the line lies above the bars.
    months = page.locator(".st-key-chart-trend .mark-rect path")
    expect(months.first).to_be_visible()
    at_rest(page)
    tallest(months).click(position={"x": 5, "y": 2})
    expect(page.locator("h1")).to_have_text("整改进度")
    expect(page).to_have_url(re.compile(r"by=month"))


def test_a_clicked_cell_of_a_grid_and_a_stacked_bar_say_which(filled: Dashboard, page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    opened(page, f"{filled.url}/health?tab=time")
    cells = page.locator(".st-key-chart-strip .mark-rect path")
    expect(cells.first).to_be_visible()
    at_rest(page)
    cells.first.click()
    expect(page.locator("h1")).to_have_text("一站一档")
    opened(page, f"{filled.url}/closing")
    expect(page.locator(".st-key-chart-funnel .mark-rect path").first).to_be_visible()
    at_rest(page)
    page.locator(".st-key-chart-funnel .mark-rect path").first.click()
    expect(page).to_have_url(re.compile(r"[?&]step=[\w-]+"))
    expect(page.get_by_role("table").first).to_be_visible()


def test_everything_is_found_and_opened_by_keyboard(filled: Dashboard, page: Page) -> None:
    opened(page, f"{filled.url}/issues?lang=en")
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search channels, units, issues, notices")
    expect(field).to_be_focused()
    # As an input method hands it over: all at once.
    page.keyboard.insert_text("第一中学")
    expect(page.get_by_role("option").first).to_contain_text("第一中学")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("h1")).to_have_text("Channel file")
    expect(page).to_have_url(re.compile(r"/channel\?.*id=\d+"))


def test_the_address_is_there_to_copy_and_to_scan(filled: Dashboard, page: Page) -> None:
    opened(page, f"{filled.url}/issues?due=overdue&lang=en")
    page.get_by_role("button", name="Link", exact=False).click()
    shown = page.get_by_test_id("stPopoverBody")
    expect(shown).to_contain_text(f"{filled.url}/issues?due=overdue&lang=en")
    code = shown.get_by_role("img", name="QR code of the link to this page")
    expect(code).to_be_visible()
    assert code.evaluate("one => one.decode().then(() => one.naturalWidth)") > 100


def tallest(bars: Locator) -> Locator:
    """The bar of the most, whichever month that is on the day of the test."""
    heights: list[float] = []

    def drawn() -> bool:
        heights[:] = bars.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
        return max(heights, default=0) > 4

    until(drawn)
    return bars.nth(heights.index(max(heights)))
