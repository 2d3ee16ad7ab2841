"""Telling a firewall's answer from the site's own. The marks are data: `firewalls.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any

from checks.fetch.decode import decode

_RAW = "|".join(
    rf"<{name}\b(?:[^<]++|<(?!/{name}\b))*+(?:</{name}\b[^>]*+(?:>|\Z)|\Z)"
    for name in ("script", "style", "noscript", "title")
)
# What is never closed reaches to the end, as for browsers.
_UNSEEN = re.compile(rf"{_RAW}|<!--(?:[^-]++|-(?!->))*+(?:-->|\Z)|<[^>]*+(?:>|\Z)", re.I)


@dataclass(frozen=True, slots=True)
class _Marks:
    statuses: frozenset[int]
    longest_text: int
    searched_bytes: int
    headers: Mapping[str, str]
    marks: Mapping[bytes, str]
    pattern: re.Pattern[bytes]
    challenges: tuple[Mapping[str, Any], ...]
    short_text: int
    short_bytes: int
    short: tuple[str, ...]


def firewall(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """The name of the firewall that answered, or None when the site itself did."""
    known = _marks()
    for header, name in known.headers.items():
        if header in headers:
            return name
    mark = _mark(body, known) or _challenge(status, headers, body, known)
    if status in known.statuses:
        return mark or f"status {status}"
    if mark and len(_visible(body, headers.get("content-type"), known)) <= known.longest_text:
        return mark
    return _in_few_words(headers, body, known) if len(body) <= known.short_bytes else None


def _in_few_words(headers: Mapping[str, str], body: bytes, known: _Marks) -> str | None:
    """A page of a few words that asks its visitor to prove who he is, or says that he was turned away."""
    if b'type="password"' in body or b"type=password" in body:
        return None
    low = decode(body, headers.get("content-type")).text.lower()
    title = low.partition("<title")[2].partition(">")[2].partition("</title")[0]
    text = "".join(unescape(_UNSEEN.sub(" ", low)).split())
    if len(text) > known.short_text:
        return None
    said = f"{title} {text}"
    return "general" if any(mark in said for mark in known.short) else None


def _challenge(status: int, headers: Mapping[str, str], body: bytes, known: _Marks) -> str | None:
    """A challenge known by cookie, status and shape where a script builds its words of pieces."""
    cookies = headers.get("set-cookie", "")
    for entry in known.challenges:
        if entry["statuses"] and status not in entry["statuses"]:
            continue
        page = body[: known.searched_bytes]
        by_cookie = any(re.search(name, cookies) for name in entry.get("cookies", ()))
        shapes = entry.get("shapes", ())
        by_shape = bool(shapes) and all(re.search(shape, page.decode("latin-1")) for shape in shapes)
        if (by_cookie or by_shape) and not _visible(body, headers.get("content-type"), known):
            return str(entry["name"])
    return None


def _mark(body: bytes, known: _Marks) -> str | None:
    found = known.pattern.search(body[: known.searched_bytes].lower())
    return known.marks[found[0]] if found else None


def _visible(body: bytes, content_type: str | None, known: _Marks) -> str:
    text = decode(body[: known.searched_bytes], content_type).text
    return "".join(unescape(_UNSEEN.sub(" ", text)).split())


@lru_cache(maxsize=1)
def _marks() -> _Marks:
    data = tomllib.loads(Path(__file__).with_name("firewalls.toml").read_text("utf-8"))
    marks = {
        # GBK pages carry the same words in other bytes.
        mark.lower().encode(charset).lower(): entry["name"]
        for entry in data["firewall"]
        for mark in entry["marks"]
        for charset in ("utf-8", "gb18030")
    }
    return _Marks(
        statuses=frozenset(data["statuses"]),
        longest_text=data["longest_text"],
        searched_bytes=data["searched_bytes"],
        headers={name: entry["name"] for entry in data["firewall"] for name in entry.get("headers", ())},
        marks=marks,
        pattern=re.compile(b"|".join(map(re.escape, marks))),
        challenges=tuple(data["challenge"]),
        short_text=data["short"]["longest_text"],
        short_bytes=data["short"]["most_bytes"],
        short=tuple(data["short"]["marks"]),
    )
