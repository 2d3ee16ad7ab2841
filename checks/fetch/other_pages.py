"""Telling pages that answer 200 and are not the site from its own; the kinds are in `other_pages.toml`."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any

from checks.fetch.decode import decode
from checks.fetch.visit import Visit

DEFACED = "defaced"  # the kind that an intruder put up
# Bounded, so that no page can make it slow.
_TAG = re.compile(r"<[^<>]{0,2000}>")
_LINK = re.compile(r"<a\s", re.I)


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    longest_text: int
    most_links: int
    titles: tuple[str, ...]
    marks: tuple[str, ...]
    begins: tuple[str, ...]
    sources: tuple[str, ...]
    endings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    own: tuple[str, ...]
    announcing: tuple[str, ...]
    searched_bytes: int
    kinds: tuple[_Kind, ...]


def not_the_site(visit: Visit) -> str | None:
    """The kind of page that answered in the site's place; None when the site itself did, or nothing can be
    said."""
    if not visit.readable or not visit.body:
        return None
    table = _table()
    source = decode(visit.body[: table.searched_bytes], visit.content_type).text
    low = source.lower()
    title, heading = _between(low, "title"), _between(low, "h1")
    if any(word in low for word in table.own) or any(word in title for word in table.announcing):
        return None
    begin = low.lstrip("\ufeff \r\n\t")[:20]
    text, links = _visible(low), len(_LINK.findall(source))
    for kind in table.kinds:
        if len(text) > kind.longest_text or links > kind.most_links:
            continue
        if title.startswith(kind.titles) or heading.startswith(kind.titles) or title.endswith(kind.endings):
            return kind.name
        if begin.startswith(kind.sources):
            return kind.name
        if text.startswith(kind.begins) or any(mark in text for mark in kind.marks):
            return kind.name
    return None


def _between(low: str, tag: str) -> str:
    """The words of the first element of this name, without spaces; empty where there is none."""
    begin = low.find(f"<{tag}")
    opened = low.find(">", begin) if begin >= 0 else -1
    end = low.find(f"</{tag}", opened) if opened >= 0 else -1
    return _plain(low[opened + 1 : end]) if end >= 0 else ""


def _visible(low: str) -> str:
    """What a visitor reads: without scripts, styles and comments, tags and spaces."""
    for begin, end in (("<script", "</script"), ("<style", "</style"), ("<!--", "-->")):
        parts = low.split(begin)
        low = parts[0] + " ".join(part.partition(end)[2] for part in parts[1:])
    return _plain(low)


def _plain(piece: str) -> str:
    return "".join(unescape(_TAG.sub(" ", piece)).replace("\u2019", "'").split())


@lru_cache(maxsize=1)
def _table() -> _Table:
    data = tomllib.loads(Path(__file__).with_name("other_pages.toml").read_text("utf-8"))
    kinds = tuple(map(_kind, data["kind"]))
    return _Table(tuple(data["own"]), tuple(data["announcing"]), data["searched_bytes"], kinds)


def _kind(entry: dict[str, Any]) -> _Kind:
    titles, marks, begins, sources, endings = (
        tuple(entry.get(name, ())) for name in ("titles", "marks", "begins", "sources", "endings")
    )
    limits = entry["longest_text"], entry["most_links"]
    return _Kind(entry["name"], *limits, titles, marks, begins, sources, endings)
