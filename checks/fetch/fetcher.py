"""One visit from the address to the facts: redirects by hand, every hop under the same guard and clock."""

from collections.abc import Iterator
from dataclasses import replace
from socket import AF_INET6, AddressFamily
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
import urllib3.exceptions as u3
from requests.cookies import RequestsCookieJar
from requests.models import Response

from checks.fetch.adapter import GuardedAdapter
from checks.fetch.address import BadAddress, Forbidden, following, refreshed, shown, visitable
from checks.fetch.classify import (
    CERTAIN,
    REDIRECTS,
    UNREADABLE,
    RedirectTrouble,
    Verdict,
    certificate_error,
    ended_early,
    of_answer,
    of_exception,
)
from checks.fetch.connect import ATTEMPT, Attempt
from checks.fetch.deadline import Deadline, Reaper
from checks.fetch.limits import Allowance, Limits, allowances
from checks.fetch.national import speaks_national
from checks.fetch.tls import TlsFacts
from checks.fetch.visit import Visit
from core.common.failure import Failure

# Some of those servers close the connection on a greeting they do not know.
HANDSHAKES = frozenset({Failure.TLS, Failure.RESET})
NATIONAL_S = 4.0
CHUNK = 65_536


class Fetcher:
    """Visits addresses within `limits`. Thread-safe; one for the whole process, as it holds the TLS
    contexts and the thread that ends visits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._adapter = GuardedAdapter(limits.trusted_ca)
        self._reaper = Reaper()
        self._allowed = allowances(limits.allowed_private)

    def get(self, url: str, *, timeout_s: float | None = None, only_v6: bool = False) -> Visit:
        """Visit `url`, for at most `timeout_s` seconds (the limits' own if None). Never raises: whatever
        goes wrong is the visit's `failure`. `only_v6`: by the name's IPv6 addresses and no other."""
        deadline = Deadline(self.limits.timeout_s if timeout_s is None else timeout_s)
        journey = _Journey(url, self.limits, self._adapter, self._allowed, deadline)
        journey.family = AF_INET6 if only_v6 else None
        with self._reaper.watching(deadline):
            visit = journey.travel()
        return self.explained(visit)

    def explained(self, visit: Visit) -> Visit:
        """`visit`, and where its handshake failed, whether the server speaks the national TLS alone."""
        if visit.failure not in HANDSHAKES or visit.tls is not None:
            return visit
        parts = urlsplit(visit.final_url)
        if parts.scheme != "https" or not parts.hostname:
            return visit
        port, seconds = parts.port or 443, min(NATIONAL_S, self.limits.timeout_s)
        if not speaks_national(parts.hostname, port, seconds, self._allowed):
            return visit
        return replace(visit, failure=Failure.NATIONAL_TLS, detail="server speaks the national TLS only")

    def close(self) -> None:
        """Let go of idle connections."""
        self._adapter.close()


class _Journey:
    """The state of one visit under way."""

    def __init__(
        self,
        url: str,
        limits: Limits,
        adapter: GuardedAdapter,
        allowed: tuple[Allowance, ...],
        deadline: Deadline,
    ) -> None:
        self.visit = Visit(url=shown(url), final_url=shown(url))
        self.start, self.limits, self.adapter, self.deadline = url, limits, adapter, deadline
        self.allowed = allowed
        self.cookies = RequestsCookieJar()
        self.seen: set[tuple[str, str]] = set()
        self.tls_error: str | None = None
        self.attempt: Attempt | None = None
        self.family: AddressFamily | None = None

    def travel(self) -> Visit:
        """Go all the way and judge what came of it."""
        verdict: Verdict | None
        try:
            self._go()
            verdict = self._judged()
        except Exception as error:
            verdict = of_exception(error)
        if self.deadline.spent() and (verdict is None or verdict.failure not in CERTAIN):
            verdict = Verdict(Failure.TIMEOUT, f"not done within {self.deadline.seconds:g} s")
        self._note(total_ms=_ms(self.deadline.elapsed()))
        if verdict is None and self.tls_error:
            verdict = Verdict(Failure.CERTIFICATE, self.tls_error)
        if verdict:
            self._note(failure=verdict.failure, detail=verdict.detail)
        return self.visit

    def _go(self) -> None:
        try:
            url = visitable(self.start)
        except BadAddress as error:
            # Typed wrongly, not led astray: the registry's address is what has to be mended.
            raise BadAddress(str(error)) from None
        while True:
            self._note(final_url=url, status=None, headers={})
            before = self._state(url)
            response = self._request(url)
            try:
                location = self._arrived(response)
                sent_on = self._sent_on(url, before) if location is None else None
                if location is None and sent_on is None:
                    return self._read(response)
            finally:
                response.close()
            self._note(redirects=(*self.visit.redirects, url))
            url = self._onward(url, location or sent_on or "")

    def _request(self, url: str) -> Response:
        """Ask once; behind a bad certificate ask again without believing it, and remember why."""
        before = self.deadline.elapsed()
        try:
            return self._send(url, verified=True)
        except requests.exceptions.SSLError as error:
            reason = certificate_error(error)
            if reason is None or self.deadline.spent():
                raise
            self.tls_error = self.tls_error or reason
        self.deadline.refund(self.deadline.elapsed() - before)
        return self._send(url, verified=False)

    def _send(self, url: str, *, verified: bool) -> Response:
        self.attempt = Attempt(self.deadline, self.allowed, verified, family=self.family)
        token = ATTEMPT.set(self.attempt)
        try:
            request = requests.Request("GET", url, headers=self._headers(), cookies=self.cookies).prepare()
            return self.adapter.send(request, stream=True, timeout=self.deadline.remaining(), verify=verified)
        finally:
            ATTEMPT.reset(token)
            self._note_connection()

    def _headers(self) -> dict[str, str]:
        return {
            "User-Agent": self.limits.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            # Each visit is a real one: a connection kept from half an hour ago proves nothing.
            "Connection": "close",
        }

    def _arrived(self, response: Response) -> str | None:
        """Note the head of an answer; the address it points to if it is a redirect."""
        self._note(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            first_byte_ms=_ms(self.deadline.elapsed()),
        )
        self.cookies.update(response.cookies)
        return response.headers.get("Location") if response.status_code in REDIRECTS else None

    def _onward(self, url: str, location: str) -> str:
        """The next address of a redirect. The same address may return once a cookie has changed."""
        here = self._state(url)
        if here in self.seen:
            raise RedirectTrouble("redirects in a circle")
        self.seen.add(here)
        if len(self.visit.redirects) > self.limits.max_redirects:
            raise RedirectTrouble(f"more than {self.limits.max_redirects} redirects")
        try:
            return visitable(following(url, location))
        except Forbidden:
            raise
        except BadAddress as error:
            raise RedirectTrouble(f"redirect: {error}") from error

    def _state(self, url: str) -> tuple[str, str]:
        return url, repr(sorted((cookie.name, cookie.value) for cookie in self.cookies))

    def _sent_on(self, url: str, before: tuple[str, str]) -> str | None:
        """Where the head of a page sends on to. A page sent back to with the cookies it has had is read."""
        target = refreshed(url, self.visit.status or 0, self.visit.headers)
        return target if target and self._state(target) not in {*self.seen, before} else None

    def _read(self, response: Response) -> None:
        """Read the body in small steps up to the limit, tolerating a wrong length as browsers do."""
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        if encoding in UNREADABLE:
            return self._note(detail=f"content encoding {encoding} was not asked for")
        body, short = bytearray(), False
        try:
            for chunk in _chunks(response.raw):
                body += chunk
                if len(body) > self.limits.max_bytes or self.deadline.spent():
                    break
        except (u3.IncompleteRead, u3.ProtocolError) as error:
            short = ended_early(error) and len(body) > 0
            if not short:
                raise
        finally:
            kept = bytes(body[: self.limits.max_bytes])
            self._note(body=kept, truncated=short or len(body) > self.limits.max_bytes)
        return None

    def _judged(self) -> Verdict | None:
        return of_answer(self.visit.status or 0, self.visit.headers, self.visit.body)

    def _note_connection(self) -> None:
        attempt = self.attempt
        if attempt is None:
            return
        facts = attempt.tls
        if self.tls_error:
            facts = replace(facts or TlsFacts(verified=False), verified=False, error=self.tls_error)
        self._note(
            peer=attempt.peer or self.visit.peer,
            connect_ms=_ms(attempt.connect_s) if attempt.connect_s is not None else self.visit.connect_ms,
            tls=facts or self.visit.tls,
        )

    def _note(self, **facts: Any) -> None:
        self.visit = replace(self.visit, **facts)


def _chunks(raw: urllib3.HTTPResponse) -> Iterator[bytes]:
    while chunk := raw.read1(CHUNK, decode_content=True):
        yield chunk


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
