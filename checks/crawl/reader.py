"""Reads addresses of the site: one libcurl loop, kept connections, every page taken apart as it comes."""

from collections import Counter, deque
from datetime import date
from time import monotonic
from urllib.parse import urlsplit

import pycurl

from checks.fetch.classify import of_exception
from checks.fetch.connect import resolve
from checks.fetch.deadline import Deadline
from checks.fetch.guard import Guarded, inspect
from checks.fetch.limits import allowances
from checks.probe.answer import as_exception
from checks.probe.handle import HEADERS, believe, guarded_socket, pin, prepare
from checks.probe.multi import Multi
from core.common.failure import Failure

from .address import Address, Addresses
from .arrival import Arrival, judged, taken_apart
from .known import NOT_MODIFIED, Known, is_the_same
from .limits import CrawlLimits
from .reading import Harvest, Reading
from .watched import UnderWay

_ROUTE_KEPT_S = 300.0
_MOST_RETURNS = 5  # cookies that a site sets one after the other before it answers


class Reader:
    """Addresses under way in this process. To be used by one thread; `wake` from any."""

    def __init__(self, limits: CrawlLimits, today: date, under_way: UnderWay | None = None) -> None:
        self.limits, self.today, self._watched = limits, today, under_way
        self._allowed = allowances(limits.fetch.allowed_private)
        self._multi = Multi(connections=limits.at_once)
        self._addresses = Addresses()
        self._waiting: deque[Address] = deque()
        self._moving: dict[pycurl.Curl, Arrival] = {}
        self._spare: list[pycurl.Curl] = []
        self._routes: dict[str, tuple[float, str, int]] = {}
        self._pinned: set[pycurl.Curl] = set()
        self._conditional: set[pycurl.Curl] = set()
        self._unbelieved: set[str] = set()
        self._readings: list[Reading] = []
        self._cookies: dict[str, dict[str, str]] = {}  # by origin, of sites that open with a cookie alone
        self._returned: Counter[int] = Counter()  # how often an address led to itself with a new cookie
        if under_way is not None:
            _warm_up(today, limits)

    @property
    def under_way(self) -> int:
        """Addresses taken on and not yet given back as readings."""
        return len(self._waiting) + len(self._moving)

    def add(self, address: Address) -> None:
        """Take on one address of the site."""
        self._waiting.append(address)

    def wake(self) -> None:
        """End a turn that is waiting."""
        self._multi.wake()

    def turn(self, wait_s: float) -> Harvest:
        """Drive everything for at most `wait_s` seconds, or until something has been read."""
        self._fill()
        for handle, code, words in self._multi.turn(wait_s):
            self._ended(handle, code, words)
            self._fill()
        harvest = Harvest(self._readings, list(self._addresses.fresh))
        self._readings, self._addresses.fresh[:] = [], []
        return harvest

    def close(self) -> None:
        """Drop what is under way."""
        for handle in self._moving:
            self._multi.remove(handle)
        for handle in (*self._moving, *self._spare):
            handle.close()
        self._multi.close()

    def _fill(self) -> None:
        while self._waiting and len(self._moving) < self.limits.at_once:
            self._begin(self._waiting.popleft())

    def _begin(self, address: Address) -> None:
        origin = address.url[: address.url.find("/", 8)]
        try:
            route = self._route(origin)
        except Exception as error:
            verdict = of_exception(error)
            self._readings.append(Reading(address.number, None, verdict.failure.value, verdict.detail))
            return
        arrival = Arrival(address, origin, self.limits.fetch.max_bytes)
        handle = self._spare.pop() if self._spare else self._made()
        handle.setopt(pycurl.URL, address.url)
        handle.setopt(pycurl.HEADERFUNCTION, arrival.on_header)
        handle.setopt(pycurl.WRITEFUNCTION, arrival.on_body)
        conditions = address.known.conditions if address.known else []
        if conditions or handle in self._conditional:
            handle.setopt(pycurl.HTTPHEADER, HEADERS + conditions)
            self._conditional.add(handle)
        if self._cookies:
            arrival.sent = dict(self._cookies.get(origin, {}))
            handle.setopt(pycurl.COOKIE, _cookie_line(arrival.sent))
        if len(self._routes) > 1 or handle not in self._pinned:
            believe(handle, verified=origin not in self._unbelieved)
            pin(handle, route[1], route[2])
            self._pinned.add(handle)
        self._moving[handle] = arrival
        self._multi.add(handle)

    def _route(self, origin: str) -> tuple[float, str, int]:
        """Where the site's host is; looked up anew every few minutes, and judged as a whole each time."""
        known = self._routes.get(origin)
        if known and known[0] > monotonic():
            return known
        parts = urlsplit(origin)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        rows = resolve(parts.hostname or "", port, Deadline(self.limits.fetch.timeout_s))
        inspect((row[1][0] for row in rows), port, self._allowed)
        self._pinned.clear()
        self._routes[origin] = (monotonic() + _ROUTE_KEPT_S, rows[0][1][0], port)
        return self._routes[origin]

    def _made(self) -> pycurl.Curl:
        handle = pycurl.Curl()
        prepare(handle, self.limits.fetch)
        handle.setopt(pycurl.HTTPHEADER, HEADERS)
        handle.setopt(pycurl.TIMEOUT_MS, int(self.limits.fetch.timeout_s * 1000))
        handle.setopt(pycurl.OPENSOCKETFUNCTION, guarded_socket(self._allowed, self._refused))
        return handle

    def _refused(self, error: Guarded) -> None:
        """`inspect` has judged the same address already; a refusal here ends the transfer by itself."""

    def _ended(self, handle: pycurl.Curl, code: int, words: str) -> None:
        arrival = self._moving.pop(handle)
        arrival.ms = round(handle.getinfo(pycurl.TOTAL_TIME) * 1000, 1)
        if code and not arrival.enough:
            error = as_exception(code, words, int(handle.getinfo(pycurl.OS_ERRNO)))
            self._spare.append(handle)
            self._failed(arrival, error)
            return
        arrival.status = handle.getinfo(pycurl.RESPONSE_CODE)
        arrival.type = (handle.getinfo(pycurl.CONTENT_TYPE) or "").lower()
        arrival.length = int(handle.getinfo(pycurl.CONTENT_LENGTH_DOWNLOAD_T))
        self._spare.append(handle)
        if self._opens_with_cookie(arrival):
            return
        known = arrival.address.known
        if known and arrival.status == NOT_MODIFIED:
            self._not_modified(arrival, known)
            return
        self._fill()  # the server works while this page is taken apart
        if self._watched is not None:
            self._watched.begin(arrival.address.number)
        self._readings.append(taken_apart(arrival, self._addresses, self.today, self.limits))
        if self._watched is not None:
            self._watched.end()

    def _opens_with_cookie(self, arrival: Arrival) -> bool:
        """Whether the site sets a cookie and sends back to the same address, asked for again then as long as
        the cookies are new to it: with them it answers, as a browser finds. What another address was given
        meanwhile does not count: this one was asked for without it."""
        number = arrival.address.number
        if (
            self._returned[number] >= _MOST_RETURNS
            or not arrival.returns()
            or not (fresh := arrival.cookies())
        ):
            return False
        if self._returned[number] and fresh.items() <= arrival.sent.items():
            return False
        self._returned[number] += 1
        self._cookies.setdefault(arrival.origin, {}).update(fresh)
        self._waiting.appendleft(arrival.address)
        return True

    def _not_modified(self, arrival: Arrival, known: Known) -> None:
        """An answer that contradicts itself is asked for whole."""
        number, url, _ = arrival.address
        if is_the_same(arrival, known):
            self._readings.append(Reading(number, 200, ms=arrival.ms, same=True))
        else:
            self._waiting.appendleft(Address(number, url))

    def _failed(self, arrival: Arrival, error: Exception) -> None:
        verdict = of_exception(error)
        if verdict.failure is Failure.CERTIFICATE and arrival.origin not in self._unbelieved:
            # A fact of its own: the site is read behind its bad certificate.
            self._unbelieved.add(arrival.origin)
            self._pinned.clear()
        if verdict.failure is Failure.CERTIFICATE:
            self._waiting.appendleft(arrival.address)
            return
        self._readings.append(judged(arrival, verdict))


def _warm_up(today: date, limits: CrawlLimits) -> None:
    """Import and compile what taking a page apart needs: no page's doing."""
    nothing = Arrival(Address(0, "http://localhost/"), "http://localhost", 0)
    nothing.status, nothing.type = 200, "text/html"
    nothing.on_body(b"<html><body><p><a href='/'>1</a></p></body></html>")
    taken_apart(nothing, Addresses(), today, limits)


def _cookie_line(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
