"""One visit through libcurl, hop by hop: the counterpart of `checks.fetch.fetcher`, without its threads."""

import re
import socket
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pycurl

from checks.fetch.address import BadAddress, Forbidden, following, refreshed, shown, visitable
from checks.fetch.classify import (
    CERTAIN,
    RedirectTrouble,
    Verdict,
    certificate_error,
    ended_early,
    of_answer,
    of_exception,
)
from checks.fetch.connect import ADDRESSES_TRIED, LookupTimeout, NoRoute, ours
from checks.fetch.deadline import Deadline
from checks.fetch.guard import Guarded, inspect
from checks.fetch.limits import Allowance, Limits
from checks.fetch.tls import TlsFacts
from checks.fetch.visit import Visit
from checks.probe.answer import Answer, BadChunk, as_exception
from checks.probe.beside import Found, Row
from checks.probe.handle import HEADERS, Times, believe, guarded_socket, late_ms, pin, times_of, tls_facts
from core.common.failure import Failure

_VERSION = re.compile(r"SSL connection using (\S+)")


class Journey:
    """The state of one visit. The loop asks `need_name` first, then hands `handle` to libcurl, and tells
    `ended` what came of it, until `over`."""

    def __init__(self, url: str, limits: Limits, allowed: tuple[Allowance, ...], timeout_s: float) -> None:
        self.visit = Visit(url=shown(url), final_url=shown(url))
        self.over = False
        self.deadline = Deadline(timeout_s)
        self.limits, self._allowed = limits, allowed
        self._seen: set[tuple[str, str]] = set()
        self._tls_error: str | None = None
        self._guarded: Guarded | None = None
        self._rows: list[Row] = []
        self._errors: list[OSError] = []
        self._odd = False
        self._socket: socket.socket | None = None
        self.start = url

    # Where to

    def begin(self) -> tuple[str, int] | None:
        """Host and port to be looked up; None when the visit is over before it began."""
        try:
            return self._to(visitable(self.start))
        except BadAddress as error:
            # Typed wrongly, not led astray: the registry's address is what has to be mended.
            self._fail(BadAddress(str(error)))
            return None

    def named(self, found: Found) -> bool:
        """Take the addresses of the host; whether there is one to connect to."""
        try:
            if isinstance(found, Exception):
                raise found
            if not found:
                raise socket.gaierror(socket.EAI_NONAME, "no address")
            inspect((row[1][0] for row in found), self._port, self._allowed)
        except Exception as error:
            self._fail(error)
            return False
        self._rows, self._errors, self._verified = found[:ADDRESSES_TRIED], [], True
        return True

    @property
    def doubtful(self) -> bool:
        """Whether the answer could not be read: libcurl is stricter than browsers and `checks.fetch`."""
        return (self._odd or self.visit.failure is Failure.PROTOCOL) and not self.deadline.spent()

    def nameless(self) -> None:
        """The name server did not answer in time."""
        self._fail(LookupTimeout(-3, "name look-up took too long"))

    # One transfer

    def prepare(self, handle: pycurl.Curl) -> bool:
        """Set `handle` for the next transfer; False when no time is left."""
        try:
            left = self.deadline.remaining()
        except TimeoutError as error:
            self._fail(error)
            return False
        self.answer, self._version, self._guarded = Answer(self.limits.max_bytes, self._begun), "", None
        self._times: Times | None = None
        self._offset = self.deadline.elapsed()
        secure = self._url.startswith("https:")
        handle.setopt(pycurl.URL, self._url)
        handle.setopt(pycurl.HTTPHEADER, [*HEADERS, "Connection: close"])
        handle.setopt(pycurl.TIMEOUT_MS, max(int(left * 1000), 1))
        handle.setopt(pycurl.CONNECTTIMEOUT_MS, max(int(left * 1000 / len(self._rows)), 1))
        handle.setopt(pycurl.HEADERFUNCTION, self.answer.on_header)
        handle.setopt(pycurl.WRITEFUNCTION, self.answer.on_body)
        handle.setopt(pycurl.OPENSOCKETFUNCTION, guarded_socket(self._allowed, self._refused, self._opened))
        handle.setopt(pycurl.OPT_CERTINFO, int(secure))
        handle.setopt(pycurl.VERBOSE, int(secure))
        if secure:
            handle.setopt(pycurl.DEBUGFUNCTION, self._overheard)
        self._before = _state(self._url, handle)
        believe(handle, verified=self._verified)
        pin(handle, self._rows[0][1][0], self._port)
        return True

    def ended(self, handle: pycurl.Curl, code: int, words: str) -> tuple[str, int] | None:
        """Take the end of a transfer. Then the visit is over, or has a host to be looked up, or (None)
        the same handle is to be prepared once more."""
        self._close_socket()
        self._note_connection(handle)
        self._odd = self._odd or self.answer.odd
        noticed = self._guarded or self.answer.wrong
        if noticed:
            self._fail(noticed)
            return None
        if code and not self.answer.enough:
            return self._failed(as_exception(code, words, int(handle.getinfo(pycurl.OS_ERRNO))), handle)
        return self._arrived(handle)

    def _failed(self, error: Exception, handle: pycurl.Curl) -> tuple[str, int] | None:
        connected = handle.getinfo(pycurl.CONNECT_TIME) > 0
        if not connected and isinstance(error, OSError) and not isinstance(error, LookupTimeout):
            self._next_address(error)
            return None
        reason = certificate_error(error)
        if reason is not None and self._verified and not self.deadline.spent():
            self._tls_error = self._tls_error or reason
            self.deadline.refund(self.deadline.elapsed() - self._offset)
            self._verified = False
            return None
        if ended_early(error) and self.answer.body:
            self._odd = self._odd or isinstance(error, BadChunk)
            return self._arrived(handle, short=True)
        if self.answer.headed:
            self._take(handle)
        self._fail(error)
        return None

    def _next_address(self, error: OSError) -> None:
        family, address = self._rows.pop(0)
        self._errors.append(ours(error, family, address))
        if self._rows and not self.deadline.spent():
            return
        reporting_progress = [error for error in self._errors if not isinstance(error, NoRoute)]
        self._fail((reporting_progress or self._errors)[0])

    def _arrived(self, handle: pycurl.Curl, *, short: bool = False) -> tuple[str, int] | None:
        self._take(handle, short=short)
        location = self.answer.location
        if location is None:
            location = self._sent_on(handle)
        if location is not None:
            try:
                return self._to(self._onward(location, handle))
            except Exception as error:
                self._fail(error)
                return None
        self._close(of_answer(self.answer.status, self.answer.headers, self.visit.body), handle)
        return None

    def _take(self, handle: pycurl.Curl, *, short: bool = False) -> None:
        """Note the answer as far as it came."""
        answer = self.answer
        self._note(
            status=answer.status,
            headers=answer.headers,
            first_byte_ms=self._ms(handle, pycurl.STARTTRANSFER_TIME, self._late_ms(handle)),
        )
        if answer.unreadable:
            self._note(detail=f"content encoding {answer.unreadable} was not asked for")
        elif answer.location is None:
            kept = bytes(answer.body[: self.limits.max_bytes])
            self._note(body=kept, truncated=short or answer.truncated)

    def _onward(self, location: str, handle: pycurl.Curl) -> str:
        """The next address of a redirect. The same address may return once a cookie has changed."""
        here = _state(self._url, handle)
        self._note(redirects=(*self.visit.redirects, self._url))
        if here in self._seen:
            raise RedirectTrouble("redirects in a circle")
        self._seen.add(here)
        if len(self.visit.redirects) > self.limits.max_redirects:
            raise RedirectTrouble(f"more than {self.limits.max_redirects} redirects")
        try:
            return visitable(following(self._url, location))
        except Forbidden:
            raise
        except BadAddress as error:
            raise RedirectTrouble(f"redirect: {error}") from error

    def _sent_on(self, handle: pycurl.Curl) -> str | None:
        """Where the head of a page sends on to. A page sent back to with the cookies it has had is read."""
        target = refreshed(self._url, self.answer.status, self.answer.headers)
        return target if target and _state(target, handle) not in {*self._seen, self._before} else None

    # The end

    def _to(self, url: str) -> tuple[str, int]:
        self._url = url
        self._note(final_url=url, status=None, headers={}, body=b"", truncated=False)
        parts = urlsplit(url)
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        return (parts.hostname or "").strip("[]"), self._port

    def _fail(self, error: Exception) -> None:
        self._close(of_exception(error), None)

    def _close(self, verdict: Verdict | None, handle: pycurl.Curl | None) -> None:
        total = (
            self._ms(handle, pycurl.TOTAL_TIME, self._late_ms(handle))
            if handle
            else _rounded(self.deadline.elapsed())
        )
        if self.deadline.spent() and (verdict is None or verdict.failure not in CERTAIN):
            verdict = Verdict(Failure.TIMEOUT, f"not done within {self.deadline.seconds:g} s")
        if verdict is None and self._tls_error:
            verdict = Verdict(Failure.CERTIFICATE, self._tls_error)
        self._note(total_ms=total)
        if verdict:
            self._note(failure=verdict.failure, detail=verdict.detail)
        self.over = True

    # What was noticed on the way

    def _note_connection(self, handle: pycurl.Curl) -> None:
        connect_s = handle.getinfo(pycurl.CONNECT_TIME)
        if connect_s > 0:
            peer = handle.getinfo(pycurl.PRIMARY_IP)
            late = self._late_to_connect_ms(handle)
            self._note(peer=peer, connect_ms=self._ms(handle, pycurl.CONNECT_TIME, late))
        facts = tls_facts(handle, verified=self._verified, version=self._version)
        if facts is not None and facts.error:
            self._tls_error = facts.error
        if self._tls_error:
            facts = replace(facts or TlsFacts(verified=False), verified=False, error=self._tls_error)
        self._note(tls=facts or self.visit.tls)

    def _overheard(self, kind: int, text: bytes | str) -> None:
        if kind == pycurl.INFOTYPE_TEXT:
            line = text.decode("latin-1") if isinstance(text, bytes) else text
            found = _VERSION.search(line)
            self._version = found[1] if found else self._version

    def _refused(self, error: Guarded) -> None:
        self._guarded = error

    def _opened(self, connection: socket.socket) -> None:
        self._close_socket()
        self._socket = connection

    def _close_socket(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _begun(self) -> None:
        """The first line of the answer: now the kernel knows when it came."""
        if self._socket is not None:
            self._times = times_of(self._socket)

    def _late_to_connect_ms(self, handle: pycurl.Curl) -> float:
        """How much later than the kernel libcurl saw the connection made; 0 when packets were lost, since
        then nobody knows."""
        if self._times is None or not self._times.smooth:
            return 0.0
        took = handle.getinfo(pycurl.CONNECT_TIME) - handle.getinfo(pycurl.NAMELOOKUP_TIME)
        return late_ms(took * 1000, self._times.round_trip)

    def _late_ms(self, handle: pycurl.Curl) -> float:
        """How much of libcurl's time to the first byte was this process's own lateness."""
        if self._times is None:
            return 0.0
        waited = handle.getinfo(pycurl.STARTTRANSFER_TIME) - handle.getinfo(pycurl.PRETRANSFER_TIME)
        return self._late_to_connect_ms(handle) + late_ms(waited * 1000, self._times.waited)

    def _ms(self, handle: pycurl.Curl, what: int, late: float = 0.0) -> float:
        """Milliseconds since the visit began, by libcurl's own clock within the transfer."""
        return _rounded(self._offset + handle.getinfo(what) - late / 1000)

    def _note(self, **facts: Any) -> None:
        self.visit = replace(self.visit, **facts)


def _state(url: str, handle: pycurl.Curl) -> tuple[str, str]:
    return url, repr(sorted(handle.getinfo(pycurl.INFO_COOKIELIST)))


def _rounded(seconds: float) -> float:
    return round(seconds * 1000, 2)
