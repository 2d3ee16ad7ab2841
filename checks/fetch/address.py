"""Web addresses: which may be visited, where a redirect leads, what may be written in a log."""

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit, urlunsplit

from ada_url import normalize_url

from checks.markup.refresh import sent_by_header

_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_BARE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class BadAddress(Exception):
    """An address that cannot be visited as it is written. The text names no secret."""


class Forbidden(BadAddress):
    """A well-formed address that must not be visited."""


def visitable(url: str) -> str:
    """`url` in the ASCII form that goes over the wire, without its fragment.

    Raises `BadAddress` when it has no host or a port that cannot be, `Forbidden` for another scheme than
    http(s), a user name in it, or parts that two readers could take for different hosts."""
    text = _BARE_PERCENT.sub("%25", url.strip().replace(" ", "%20"))
    if "\\" in text or _CONTROL.search(text):
        raise Forbidden("backslash or control character in the address")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise BadAddress("the address cannot be read") from error
    if not parts.netloc.isascii():
        text = _by_the_standard(text)
        parts = urlsplit(text)
    if parts.scheme.lower() not in ("http", "https"):
        raise Forbidden(f"scheme {parts.scheme or 'missing'!r} is not http or https")
    if "@" in parts.netloc:
        raise Forbidden("user name in the address")
    if not parts.hostname or port == 0:
        raise BadAddress("no host, or port 0")
    return _same_host(_prepared(urldefrag(text).url))


def following(current: str, location: str) -> str:
    """The absolute address a `Location` header leads to, read as browsers read it.

    `location` is latin-1 as HTTP libraries hand it out; bytes beyond ASCII are kept as they were sent,
    whatever their charset. Raises `BadAddress`."""
    try:
        raw = location.strip().encode("latin-1", "ignore")
        head, mark, query = quote(raw, safe=_ASCII).partition("?")
        target = urljoin(current, head.replace("\\", "/") + mark + query)
        parts = urlsplit(target)
        return urlunsplit(parts._replace(netloc=unquote(parts.netloc)))
    except ValueError as error:
        raise BadAddress("the redirect's address cannot be read") from error


def refreshed(current: str, status: int, headers: Mapping[str, str]) -> str | None:
    """The address that the head of a page sends its visitor on to; None for a page that stays, as browsers
    stay where a header leads out of the web."""
    written = sent_by_header(headers.get("refresh", "")) if 200 <= status < 300 else ""
    try:
        return visitable(following(current, written)) if written else None
    except BadAddress:
        return None


def shown(url: str) -> str:
    """`url` as it may be stored and shown: without user name and password."""
    head, mark, tail = url.partition("//")
    host, slash, rest = tail.partition("/")
    return head + mark + host.rpartition("@")[2] + slash + rest


def _by_the_standard(text: str) -> str:
    """What a browser makes of a Chinese name, and of full-width points and zero-width characters in one."""
    if "@" in text.partition("?")[0]:
        return text
    try:
        return str(normalize_url(text))
    except ValueError as error:
        raise BadAddress("the host name cannot be") from error


def _prepared(url: str) -> str:
    # With the first address: further processes of a crawl get theirs from the first one, as it made them.
    from requests import PreparedRequest
    from requests.exceptions import RequestException
    from urllib3.exceptions import HTTPError

    request = PreparedRequest()
    try:
        request.prepare_url(url, None)
    except (RequestException, HTTPError, UnicodeError, ValueError) as error:
        raise BadAddress("the host name cannot be") from error
    return str(request.url)


def _same_host(url: str) -> str:
    """Two readers that see different hosts are how a guard is deceived."""
    from urllib3.exceptions import HTTPError
    from urllib3.util import parse_url

    try:
        host = parse_url(url).host or ""
    except HTTPError as error:
        raise BadAddress("the address cannot be read") from error
    if host.strip("[]").lower() != (urlsplit(url).hostname or ""):
        raise Forbidden("the host can be read in two ways")
    return url
