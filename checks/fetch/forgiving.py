"""Heads of answers read as browsers read them: a line that is no header is passed over, and a space before
the colon is none of the name. The standard library ends the head at either (RFC 9112, section 5, asks a
server to send neither, and browsers to live with both)."""

import re
from http.client import HTTPResponse, IncompleteRead
from typing import Any

_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")  # a token, RFC 9110, section 5.6.2
_MOST_PASSED_OVER = 100
_SIZE = re.compile(rb"0{0,64}[0-9a-fA-F]{1,15}[ \t]{0,64}(?:;[^\r\n]*+)?\r?\n?")
_SWITCHING, _LONGEST = 101, 65_536


def well_formed(line: bytes) -> bytes | None:
    """The header line without spaces before its colon; None for one that is no header."""
    name, colon, value = line.partition(b":")
    name = name.rstrip(b" \t")
    return name + b":" + value if colon and _NAME.fullmatch(name) else None


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
        finally:
            if self.fp is not None:
                self.fp = _Sizes(raw) if self.chunked is True else raw

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
            if not _SIZE.fullmatch(line):
                raise IncompleteRead(b"")
            self._last = int(line.partition(b";")[0], 16) == 0
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
            torn = line.startswith(b"HTTP/") and line[-1:] != b"\n" and not 0 <= limit <= len(line)
            return b"" if torn else line
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
