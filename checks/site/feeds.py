"""The days of the posts in a feed: RSS, RDF, Atom, JSON feed. Pure; entities are never resolved."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from lxml import etree  # type: ignore[import-untyped]

from core.common import clock

_DATES = ("published", "pubDate", "date", "updated", "issued")
_ITEMS = ("item", "entry")


@dataclass(frozen=True, slots=True)
class Post:
    """One post: its day in Asia/Shanghai, title and address."""

    day: date
    title: str
    address: str


def posts_of(body: bytes, *, most: int) -> tuple[Post, ...] | None:
    """The dated posts of a feed, newest first, `most` read; None when `body` is no feed."""
    found = _json(body, most) if body.lstrip()[:1] == b"{" else _xml(body, most)
    return None if found is None else tuple(sorted(found, key=lambda post: post.day, reverse=True))


def _json(body: bytes, most: int) -> list[Post] | None:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or "jsonfeed.org" not in str(feed.get("version", "")):
        return None
    items = feed.get("items")
    posts = []
    for item in items[:most] if isinstance(items, list) else ():
        day = _day(str(item.get("date_published") or item.get("date_modified") or "")) if item else None
        if day:
            posts.append(Post(day, str(item.get("title") or "")[:200], str(item.get("url") or "")[:500]))
    return posts


def _xml(body: bytes, most: int) -> list[Post] | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or _name(root) not in ("rss", "RDF", "feed"):
        return None
    return list(_posts(root, most))


def _posts(root: "etree._Element", most: int) -> Iterator[Post]:
    items = (node for node in root.iter() if _name(node) in _ITEMS)
    for _, item in zip(range(most), items, strict=False):
        fields = {_name(child): child for child in reversed(item)}
        texts = (fields[name].text or "" for name in _DATES if name in fields)
        day = next((day for text in texts if (day := _day(text))), None)
        if day:
            yield Post(day, _text(fields.get("title"))[:200], _link(fields.get("link"))[:500])


def _day(text: str) -> date | None:
    text = text.strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(text)
        except (ValueError, TypeError, IndexError):
            continue
        # Without a zone it is a local time, and all these accounts are local.
        return clock.day_of(at) if at.tzinfo else at.date()
    return None


def _name(node: "etree._Element") -> str:
    return str(node.tag).rpartition("}")[2] if isinstance(node.tag, str) else ""


def _text(node: "etree._Element | None") -> str:
    return " ".join((node.text or "").split()) if node is not None else ""


def _link(node: "etree._Element | None") -> str:
    return (node.get("href") or _text(node)) if node is not None else ""
