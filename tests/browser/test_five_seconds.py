"""The four questions a leader asks of the overview, each answered on the first screen without scrolling."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from core.common.text import catalogue
from tests.browser.waiting import at_rest
from tests.server import Dashboard, running
from tests.sqlite import copied

WORDS = catalogue("zh")
# What a telephone receives over the socket for the whole page.
MOST_BYTES = 300_000


@pytest.fixture(scope="module")
def filled(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard over the demonstration."""
    folder = tmp_path_factory.mktemp("seconds")
    copied(demo_file, folder / "data")
    with running(folder) as started:
        yield started


def seen(part: Locator, height: int) -> bool:
    """Whether the whole of it stands on the screen, unscrolled."""
    box = part.bounding_box()
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= height


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_each_question_is_answered_without_scrolling(
    filled: Dashboard, page: Page, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda one: received.append(len(one))))
    page.goto(filled.url)
    board = page.locator(".board")
    expect(board.locator(".answer")).to_have_count(4)
    # All of it, down to the last chart.
    expect(page.locator(".st-key-chart-waterfall-account svg.marks")).to_be_attached()
    at_rest(page)
    answers = {
        "is everything supervised": board.locator(".answer", has_text=WORDS["metric.supervised"]),
        "is it well": board.locator(".band"),
        "what is late": board.locator(".answer", has_text=WORDS["metric.overdue"]).locator(".value"),
        "whom to call": board.locator("a[href^='tel:']").first,
    }
    unseen = [question for question, answer in answers.items() if not seen(answer, height)]
    assert unseen == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert 50_000 < sum(received) <= MOST_BYTES
