"""The one way out of the browser: a proxy on loopback that asks the guard about every connection.

The browser resolves no name and opens no other connection. Only what the page itself asks for is let through:
whoever drives the browser says so first (`expect`), so its maker's servers hear nothing. A name is looked up
here, all its addresses are judged, and the judged one is connected to, as for a visit. TLS stays between the
browser and the site. Private addresses that the office allows are those of the site itself: the scripts of
one site do not reach the intranet of another."""

import re
import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

from checks.fetch.connect import Attempt, open_socket
from checks.fetch.deadline import Deadline
from checks.fetch.guard import Guarded
from checks.fetch.limits import allowances
from checks.page.sites import same_site

from .limits import BrowserLimits, Counts

_HEAD, _CHUNK = 65_536, 65_536
_REQUEST = re.compile(rb"([A-Z]{3,16}) (\S{1,16000}) HTTP/1\.[01]\r\n")
# Of one hop only, or of the browser to its proxy.
_HOP = re.compile(
    rb"^(?:proxy-[\w-]{1,60}+|connection|keep-alive|upgrade)[ \t]{0,9}+:[^\r\n]*+\r\n", re.I | re.M
)
_REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_UNREACHED = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_OPEN = b"HTTP/1.1 200 Connection established\r\n\r\n"


class Proxy:
    """Serves one browser that reads `address` until `close`, within `deadline` and `limits`."""

    def __init__(
        self, address: str, allowed_private: tuple[str, ...], limits: BrowserLimits, deadline: Deadline
    ) -> None:
        self.counts, self.limits = Counts(), limits
        self._address, self._allowed, self._deadline = address, allowances(allowed_private), deadline
        self._lock = threading.Lock()
        self._expected: set[tuple[str, int]] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, name="proxy", daemon=True).start()

    def expect(self, address: str) -> None:
        """The page is about to ask for `address`."""
        with suppress(ValueError):
            parts = urlsplit(address)
            port = parts.port or (443 if parts.scheme in ("https", "wss") else 80)
            self._expected.add(((parts.hostname or "").lower(), port))

    def close(self) -> None:
        """Take no more connections."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                browser, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._handle, args=(browser,), daemon=True).start()

    def _handle(self, browser: socket.socket) -> None:
        with browser, suppress(OSError, ValueError):
            browser.settimeout(self._deadline.remaining())
            head, rest = _head(browser)
            found = _REQUEST.match(head)
            if found is None:
                return
            host, port, first = _wanted(found, head)
            try:
                site = self._opened(host, port)
            except Guarded:
                browser.sendall(_REFUSED)
                return
            except OSError:
                browser.sendall(_UNREACHED)
                return
            with site:
                if first:
                    site.sendall(first + rest)
                else:
                    browser.sendall(_OPEN)
                    if rest:
                        site.sendall(rest)
                self._relay(browser, site)

    def _opened(self, host: str, port: int) -> socket.socket:
        """A connection the guard has seen. Raises `Guarded`, `OSError`."""
        if (host.lower(), port) not in self._expected:
            raise Guarded("nothing that the page asked for")
        with self._lock:
            self.counts.requests += 1
            enough = self.counts.requests > self.limits.most_requests
        own = same_site(f"http://{_bracketed(host)}/", self._address)
        try:
            if enough:
                raise Guarded("too many requests of one page")
            attempt = Attempt(self._deadline, self._allowed if own else ())
            return open_socket(host, port, attempt)
        except Guarded:
            with self._lock:
                self.counts.refused += 1
            raise

    def _relay(self, browser: socket.socket, site: socket.socket) -> None:
        """Pass both directions on until one ends."""
        up = threading.Thread(target=self._pass, args=(browser, site), daemon=True)
        up.start()
        self._pass(site, browser)
        for end in (site, browser):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        up.join()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            source.settimeout(self._deadline.remaining())
            while data := source.recv(_CHUNK):
                with self._lock:
                    self.counts.sent += len(data)
                    if self.counts.sent > self.limits.most_mb * 1_000_000:
                        return
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


def _head(browser: socket.socket) -> tuple[bytes, bytes]:
    """The head of a request, and what came with it. Raises `ValueError` for one without end."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = browser.recv(_CHUNK)
        data += part
        if not part or len(data) > _HEAD:
            raise ValueError("no whole request")
    head, _, rest = data.partition(b"\r\n\r\n")
    return head + b"\r\n", rest


def _wanted(found: "re.Match[bytes]", head: bytes) -> tuple[str, int, bytes]:
    """Host, port, and what the site is to be sent first; nothing for a tunnel. Raises `ValueError`."""
    method, target = found[1], found[2].decode("ascii")
    if method == b"CONNECT":
        parts = urlsplit(f"//{target}")
        return parts.hostname or "", parts.port or 443, b""
    parts = urlsplit(target)
    if parts.scheme != "http" or not parts.hostname:
        raise ValueError("not an address of the web")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    fields = _HOP.sub(b"", head[found.end() :])
    first = method + b" " + path.encode() + b" HTTP/1.1\r\n" + fields + b"Connection: close\r\n\r\n"
    return parts.hostname, parts.port or 80, first


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
