"""Which part of a page's address matters to an address written on it, so that joining can be kept.

Nearly every address on a page means the same on all pages of its folder, those from the root on all pages of
the site: they are joined once, not once a page."""

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

from ada_url import join_url

from checks.markup.template import is_template

_MOST_OF_SITE = 4_096
_WHOLE = ("http://", "https://")
# What browsers take off both ends of an address: a full-width blank stays.
BLANK = "".join(map(chr, range(0x21)))
_QUERY = "".join(map(chr, range(0x21, 0x7F)))
_ROOTED = re.compile(r"/(?:[\w%-][\w%.\-/]*)?(?<![/.])(?:\?[\w%.&=-]*)?|/", re.ASCII)
# None that is empty but for a scheme or slashes: those mean the page itself.
_COMMON = re.compile(r"https?://[^/?#\\]|//[^/?#\\]|/(?![/\\])|[.\w%-](?![^/?#]*:)")


def place_of(base: str, raw: str) -> str:
    """What `raw` may be joined to in place of `base` with the same result; empty when only `base` will do."""
    place = _which(raw)
    return _places(base)[place] if place >= 0 else ""


@lru_cache(maxsize=4_096)
def _which(raw: str) -> int:
    """Whether no more than the origin (0) or the folder (1) of a page matters, or more than that (-1)."""
    if not _COMMON.match(raw) or not raw.isprintable():
        return -1
    return 0 if raw[0] == "/" or raw.startswith(_WHOLE) else 1


def in_charset(raw: str, charset: str) -> str:
    """`raw` with its query as a browser sends it from a page in `charset`; the path is always UTF-8."""
    if raw.isascii() or "?" not in raw or charset.startswith("utf"):
        return raw
    head, mark, rest = raw.partition("?")
    query, sharp, fragment = rest.partition("#")
    return (
        head
        + mark
        + quote(query, safe=_QUERY, encoding=charset, errors="xmlcharrefreplace")
        + sharp
        + fragment
    )


def joined(base: str, href: str) -> str:
    """The absolute address without its fragment; empty for scripts, mail and what cannot be read."""
    place = place_of(base, href)
    return _kept(place, href) if place else _joined(base, href)


def _plain(raw: str) -> bool:
    """Whether `raw` is a path from the root with nothing to be resolved, repaired or left out."""
    plain = "/." not in raw and "/undefined" not in raw and "/null" not in raw and "/NaN" not in raw
    plain = plain and "%2e" not in raw and "%2E" not in raw  # a point, too
    return plain and _ROOTED.fullmatch(raw) is not None


def _odd(raw: str) -> bool:
    """Whether `raw`, which is plain, may be a template's all the same."""
    low = raw.lower()
    return "%" in low or "/undefined" in low or "/null" in low or "/nan" in low


@lru_cache(maxsize=256)
def _normal_origin(origin: str) -> str:
    return web_join(origin, "/")


def _joined(base: str, href: str) -> str:
    if _plain(href) and not _odd(href) and base == _normal_origin(base):
        return base[:-1] + href
    return "" if href[:1] == "#" or is_template(href) else web_join(base, href)


def web_join(base: str, href: str) -> str:
    """The address that a browser makes of `href` on a page at `base` (URL standard of the WHATWG), without
    its fragment; empty for what is no page of the web, or cannot be read."""
    try:
        address = join_url(base, href)
    except ValueError:
        return ""
    return address.partition("#")[0] if address.startswith(("http://", "https://")) else ""


_kept = lru_cache(maxsize=4_096)(_joined)


def absolute(base: str, raw: str) -> str:
    """The absolute address without its fragment; empty for scripts, mail, data and what cannot be read."""
    place = place_of(base, raw)
    return _absolutes(place, raw) if place else _absolute(base, raw)


def _absolute(base: str, raw: str) -> str:
    raw = raw.strip(BLANK)
    # The common form needs no joining.
    if _plain(raw):
        return _origin(base) + raw
    low = raw[:11].lower()
    if not raw or raw[0] == "#" or low == "javascript:" or low[:5] == "data:" or is_template(raw):
        return ""
    return web_join(base, raw)


_absolutes = lru_cache(maxsize=4_096)(_absolute)


def read_at(base: str, raw: str) -> tuple[str, bool]:
    """What `absolute` gives, and whether it is the same on all pages of the site of `base`."""
    which = _which(raw)
    place = _places(base)[which] if which >= 0 else ""
    return _absolute(place or base, raw), bool(place) and which == 0


def known_at(base: str) -> dict[str, str]:
    """The addresses that were read on pages of the site of `base` and are the same on all of them."""
    origin = _places(base)[0]
    known = _of_site(origin) if origin else {}
    if len(known) >= _MOST_OF_SITE:
        known.clear()
    return known


@lru_cache(maxsize=32)
def _of_site(_origin: str) -> dict[str, str]:
    return {}


@lru_cache(maxsize=256)
def _origin(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"


@lru_cache(maxsize=256)
def _places(base: str) -> tuple[str, str]:
    """The origin and the folder of a page's address; empty when it is no common one."""
    url = base.partition("#")[0].partition("?")[0]
    host, slash, path = url.partition("://")[2].partition("/")
    if not url.startswith(("http://", "https://")) or not (host and slash) or re.search(r"[\\;\s]", url):
        return "", ""
    origin = url[: len(url) - len(path)]
    return origin, origin + path[: path.rfind("/") + 1]
