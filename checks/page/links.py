"""The links of a page, and which of them lead to its columns."""

import re
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

from .outline import Outline
from .patterns import date_in_address
from .words import words

SECOND_LEVEL = 10

_ARTICLE = re.compile(r"(^|[/_.-])(t\d{8}|art_|content|article|detail|info_?\d|c\d{5,}|\d{5,})", re.I)


class Link(NamedTuple):
    """A link to a page: absolute `address` and the `text` a visitor sees."""

    address: str
    text: str


def links_of(page: Outline) -> tuple[Link, ...]:
    """Every link that leads to a page, in reading order, each address and text once."""
    found = dict.fromkeys((anchor.address, anchor.words) for anchor in page.anchors if anchor.address)
    return tuple(map(Link._make, found))


def second_level(links: tuple[Link, ...], url: str, limit: int = SECOND_LEVEL) -> tuple[Link, ...]:
    """Up to `limit` links inside the site at `url` that look like its columns, likeliest first.

    For the rule V-W3: when the home page is only an entry, all second-level pages are looked at."""
    seen: set[str] = {_key(url)}
    columns: list[Link] = []
    for link in links:
        if _key(link.address) not in seen and _is_column(link, url):
            seen.add(_key(link.address))
            columns.append(link)
    return tuple(sorted(columns, key=_publishes)[:limit])


def _is_column(link: Link, url: str) -> bool:
    rule = words()["columns"]
    name = link.text.strip(" >»[]+")
    if not 2 <= len(name) <= rule["longest_name"] or name in words()["dates"]["words"]["navigation"]:
        return False
    path = PurePosixPath(urlsplit(link.address).path)
    return (
        _inside(link.address, url)
        and path.suffix.lstrip(".").lower() in rule["extensions"]
        and date_in_address(link.address) is None
        and not _ARTICLE.search(path.name)
    )


def _inside(address: str, url: str) -> bool:
    """Whether `address` belongs to the site at `url`: same host and port, or a host below it."""
    one, site = urlsplit(address), urlsplit(url)
    try:
        host, home = one.hostname or "", (site.hostname or "").removeprefix("www.")
        same = host in (home, f"www.{home}") or host.endswith(f".{home}")
        return same and (one.port or one.scheme) == (site.port or site.scheme)
    except ValueError:
        return False


def _publishes(link: Link) -> int:
    for rank, word in enumerate(words()["columns"]["publishing"]):
        if word in link.text:
            return rank
    return len(words()["columns"]["publishing"])


def _key(address: str) -> str:
    """One form for the addresses of one page."""
    parts = urlsplit(address)
    path = re.sub(r"/(index|default)\.\w+$", "/", parts.path) or "/"
    return f"{parts.netloc.lower()}{path}?{parts.query}"
