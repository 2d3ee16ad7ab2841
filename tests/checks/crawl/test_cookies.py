"""A site that answers only with the cookie it has just set is read like any other."""

import threading
from datetime import date
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from checks.crawl.address import Address, number_of
from checks.crawl.cli import _text
from checks.crawl.crawl import Crawl
from checks.crawl.limits import CrawlLimits
from checks.crawl.reader import Reader
from checks.crawl.report import report_of
from checks.crawl.result import result_of
from checks.fetch import Limits
from core.common.text import t
from tests.checks.crawl.site import Queueing

PAGES = {"/": b"<a href='/a.html'>a</a>", "/a.html": b"<a href='/b.html'>b</a>", "/b.html": b"<p>b</p>"}


class _Site(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    cookies = True

    def do_GET(self) -> None:
        known = "ok=5f1d" in (self.headers.get("Cookie") or "") and self.cookies
        body = PAGES.get(self.path, b"") if known else b""
        self.send_response(200 if known and body else 404 if known else 302)
        if not known:
            self.send_header("Set-Cookie", "ok=5f1d; Path=/; HttpOnly")
            self.send_header("Location", self.path)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _InTurn(_Site):
    """Sets one cookie after the other."""

    def do_GET(self) -> None:
        sent = self.headers.get("Cookie") or ""
        name = next((each for each in ("one", "two", "ok") if f"{each}=" not in sent), "")
        if not name:
            super().do_GET()
            return
        self.send_response(302)
        self.send_header("Set-Cookie", f"{name}=5f1d; Path=/")
        self.send_header("Location", self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()


class _Overtaken(_InTurn):
    """Its door waits, asked for with the first cookie alone, until another page was given the second."""

    given: threading.Event

    def do_GET(self) -> None:
        sent = self.headers.get("Cookie") or ""
        first_alone = "one=" in sent and "two=" not in sent
        if self.path == "/" and first_alone:
            self.given.wait(60)
        super().do_GET()
        if self.path == "/b.html" and first_alone:
            self.given.set()


class _Never(_Site):
    cookies = False  # the redirect comes again whatever it is sent


class _BySending(_Site):
    """Sends back to the same address by its head, not by a redirect, and from its door to its home page."""

    def do_GET(self) -> None:
        known = "ok=5f1d" in (self.headers.get("Cookie") or "")
        if known and self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        if not known:
            self.send_header("Set-Cookie", "ok=5f1d; Path=/")
        self.send_header("Refresh", "1; url=/a.html" if known else f"0;url={self.path}")
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.end_headers()


class _InACircle(_Site):
    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/b" if self.path == "/a" else "/a")
        self.send_header("Content-Length", "0")
        self.end_headers()


def _read(kind: type[_Site], folder: Path) -> tuple[int, list[str]]:
    with Queueing(("127.0.0.1", 0), kind) as site:
        threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        limits = CrawlLimits(Limits(allowed_private=("127.0.0.1",)), polite=False, page_facts=False)
        address = f"http://127.0.0.1:{site.server_port}"
        assert Crawl(address, folder, limits).run()
        site.shutdown()
    report = report_of(folder)
    return report.pages, [link.address.removeprefix(address) for link in report.dead]


def test_it_is_read_behind_its_cookie(tmp_path: Path):
    assert _read(_Site, tmp_path) == (3, [])


def test_it_is_read_behind_several_cookies_set_one_after_the_other(tmp_path: Path):
    assert _read(_InTurn, tmp_path) == (3, [])


def test_a_cookie_that_another_address_was_given_meanwhile_ends_nothing():
    _Overtaken.given = threading.Event()
    with Queueing(("127.0.0.1", 0), _Overtaken) as site:
        threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        fetch = Limits(allowed_private=("127.0.0.1",))
        reader = Reader(CrawlLimits(fetch, polite=False, page_facts=False), date(2026, 3, 2))
        for path in ("/", "/b.html"):
            url = f"http://127.0.0.1:{site.server_port}{path}"
            reader.add(Address(number_of(url), url))
        readings = []
        while reader.under_way:
            readings.extend(reader.turn(1).readings)
        reader.close()
        site.shutdown()
    assert [(each.status, each.failure) for each in readings] == [(200, ""), (200, "")]


def test_a_redirect_that_no_cookie_ends_is_a_circle(tmp_path: Path):
    pages, dead = _read(_Never, tmp_path)
    assert (pages, dead) == (0, ["/"])


def test_it_is_read_where_the_head_of_its_pages_sends_on(tmp_path: Path):
    assert _read(_BySending, tmp_path) == (2, [])


@pytest.mark.parametrize("kind", [_Never, _InACircle])
def test_a_site_that_only_redirects_was_not_read(kind: type[_Site], tmp_path: Path):
    assert _read(kind, tmp_path) == (0, ["/"])
    assert not report_of(tmp_path).complete
    made = result_of(tmp_path, sure=0.9)
    assert (made["error"], made["unread"] > 0) == ("failure.redirects", True)
    assert t("crawl.unread") in _text(report_of(tmp_path), tmp_path)
