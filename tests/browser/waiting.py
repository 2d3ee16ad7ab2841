"""What browser tests wait for, so that none of them depends on how fast the machine is."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

# Only a test that fails ever waits so long.
PATIENCE_MS = 120_000
# Nothing new for so many looks, each after a rest.
REST_MS, SAME = 250, 4
DRAWN = """() => [document.querySelectorAll('*').length,
  (document.querySelector('[data-testid=stMain]') || document.body).scrollHeight]"""


def window(browser: Browser, **options: Any) -> Page:
    """A page in a context of its own, which nobody shares and whose past is empty."""
    own = {"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}, **options}
    page = browser.new_context(**own).new_page()
    page.set_default_timeout(PATIENCE_MS)
    return page


def opened(page: Page, address: str) -> None:
    """Open an address and wait until the whole page stands there."""
    page.goto(address)
    expect(page.locator("h1").first).to_be_visible()
    settled(page)


def settled(page: Page) -> None:
    """Wait for the end of a run: Streamlit may drop what it drew for a click in the middle of one.

    To be asked before a click. After one it says nothing, since the next run has not begun yet."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def at_rest(page: Page) -> None:
    """Wait until fonts are there and nothing more is drawn."""
    settled(page)
    page.evaluate("document.fonts.ready.then(() => true)")
    drawn: list[Any] = []

    def nothing_new() -> bool:
        page.wait_for_timeout(REST_MS)
        drawn.append(page.evaluate(DRAWN))
        return len(drawn) >= SAME and all(one == drawn[-1] for one in drawn[-SAME:])

    until(nothing_new)


def ticked(box: Locator, *, on: bool = True) -> None:
    """Click a box of a table, which is drawn anew with what the server answers."""
    box.click()
    expect(box).to_be_checked(checked=on)


def until(true: Callable[[], bool]) -> None:
    """Wait for what no page shows; each asking takes some time of its own."""
    limit = time.monotonic() + PATIENCE_MS / 1000
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.1)
