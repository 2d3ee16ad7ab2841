"""Every page, opened in a browser: nothing is asked for outside, by browser or dashboard."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

from pages.shell.navigation import TABLE
from tests.browser.waiting import opened
from tests.server import Dashboard, running
from tests.sqlite import copied

# Tells, from within the dashboard's process, of every name it looks up and every address it connects to.
WATCH = """
FILE = {file!r}
def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        log = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
        with open(FILE, "a") as out:
            out.write(f"{{event}} {{log}}\\n")
sys.addaudithook(watch)
"""


@pytest.fixture
def watched(demo_file: Path, tmp_path: Path) -> Iterator[tuple[Dashboard, Path]]:
    """A dashboard over the demonstration, and the file in which its connections are written."""
    copied(demo_file, tmp_path / "data")
    log = tmp_path / "connections"
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH.format(file=str(log)))
    with running(tmp_path, PYTHONPATH=str(tmp_path / "watch")) as started:
        yield started, log


def test_no_page_asks_anything_of_the_outside(watched: tuple[Dashboard, Path], page: Page) -> None:
    dashboard, log = watched
    hosts: set[str] = set()
    complaints: list[str] = []

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"}:
            hosts.add(f"{parts.scheme}://{parts.netloc}")

    def said(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    page.on("request", asked)
    page.on("console", said)
    for entry in TABLE:
        opened(page, f"{dashboard.url}/{entry.url_path}?lang=en")
        icon = page.locator("link[rel='shortcut icon']").get_attribute("href") or ""
        assert urlsplit(page.evaluate("url => new URL(url, document.baseURI).href", icon)).scheme in {
            "data",
            "http",
        }
    assert hosts == {dashboard.url}
    assert complaints == []
    assert _outside(log) == []


def _outside(log: Path) -> list[str]:
    """What was asked of anybody but this process's own listening address."""
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return [line for line in lines if not line.startswith("socket.getaddrinfo 127.0.0.1")]
