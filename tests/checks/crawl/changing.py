"""A site that changes between two readings, served over real HTTP with validators as servers send them."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from typing import Any
from zlib import crc32

from tests.checks.crawl.site import Queueing

HTML = "text/html; charset=utf-8"
LONG_AGO = 1_700_000_000


@dataclass
class Served:
    """One address. `validators`: etag, modified, both or none; `headers`: further ones, such as a cookie."""

    body: str | bytes = ""
    status: int = 200
    kind: str = HTML
    validators: str = "etag"
    headers: dict[str, str] = field(default_factory=dict)
    changed_at: float = 0.0

    @property
    def content(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body

    @property
    def modified(self) -> str:
        return formatdate(self.changed_at or LONG_AGO + crc32(self.content) % 1_000_000, usegmt=True)

    @property
    def etag(self) -> str:
        # As a careful server's: of what is sent and of how it is to be read.
        return f'"{sha256(self.content + self.kind.encode()).hexdigest()[:16]}"'


class Changing(Queueing):
    """Serves `pages` by path. `answered` counts statuses by path; `lies` answers 304 to everything;
    after `most` answers nobody is given another until `opened` is set."""

    def __init__(self, pages: dict[str, Served]) -> None:
        self.pages, self.lies = pages, False
        self.most, self.opened = 1_000_000, threading.Event()
        self.answered: Counter[tuple[str, int]] = Counter()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def count(self, status: int) -> int:
        return sum(times for (_, one), times in self.answered.items() if one == status)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Changing

    def do_GET(self) -> None:
        one = self.server.pages.get(self.path, Served("none", 404, validators="none"))
        fresh = self.headers["If-None-Match"] == one.etag or (
            not self.headers["If-None-Match"] and self.headers["If-Modified-Since"] == one.modified
        )
        status = 304 if self.server.lies or (fresh and one.status == 200) else one.status
        if self.server.answered.total() >= self.server.most:
            self.server.opened.wait(60)
        self.server.answered[self.path, status] += 1
        self.send_response(status)
        if one.validators in ("etag", "both"):
            self.send_header("ETag", one.etag)
        if one.validators in ("modified", "both"):
            self.send_header("Last-Modified", one.modified)
        for name, value in one.headers.items():
            self.send_header(name, value)
        if status == 304:
            self.end_headers()
            return
        self.send_header("Location" if 300 <= status < 400 else "Content-Type", one.kind)
        self.send_header("Content-Length", str(len(one.content)))
        self.end_headers()
        self.wfile.write(one.content)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@contextmanager
def changing(pages: dict[str, Served]) -> Iterator[Changing]:
    site = Changing(pages)
    threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield site
    finally:
        site.opened.set()
        site.shutdown()
        site.server_close()
