"""Tables as a reader meets them: real HTML, sorted over all rows, opened by click and key, many chosen."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from core.common import clock
from core.common.settings import settings
from db import engine
from db.migrate import upgrade
from tests.browser.waiting import at_rest, opened, settled
from tests.rows import a_unit, an_issue
from tests.server import Dashboard, running

ROWS = ".grid tbody tr"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard with 30 issues, found one a day; the oldest has the highest number."""
    folder = tmp_path_factory.mktemp("tables")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUPERVISION_DATA_DIR", str(folder / "data"))
        patch.delenv("SUPERVISION_DATABASE_URL", raising=False)
        engine.forget()
        settings.cache_clear()
        upgrade()
        unit = a_unit(name="示例单位")
        for place in range(30):
            day = clock.today() - timedelta(days=place)
            an_issue(unit_id=unit, number=f"2026-{place:05}", title=f"第{place}个", opened_on=day)
        engine.engines().write.dispose()
        engine.engines().read.dispose()
    engine.forget()
    settings.cache_clear()
    with running(folder) as started:
        yield started


def test_a_heading_sorts_every_row_and_not_only_the_page(many: Dashboard, page: Page) -> None:
    opened(page, f"{many.url}/issues")
    heading = page.get_by_role("columnheader", name="发现日期")
    heading.get_by_role("button").click()
    # For a moment both tables are there, the one before and the sorted one.
    expect(heading.and_(page.locator("[aria-sort=ascending]"))).to_have_count(1)
    expect(page.locator(ROWS).first).to_contain_text("2026-00029")
    settled(page)
    expect(heading).to_have_count(1)
    heading.get_by_role("button").click()
    expect(page.locator(ROWS).first).to_contain_text("2026-00000")
    expect(page).to_have_url(re.compile(r"[?&]order=-\d"))
    page.reload()
    expect(page.locator(ROWS).first).to_contain_text("2026-00000")


def test_a_row_opens_by_a_click_anywhere_on_it(many: Dashboard, page: Page) -> None:
    opened(page, f"{many.url}/issues?order=1")
    page.locator(ROWS).nth(2).locator("td").nth(3).click()
    expect(page.get_by_role("dialog")).to_contain_text("第2个")
    expect(page).to_have_url(re.compile(r"[?&]issue=\d+"))
    settled(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).not_to_have_url(re.compile(r"issue="))


def test_a_row_opens_by_keyboard(many: Dashboard, page: Page) -> None:
    opened(page, f"{many.url}/issues?order=1")
    page.get_by_role("link", name="2026-00001").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("第1个")


def test_all_but_some_are_chosen_over_the_pages(many: Dashboard, page: Page) -> None:
    opened(page, f"{many.url}/issues?order=1")
    page.get_by_role("button", name="全选 30 项").click()
    expect(page.locator(".grid tbody input:checked")).to_have_count(25)
    settled(page)
    page.locator(ROWS).nth(3).get_by_role("checkbox").click()
    expect(page.get_by_text("已选 29 项")).to_be_visible()
    opened(page, f"{many.url}/issues?order=1&page=2")
    expect(page.locator(ROWS)).to_have_count(5)


def test_rows_are_cards_on_a_phone_and_nothing_hangs_over(many: Dashboard, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, f"{many.url}/issues")
    expect(page.locator(ROWS).first).to_contain_text("示例单位")
    at_rest(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    widths = page.locator(ROWS).evaluate_all("rows => rows.map(row => row.getBoundingClientRect().right)")
    assert max(widths) <= 390
