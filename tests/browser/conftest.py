"""A real dashboard and a real Chromium for every test in this folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.waiting import PATIENCE_MS, window
from tests.server import Dashboard, running
from tools import chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
expect.set_options(timeout=PATIENCE_MS)
Screenshot = Callable[[Page, str], Path]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Without one, tests are skipped; with `--require-browser` or in CI they fail."""
    path = chromium.find()
    if path is None:
        say = pytest.fail if chromium.required() else pytest.skip
        say(f"no Chromium; install it with: {chromium.command()}")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard with an empty database and no checker, one for the tests of a file."""
    with running(tmp_path_factory.mktemp("dashboard")) as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window without any past: no cookies, nothing stored."""
    page = window(browser, viewport={"width": 1280, "height": 800})
    yield page
    page.context.close()


@pytest.fixture
def screenshot(tmp_path: Path) -> Screenshot:
    """Take a picture of the whole page; it is kept in the test's own folder."""

    def take(page: Page, name: str) -> Path:
        file = tmp_path / f"{name}.png"
        page.screenshot(path=file, full_page=True)
        return file

    return take
