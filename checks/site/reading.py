"""Visits of one reading: each address is fetched once, however many checks ask for it."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from checks import fetch
from checks.fetch import Fetcher, Visit
from checks.page import Page, open_page
from core.common.outcome import Failure

from .pace import PACE

if TYPE_CHECKING:
    from checks.sandbox.limits import PutAside

# A host that refused so often is left alone for the rest of the reading.
REFUSALS = 3
# A site with so many pages that break the limits of reading would keep the reading processes from others.
PUT_ASIDE = 3
# A browser takes seconds where a visit takes some tenths of one.
BY_BROWSER = 6


class Getter(Protocol):
    """Anything that visits addresses: a `Fetcher`, or one that remembers."""

    def get(self, url: str, *, timeout_s: float | None = None) -> Visit: ...


class Shared:
    """A fetcher with a memory, manners and patience; for one reading of one site, in one thread.

    Only a look at the site itself goes through `fetcher`; `glance` serves for links, of which nothing but
    the answer's status is wanted, and reads little of the body. `opened` opens pages; `browser` makes a visit
    again by a browser, for pages that a script writes."""

    def __init__(
        self,
        fetcher: Getter,
        glance: Getter | None = None,
        *,
        gap_s: float = 0.0,
        opened: Callable[..., Page] = open_page,
        browser: Callable[[Visit], Visit] | None = None,
    ) -> None:
        self.fetcher, self._opened = fetcher, opened
        self._glance, self._gap_s = glance or fetcher, gap_s
        self._visits: dict[str, Visit] = {}
        self._glances: dict[str, Visit] = {}
        self._pages: dict[int, tuple[Visit, Page]] = {}
        self._refused: dict[str, int] = {}
        self._aside: set[str] = set()
        self._browser = browser
        self._rendered: dict[str, Visit] = {}

    def get(self, url: str, *, timeout_s: float | None = None) -> Visit:
        """The visit to `url`, made at most once."""
        if url not in self._visits:
            self._visits[url] = self._visit(self.fetcher, url, timeout_s)
        return self._visits[url]

    def glance(self, url: str, *, timeout_s: float | None = None) -> Visit:
        """A short look at `url`, or the visit that was already made."""
        if url in self._visits:
            return self._visits[url]
        if url not in self._glances:
            self._glances[url] = self._visit(self._glance, url, timeout_s)
        return self._glances[url]

    def by_v6(self, url: str, *, timeout_s: float) -> Visit | None:
        """A visit by IPv6 alone; None when the fetcher knows no such way."""
        if not isinstance(self.fetcher, Fetcher):
            return None
        PACE.wait(_host(url), self._gap_s)
        return self.fetcher.get(url, timeout_s=timeout_s, only_v6=True)

    def remember(self, visit: Visit) -> None:
        """Take a visit that was already made."""
        self._visits.setdefault(visit.url, visit)

    def page(self, visit: Visit, today: date) -> Page:
        """The page of a visit, opened once."""
        known = self._pages.get(id(visit))
        if known is None:
            page = self._opened(visit.body, visit.final_url, content_type=visit.content_type, today=today)
            known = self._pages[id(visit)] = (visit, page)
        return known[1]

    def rendered(self, visit: Visit) -> Visit:
        """`visit` as a browser shows it, a few times in one reading; `visit` itself where there is none."""
        address = visit.final_url
        if self._browser is None or visit.rendered is not None or not visit.readable:
            return visit
        if address not in self._rendered:
            if len(self._rendered) >= BY_BROWSER:
                return visit
            PACE.wait(_host(address), self._gap_s)
            self._rendered[address] = self._browser(visit)
        return self._rendered[address]

    @property
    def patient(self) -> bool:
        """Whether so few pages of this reading were put aside that it may go on."""
        return len(self._aside) < PUT_ASIDE

    def put_aside(self, page: "PutAside") -> None:
        """From now on every visit that ended on this page is one that failed: the page was not read."""
        self._aside.add(page.address)
        for url, visit in self._visits.items():
            if visit.final_url == page.address:
                self._visits[url] = replace(visit, failure=Failure.PAGE_LIMITS, detail=page.detail, body=b"")

    def _visit(self, fetcher: Getter, url: str, timeout_s: float | None) -> Visit:
        host = _host(url)
        if self._refused.get(host, 0) >= REFUSALS:
            return Visit(url, url, Failure.FIREWALL, "left alone after several refusals")
        visit = self._tried(fetcher, url, host, timeout_s)
        if visit.failure is Failure.FIREWALL:
            self._refused[host] = self._refused.get(host, 0) + 1
        return visit

    def _tried(self, fetcher: Getter, url: str, host: str, timeout_s: float | None) -> Visit:
        PACE.wait(host, self._gap_s)
        visit = fetcher.get(url, timeout_s=timeout_s)
        times, after_s = retries(visit.failure)
        for _ in range(times):
            sleep(after_s)
            PACE.wait(host, self._gap_s)
            again = fetcher.get(url, timeout_s=timeout_s)
            if again.failure is not visit.failure:
                return again
        return visit


def retries(failure: Failure | None) -> tuple[int, float]:
    """How often, and after how many seconds, a visit that failed so is tried again."""
    row = _table().get(failure.value) if failure else None
    return (int(row["times"]), float(row["after_s"])) if row else (0, 0.0)


def shared(fetcher: Getter) -> Shared:
    """`fetcher` itself when it already remembers, else one that does."""
    if isinstance(fetcher, Shared):
        return fetcher
    gap_s = fetcher.limits.host_gap_s if isinstance(fetcher, Fetcher) else 0.0
    return Shared(fetcher, gap_s=gap_s)


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, float]]:
    return tomllib.loads(Path(fetch.__file__).with_name("retries.toml").read_text("utf-8"))


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
