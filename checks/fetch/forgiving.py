"""Heads of answers read as browsers read them: a line that is no header is passed over, a space before
the colon is none of the name. The standard library ends the head at either (RFC 9112, section 5, asks a
server to send neither, and browsers to live with both)."""

import re
from collections.abc import Iterable
from http.client import HTTPResponse, IncompleteRead
from typing import Any

_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")  # a token, RFC 9110, section 5.6.2
_MOST_PASSED_OVER = 100
_SIZE = re.compile(rb"[0-9a-fA-F]{1,80}")
_LARGEST_SIZE = 2**63 - 1
_SWITCHING, _LONGEST = 101, 65_536
_STATUS_START = re.compile(rb"HTTP/(?:1(?=\.)|[23](?:\.0)?(?=[ \t]))", re.I)


def well_formed(line: bytes) -> bytes | None:
    """The header line without spaces before its colon; None for one that is no header."""
    name, colon, value = line.partition(b":")
    name = name.rstrip(b" \t")
    return name + b":" + value if colon and _NAME.fullmatch(name) else None


def readable_status(line: bytes) -> bytes:
    """A status line of a version that is none over this kind of connection (`HTTP/2 200`, which careless
    proxies pass on), or in small letters: one of HTTP/1 for the library, as for browsers."""
    found = _STATUS_START.match(line)
    if found is None or found[0] == b"HTTP/1":
        return line
    rest = line[found.end() :]
    return b"HTTP/1" + (rest if rest.startswith(b".") else b".1" + rest)


def encodings(values: Iterable[str]) -> list[str]:
    """The words of all header lines of one name that list encodings, in small letters."""
    return [word for value in values for each in value.split(",") if (word := each.strip().lower())]


class ForgivingResponse(HTTPResponse):
    """`http.client`'s answer, whose head comes through `well_formed`."""

    def begin(self) -> None:
        """Read the head."""
        raw = self.fp
        if raw is None or self.headers is not None:
            return super().begin()
        self.fp = _Head(raw)
        try:
            super().begin()
            self._encoded()
        finally:
            if self.fp is not None:
                self.fp = _Sizes(raw) if self.chunked is True else raw

    def _encoded(self) -> None:
        """`chunked` counts wherever it stands among other words, and words that say nothing are left out:
        the library knows either only when it stands alone."""
        chunked = "chunked" in encodings(self.headers.get_all("Transfer-Encoding", []))
        if chunked and not self.chunked and self.fp is not None and self.length != 0:
            self.chunked, self.chunk_left, self.length = True, None, None
        if said := self.headers.get_all("Content-Encoding"):
            del self.headers["Content-Encoding"]  # setting adds another
            self.headers["Content-Encoding"] = ", ".join(
                word for word in encodings(said) if word != "identity"
            )

    def _read_status(self) -> tuple[str, int, str]:
        """Interim answers of any number come before the real one, not only the one the library knows."""
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 100 < status < 200 or status == _SWITCHING:
                return version, status, reason
            while self.fp.readline(_LONGEST + 1) not in (b"\r\n", b"\n", b""):
                continue


class _Sizes:
    """A body in chunks. A size that is no number of bytes ends it, as for browsers and for libcurl: the
    library would read on below zero, or wait for more bytes than there are."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._last = False

    def readline(self, limit: int = -1) -> bytes:
        """The next size, or a line of the trailer once the last chunk has come."""
        line: bytes = self._raw.readline(limit)
        if not self._last and line:
            found = _SIZE.match(line)
            size = int(found[0], 16) if found else _LARGEST_SIZE + 1
            if size > _LARGEST_SIZE:
                raise IncompleteRead(b"")
            self._last = size == 0
            # What stands behind it is an extension, or as if it were one.
            return b"%x\r\n" % size
        return line

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)


class _Head:
    """The lines of a head, and of any interim ones before it."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._inside = False
        self._first = True

    def readline(self, limit: int = -1) -> bytes:
        """The next line worth reading."""
        line: bytes = self._raw.readline(limit)
        if not self._inside:  # the status line, and what else may stand there is its reader's business
            self._inside, self._first = True, True
            # Half a status line is an answer that was torn off, not one that is no HTTP.
            half = line.startswith(b"HTTP/") or b"HTTP/".startswith(line)
            torn = half and line[-1:] != b"\n" and not 0 <= limit <= len(line)
            return b"" if torn else readable_status(line)
        for _ in range(_MOST_PASSED_OVER):
            if line in (b"\r\n", b"\n", b""):
                self._inside = False
                return line
            if limit >= 0 and len(line) >= limit:
                return line
            kept = line if line[:1] in (b" ", b"\t") and not self._first else well_formed(line)
            if kept is not None:
                self._first = False
                return kept
            # What continues a line that was passed over goes with it.
            self._first = True
            line = self._raw.readline(limit)
        return line

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)
