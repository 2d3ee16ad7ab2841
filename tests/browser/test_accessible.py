"""Every page under axe-core: nothing critical, nothing serious of our own making, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from core.common.text import LANGUAGES
from pages.shell.navigation import TABLE
from tests.browser.waiting import opened
from tests.server import Dashboard, running
from tests.sqlite import copied

GRAVE = ("critical", "serious")
# Built by Streamlit out of our reach: lists of its menu, the native select it hides beside its own.
NOT_OURS = ("stSidebarNav", "stSidebarUserContent", "stHeader", "hidden-select-container")
WIDTHS, HEIGHT = (390, 1920), 900
# What has just been drawn fades in, and is pale until it has: asked again as often before it counts.
LOOKS, BETWEEN_MS = 8, 2500


@pytest.fixture(scope="module")
def filled(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard over the demonstration."""
    folder = tmp_path_factory.mktemp("accessible")
    copied(demo_file, folder / "data")
    with running(folder) as started:
        yield started


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_grave_fault(filled: Dashboard, page: Page, language: str) -> None:
    found = {}
    for entry in TABLE:
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        opened(page, f"{filled.url}/{entry.url_path}?lang={language}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            if faults := lasting(page):
                found[entry.key, width] = faults
    assert found == {}


def lasting(page: Page) -> list[str]:
    """What is still wrong on the page after it has been looked at again."""
    faults = grave(page)
    for _ in range(LOOKS):
        if faults:
            page.wait_for_timeout(BETWEEN_MS)
            faults = grave(page)
    return faults


def grave(page: Page) -> list[str]:
    """What is wrong on the page as it stands: rule, and the first place of each."""
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    faults = []
    for violation in violations:
        if violation["impact"] in GRAVE:
            ours = [node for node in violation["nodes"] if not _streamlits(page, node)]
            faults += [f"{violation['id']}: {node['html'][:160]}" for node in ours[:3]]
    return faults


def _streamlits(page: Page, node: dict) -> bool:
    place = str(node["target"][0])
    return bool(
        page.evaluate(
            "([place, names]) => { const node = document.querySelector(place);"
            " return !node || names.some(name => node.closest(`[data-testid=${name}]`)); }",
            [place, list(NOT_OURS)],
        )
    )
