"""What one transfer brings in: the head line by line, the body up to its limit; or libcurl's error as the
exception that `checks.fetch.classify` knows, so that both clients have one table of failures."""

import http.client
import os
import re
import socket
import ssl
from collections.abc import Callable
from http.client import BadStatusLine, HTTPException, LineTooLong

import pycurl

from checks.fetch.address import BadAddress
from checks.fetch.classify import REDIRECTS, UNREADABLE, Undecodable
from checks.fetch.forgiving import well_formed

# As `http.client`, so that both ways of visiting call the same answers unreadable.
MOST_HEADERS, LONGEST_LINE = 100, 65_536
STOP = 0


class Answer:
    """Handed to libcurl as its two callbacks. `begun` is called with the first line. `headed`: the head is
    complete; `enough`: stopped on purpose, which libcurl calls an error; `odd`: a line of the head that
    libcurl reads otherwise than browsers do, so that the body may come out wrong."""

    def __init__(self, most_bytes: int, begun: Callable[[], None] = lambda: None) -> None:
        self._begun = begun
        self.body = bytearray()
        self.headers: dict[str, str] = {}
        self.status = 0
        self.headed = False
        self.enough = False
        self.odd = False
        self.wrong: Exception | None = None
        self._most = most_bytes
        self._name = ""
        self._count = 0

    @property
    def location(self) -> str | None:
        """Where a redirect points."""
        return self.headers.get("location") if self.status in REDIRECTS else None

    @property
    def unreadable(self) -> str:
        """A content encoding that was not asked for, empty if none."""
        encoding = self.headers.get("content-encoding", "").strip().lower()
        return encoding if encoding in UNREADABLE else ""

    @property
    def truncated(self) -> bool:
        """Whether the body is longer than was kept."""
        return len(self.body) > self._most

    def on_header(self, line: bytes) -> int:
        """One line of the head; libcurl also sends the heads of interim answers."""
        if len(line) > LONGEST_LINE:
            self.wrong = LineTooLong("header line")
        elif line[:5].upper() == b"HTTP/":
            self.odd = self.odd or not line.startswith(b"HTTP/1.")
            if not self.status:
                self._begun()
            self.headers, self._name, self._count = {}, "", 0
            self.status = _status(line)
            if not 100 <= self.status <= 999:
                self.wrong = BadStatusLine("status")
        elif not line.strip():
            return self._head_ends(len(line))
        else:
            self.odd = self.odd or line.partition(b":")[0][-1:] in (b" ", b"\t")
            self._add(line)
        return STOP if self.wrong else len(line)

    def on_body(self, chunk: bytes) -> int:
        """A piece of the body."""
        self.body += chunk
        self.enough = len(self.body) > self._most
        return STOP if self.enough else len(chunk)

    def _head_ends(self, length: int) -> int:
        """A redirect's body is of no use, nor is one that cannot be decoded."""
        if 100 <= self.status < 200 and self.status != 101:
            return length
        self.headed = True
        # Lists that the library reads by itself, and servers write in ways of their own.
        transfer = self.headers.get("transfer-encoding", "chunked").lower()
        self.odd = self.odd or transfer != "chunked" or "," in self.headers.get("content-encoding", "")
        self.enough = self.location is not None or bool(self.unreadable)
        return STOP if self.enough else length

    def _add(self, line: bytes) -> None:
        if line[:1] in (b" ", b"\t") and self._name:
            self.headers[self._name] += " " + line.decode("latin-1").strip()
            return
        known = well_formed(line)
        if known is None:
            self._name = ""
            return
        name, _, value = known.decode("latin-1").partition(":")
        self._name = name.lower()
        self._count += 1
        if self._count > MOST_HEADERS:
            self.wrong = HTTPException(f"got more than {MOST_HEADERS} headers")
        kept, value = self.headers.get(self._name), value.strip()
        self.headers[self._name] = value if kept is None else f"{kept}, {value}"


def _status(line: bytes) -> int:
    parts = line.split(None, 2)
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0


WEIRD_REPLY, TOO_LARGE = 8, 100  # libcurl numbers without a proper name in pycurl
_VERIFY_WORDS = re.compile(r"^SSL certificate (?:problem|OpenSSL verify result): (.*?)(?: \(\d+\))?$")
_RESET_WORDS = ("reset by peer", "broken pipe", "syscall")
_BAD_CHUNK = ("chunk", "malformed encoding")


class TornOff(http.client.IncompleteRead):
    """A body that stopped short of what was announced."""


class BadChunk(TornOff):
    """A body whose next piece has no size that libcurl could read."""


def as_exception(code: int, words: str, number: int) -> Exception:
    """The exception that `checks.fetch` would have met. `number` is the errno libcurl kept, 0 for none."""
    if code == pycurl.E_COULDNT_CONNECT:
        return OSError(number, os.strerror(number)) if number else ConnectionRefusedError(words)
    if code in (pycurl.E_SSL_CONNECT_ERROR, pycurl.E_SSL_CIPHER):
        return _handshake(words, number)
    if code == pycurl.E_PEER_FAILED_VERIFICATION:
        return _Unbelieved(words)
    if code == pycurl.E_RECV_ERROR:
        return _receiving(words, number)
    kind = _KINDS.get(code)
    # An answer that libcurl stumbles over in a way of its own is looked at by the other way of visiting.
    return kind(words) if kind else http.client.HTTPException(f"libcurl error {code}")


class _Unbelieved(ssl.SSLCertVerificationError):
    def __init__(self, words: str) -> None:
        super().__init__(1, words)
        found = _VERIFY_WORDS.match(words)
        self.verify_message = found[1] if found else words.removeprefix("SSL: ")


def _handshake(words: str, number: int) -> Exception:
    low = words.lower()
    if any(mark in low for mark in _RESET_WORDS):
        return ConnectionResetError(number or 104, words)
    return ssl.SSLError(1, words)


def _receiving(words: str, number: int) -> Exception:
    low = words.lower()
    if any(mark in low for mark in _BAD_CHUNK):
        return BadChunk(b"")
    if "header" in low:
        return http.client.LineTooLong("header")
    if "ssl" in low and "reset" not in low:
        return ssl.SSLError(1, words)
    return ConnectionResetError(number or 104, words)


def _torn(_words: str) -> Exception:
    return TornOff(b"")


def _malformed(_words: str) -> Exception:
    return BadAddress("address cannot be read")


_KINDS: dict[int, Callable[[str], Exception]] = {
    pycurl.E_OPERATION_TIMEDOUT: TimeoutError,
    pycurl.E_GOT_NOTHING: http.client.RemoteDisconnected,
    pycurl.E_SEND_ERROR: ConnectionResetError,
    pycurl.E_PARTIAL_FILE: _torn,
    pycurl.E_UNSUPPORTED_PROTOCOL: http.client.BadStatusLine,
    WEIRD_REPLY: http.client.BadStatusLine,
    TOO_LARGE: http.client.LineTooLong,
    pycurl.E_BAD_CONTENT_ENCODING: Undecodable,
    pycurl.E_WRITE_ERROR: Undecodable,  # such as anything behind the end of a compressed body
    pycurl.E_URL_MALFORMAT: _malformed,
    pycurl.E_COULDNT_RESOLVE_HOST: socket.gaierror,
}
