"""First paint and re-run of every page in a real Chromium, at the first and the last size by turns:
`pytest tests/benchmarks/test_browser.py -s`.

`BENCH_ROUNDS` (2) sets how often each is taken, `BENCH_PAGES` (all) which pages, `BENCH_SIZES` the sizes."""

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from tests.benchmarks.dashboards import ADDRESSES, ENDS, dashboards
from tests.benchmarks.screen import PATIENCE_MS, Screen
from tests.benchmarks.viewer import viewing
from tests.benchmarks.volumes import table
from tests.browser.conftest import browser
from tests.server import Dashboard

__all__ = ["browser"]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "2"))
NAMES = [name for name in os.environ.get("BENCH_PAGES", "").split(",") if name] or list(ADDRESSES)
SIGHT = {"width": 1440, "height": 900}
# What is taken of a page, by the heading of its column: milliseconds, the last one kilobytes.
TITLE, WHOLE, AGAIN, LANGUAGE, RECEIVED = "heading", "all drawn", "re-run", "other language", "KB"
FLAT = 3.0
Taken = dict[str, dict[str, dict[int, list[float]]]]


def test_every_page_in_a_browser(tmp_path: Path, browser: Browser) -> None:
    with dashboards(tmp_path) as shown:
        _warm(shown)
        first = {size: _never_seen_before(browser, dashboard) for size, dashboard in shown.items()}
        taken = _of_all_pages(browser, shown)
    print(f"\n{ROUNDS} rounds, load {os.getloadavg()[0]:.1f}; ms at {ENDS[0]:,} · {ENDS[1]:,} channels")
    print(table("A browser's first visit, nothing stored yet", *_first_table(first)))
    print(table("Every page in a browser that has been here before", *_table(taken)))
    # One page's ratio moves with whatever else the machine does; the one in the middle hardly does.
    assert median(_growth(of_page[AGAIN]) for of_page in taken.values()) < FLAT


@contextmanager
def _screen(browser: Browser, dashboard: Dashboard) -> Iterator[Screen]:
    context = browser.new_context(viewport=SIGHT, locale="zh-CN")  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        yield Screen(page, dashboard.url)
    finally:
        context.close()


def _warm(shown: dict[int, Dashboard]) -> None:
    """Let somebody have seen every page since the start: that visit is not the one of every day."""

    async def see_all() -> None:
        for dashboard in shown.values():
            async with viewing(dashboard.url) as viewer:
                for url_path, parameters in ADDRESSES.values():
                    await viewer.show(url_path, **parameters)

    # In a thread of its own: the browser's driver keeps a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, see_all()).result()


def _never_seen_before(browser: Browser, dashboard: Dashboard) -> tuple[float, float]:
    with _screen(browser, dashboard) as screen:
        return screen.open("")


def _of_all_pages(browser: Browser, shown: dict[int, Dashboard]) -> Taken:
    """Both sizes by turns, so that whatever else the machine does falls on both."""
    taken: Taken = {name: {} for name in NAMES}
    # One context each, whose store of files holds Streamlit's own after the first visit.
    with (
        _screen(browser, shown[ENDS[0]]) as small,
        _screen(browser, shown[ENDS[1]]) as large,
    ):
        screens = {ENDS[0]: small, ENDS[1]: large}
        for name in NAMES:
            for turn in range(ROUNDS + 1):
                for size, screen in screens.items():
                    for what, value in _of_page(screen, name).items():
                        if (
                            turn
                        ):  # what a page's first visit after a start costs is not its visitor's every day
                            taken[name].setdefault(what, {}).setdefault(size, []).append(value)
    return taken


def _of_page(screen: Screen, name: str) -> dict[str, float]:
    url_path, parameters = ADDRESSES[name]
    screen.kilobytes()
    title, whole = screen.open(url_path, **parameters)
    received = screen.kilobytes()
    times = {TITLE: title, WHOLE: whole, AGAIN: screen.again(), LANGUAGE: screen.change_language()}
    return {**times, RECEIVED: received}


def _first_table(first: dict[int, tuple[float, float]]) -> tuple[list[str], list[list[str]]]:
    rows = [[f"{size:,} channels", f"{title:.0f}", f"{whole:.0f}"] for size, (title, whole) in first.items()]
    return ["overview", TITLE, WHOLE], rows


def _table(taken: Taken) -> tuple[list[str], list[list[str]]]:
    headings = ["page"]
    for what in (TITLE, WHOLE, AGAIN, LANGUAGE, RECEIVED):
        headings += [what] if what in {TITLE, RECEIVED} else [what, "growth"]
    return headings, [_row(name, taken[name]) for name in NAMES]


def _row(name: str, of_page: dict[str, dict[int, list[float]]]) -> list[str]:
    cells = [name]
    for what, by_size in of_page.items():
        small, large = (median(by_size[size]) for size in ENDS)
        cells.append(f"{small:.0f} · {large:.0f}")
        if what not in {TITLE, RECEIVED}:
            cells.append(f"{_growth(by_size):.1f}")
    return cells


def _growth(by_size: dict[int, list[float]]) -> float:
    small, large = (median(by_size[size]) for size in ENDS)
    return large / small
