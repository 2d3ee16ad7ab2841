"""First paint and re-run of each page in a real Chromium, the dashboard's memory, and many viewers at once:
`pytest tests/benchmarks/test_pages.py -s`."""

import os
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil
import pytest
from playwright.sync_api import Browser, Page

from pages.ui.navigation import TABLE
from tests.benchmarks.volumes import SIZES, table, volume
from tests.browser.conftest import browser
from tests.server import Dashboard, running

__all__ = ["browser"]
ENDS = (SIZES[0], SIZES[-1])
ROUNDS, VIEWERS = 3, (1, 5, 20)
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
BUSY = '[data-testid="stApp"][data-test-script-state="running"]'
PATIENCE_MS = 60_000


@pytest.fixture(params=ENDS)
def large(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[int, Dashboard]]:
    """A dashboard over a database of one size, without a checker."""
    with volume(request.param, tmp_path) as home, running(home) as dashboard:
        yield request.param, dashboard


def test_first_paint_and_rerun_of_each_page(large: tuple[int, Dashboard], browser: Browser) -> None:
    size, dashboard = large
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    _open(page, dashboard, "overview")
    rows = []
    for entry in TABLE:
        # A channel's file and a case need one in the address; without it they show their empty state.
        path = f"{entry.url_path}?id=1" if entry.key == "channel" else entry.url_path
        head, whole = _open(page, dashboard, path)
        rows.append(
            [entry.key, f"{head:.0f}", f"{whole:.0f}", f"{median(_rerun(page) for _ in range(ROUNDS)):.0f}"]
        )
    context.close()
    memory = psutil.Process(dashboard.process.pid).memory_info().rss / 1e6
    headings = ["page", "heading shown, ms", "all shown, ms", "re-run, ms"]
    print(table(f"Pages in Chromium at {size:,} channels (dashboard {memory:,.0f} MB)", headings, rows))


def test_many_viewers_on_the_overview(large: tuple[int, Dashboard], browser: Browser) -> None:
    size, dashboard = large
    rows = []
    for viewers in VIEWERS:
        contexts = [browser.new_context(locale="zh-CN") for _ in range(viewers)]
        pages = [context.new_page() for context in contexts]
        start = perf_counter()
        for page in pages:
            page.set_default_timeout(PATIENCE_MS)
            page.goto(f"{dashboard.url}/overview", wait_until="commit")
        for page in pages:
            page.locator("h1").first.wait_for()
            page.wait_for_selector(IDLE, state="attached")
        all_open = perf_counter() - start
        times = [_rerun(pages[0]) for _ in range(ROUNDS)]
        memory = psutil.Process(dashboard.process.pid).memory_info().rss / 1e6
        rows.append([str(viewers), f"{all_open:.1f}", f"{median(times):.0f}", f"{memory:,.0f}"])
        for context in contexts:
            context.close()
    headings = ["viewers", "all opened at once, s", "re-run of one meanwhile, ms", "dashboard, MB"]
    print(table(f"Viewers at {size:,} channels, {os.cpu_count()} cores", headings, rows))


def _open(page: Page, dashboard: Dashboard, path: str) -> tuple[float, float]:
    """Milliseconds until the heading stands there, and until the script has run to its end."""
    start = perf_counter()
    page.goto(f"{dashboard.url}/{path}", wait_until="commit")
    page.locator("h1").first.wait_for()
    head = perf_counter() - start
    page.wait_for_selector(IDLE, state="attached")
    return 1000 * head, 1000 * (perf_counter() - start)


def _rerun(page: Page) -> float:
    """Milliseconds of one run of the whole script, asked for as a visitor would, with the key R."""
    start = perf_counter()
    page.keyboard.press("r")
    page.wait_for_selector(BUSY, state="attached")
    page.wait_for_selector(IDLE, state="attached")
    return 1000 * (perf_counter() - start)
