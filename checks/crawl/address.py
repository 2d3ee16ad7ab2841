"""One form for each address, made fast: a site's pages name the same addresses over and over."""

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

from ada_url import join_url

from checks.markup.template import is_template

from .known import Known
from .traps import without_session

_PATH_SAFE = "/%:@!$&'()*+,;=-._~[]"
_QUERY_SAFE = _PATH_SAFE + "?"
_PLAIN = re.compile(r"/(?:[\w~-][\w.~-]*+/?)*+", re.A)
_PLAIN_BESIDE = re.compile(r"(?:[\w~-][\w.~-]*+/)*+[\w~-][\w.~-]*+", re.A)
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_BARE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_NO_PAGE = re.compile(
    r"\s*(?:javascript|mailto|tel|sms|data|about|blob|file|ftp|weixin|qq|tencent|thunder|ed2k)\s*:", re.I
)
# What browsers take off both ends of an address.
_BLANK = "".join(map(chr, range(0x21)))
_PORTS = {"http": 80, "https": 443}
KEPT = 30_000
_ANYWHERE, _WHOLE = "", ("http://", "https://")  # with one slash it would be a path on the page's own host


class Address(NamedTuple):
    """An address and its number: 64 bits of its hash, signed as SQLite wants it. `known`: what its answer was
    like at an earlier reading, for who asks for it again."""

    number: int
    url: str
    known: Known | None = None


def number_of(url: str) -> int:
    """The number of an address in its one form."""
    return int.from_bytes(blake2b(url.encode(), digest_size=8).digest(), "little", signed=True)


def addressed(url: str) -> Address:
    """An address already in its one form."""
    return Address(number_of(url), url)


def one_form(base: str, written: str, charset: str = "utf-8") -> str | None:
    """The absolute address that `written` on the page at `base` leads to; None when it leads to no page.

    As browsers do: path in UTF-8, query in the page's charset. Without fragment and session id."""
    if _NO_PAGE.match(written) or is_template(written):
        return None
    head, mark, query = written.strip(_BLANK).partition("#")[0].partition("?")
    try:
        parts = urlsplit(join_url(base, head + mark + _escaped(query, _QUERY_SAFE, charset)))
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
        if scheme not in _PORTS or not host or "@" in parts.netloc:
            return None
    except ValueError:
        return None
    host = f"[{host}]" if ":" in host else host
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    path = _escaped(parts.path or "/", _PATH_SAFE, "utf-8")
    path, question = without_session(path, _escaped(parts.query, _QUERY_SAFE, charset))
    return urlunsplit((scheme, netloc, path, question, ""))


class Addresses:
    """The addresses that the pages of one process name. Bounded: when full it starts afresh."""

    def __init__(self) -> None:
        self._near: dict[tuple[str, str], Address | None] = {}
        self.fresh: list[Address] = []

    def of_page(self, base: str, charset: str) -> "Names":
        """What the page at `base` calls its links."""
        if len(self._near) > KEPT:
            self._near.clear()
        return Names(self._near, self.fresh, base, charset)


class Names:
    """The addresses on one page. An address not met lately is also added to `fresh`."""

    def __init__(
        self, near: dict[tuple[str, str], Address | None], fresh: list[Address], base: str, charset: str
    ) -> None:
        self._near, self._fresh, self._base, self._charset = near, fresh, base, charset
        # `base` is in its one form: its path begins at the first slash behind the host.
        self._origin = base[: base.find("/", 8)]
        self._folder = base[: base.rfind("/", 0, base.find("?") if "?" in base else len(base)) + 1]

    def get(self, written: str) -> Address | None:
        """The address that `written` means here."""
        key = (self._place(written), written)
        try:
            return self._near[key]
        except KeyError:
            return self._found(key)

    def numbers(self, written: Iterable[str]) -> list[int]:
        """The numbers of the addresses that `written` mean here, each once."""
        near, origin, folder = self._near, self._origin, self._folder
        numbers: dict[int, None] = {}
        for each in written:
            key = (origin if each[:1] == "/" else _ANYWHERE if each.startswith(_WHOLE) else folder, each)
            try:
                found = near[key]
            except KeyError:
                found = self._found(key)
            if found:
                numbers[found[0]] = None
        return list(numbers)

    def _place(self, written: str) -> str:
        """What of this page's address an address on it is joined to: nothing of it if it is a whole one."""
        if written[:1] == "/":
            return self._origin
        return _ANYWHERE if written.startswith(_WHOLE) else self._folder

    def _found(self, key: tuple[str, str]) -> Address | None:
        written = key[1]
        found = self._made(written)
        # Only what is the same for every page of the folder, in any charset, may be kept.
        if found is None or (written.isascii() and written[:1] not in ("", "?", "#")):
            self._near[key] = found
        if found:
            self._fresh.append(found)
        return found

    def _made(self, written: str) -> Address | None:
        if _PLAIN.fullmatch(written):
            return addressed(self._origin + written)
        if _PLAIN_BESIDE.fullmatch(written):
            return addressed(self._folder + written)
        if written[:1] == "#" or not written:
            return None
        url = one_form(self._base, written, self._charset)
        return addressed(url) if url else None


def site_of(url: str) -> str:
    """What makes two addresses parts of one site: host without `www.`, and port. `url` in its one form."""
    return _site_of_origin(url[: url.find("/", 8)])


@lru_cache(maxsize=4096)
def _site_of_origin(origin: str) -> str:
    parts = urlsplit(origin)
    port = parts.port or _PORTS.get(parts.scheme, 0)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}:{0 if port in (80, 443) else port}"


def _escaped(text: str, safe: str, charset: str) -> str:
    if text.isascii() and "%" not in text:
        return quote(text, safe=safe)
    text = _BARE_PERCENT.sub("%25", text)
    text = _ESCAPE.sub(lambda match: match[0].upper(), text)
    return quote(
        text, safe=safe, encoding=charset, errors="xmlcharrefreplace" if charset != "utf-8" else "replace"
    )
