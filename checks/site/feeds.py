"""The days of the posts in a feed: RSS, RDF, Atom, JSON feed. Pure; entities are never resolved."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from lxml import etree  # type: ignore[import-untyped]

from checks.fetch.decode import decode
from checks.page import Page
from checks.page.patterns import dates_in, normal
from core.common import clock

_DATES = ("published", "pubDate", "date", "updated", "issued")
_ITEMS = ("item", "entry")
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
# As a program in Java writes a time: `Tue Nov 05 10:00:00 +0800 2024`.
_JAVA = re.compile(r"[A-Za-z]{3} ([A-Za-z]{3}) (\d{1,2}) (\d{1,2}:\d{2}:\d{2}) (\S{1,9}) (\d{4})")
# Seconds since 1970, perhaps thousandths behind them; or a day and time without any mark between.
_NUMBER = re.compile(r"(1\d{9})(?:\d{3})?|(20\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])\d{6}")
_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_NAMED_MONTH = re.compile(r"(\d{1,2}) ([一二三四五六七八九十]{1,2}|\d{1,2})月 ((?:19|20)\d{2})")


@dataclass(frozen=True, slots=True)
class Post:
    """One post: its day in Asia/Shanghai, title and address."""

    day: date
    title: str
    address: str


def posts_in(page: Page, most: int) -> tuple[Post, ...] | None:
    """`posts_of` what was found in the place of a page, to be asked where the page is."""
    return posts_of(page.body, most=most)


def posts_of(body: bytes, *, most: int) -> tuple[Post, ...] | None:
    """The dated posts of a feed, newest first, `most` read; None when `body` is no feed."""
    # The XML library ends in silence at a character that gb2312 has not: half a feed looks old.
    text = decode(body).text.lstrip("\ufeff \t\r\n")
    found = _json(text, most) if text[:1] == "{" else _xml(text, most)
    return None if found is None else tuple(sorted(found, key=lambda post: post.day, reverse=True))


def _json(text: str, most: int) -> list[Post] | None:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or "jsonfeed.org" not in str(feed.get("version", "")):
        return None
    items = feed.get("items")
    posts = []
    for item in items[:most] if isinstance(items, list) else ():
        if not isinstance(item, dict):
            continue
        day = _day(str(item.get("date_published") or item.get("date_modified") or ""))
        if day:
            posts.append(Post(day, str(item.get("title") or "")[:200], str(item.get("url") or "")[:500]))
    return posts


def _xml(text: str, most: int) -> list[Post] | None:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(_DECLARATION.sub("", text, count=1).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or _name(root) not in ("rss", "RDF", "feed"):
        return None
    return list(_posts(root, most))


def _posts(root: "etree._Element", most: int) -> Iterator[Post]:
    items = (node for node in root.iter() if _name(node) in _ITEMS)
    for _, item in zip(range(most), items, strict=False):
        fields = {_name(child): child for child in reversed(item)}
        # A stray `<` in a title puts all that follows it inside that title.
        inner = {_name(child): child for child in item.iterdescendants()}
        days = (day for each in (fields, inner) if (day := _first_day(each)))
        if day := next(days, None):
            yield Post(day, _text(fields.get("title"))[:200], _link(fields.get("link"))[:500])


def _first_day(fields: "dict[str, etree._Element]") -> date | None:
    texts = (fields[name].text or "" for name in _DATES if name in fields)
    return next((day for text in texts if (day := _day(text))), None)


def _day(text: str) -> date | None:
    # CST is Central Standard Time to the library; these accounts mean China's.
    text = " ".join(text.split()).replace("CST", "+0800")
    if number := _NUMBER.fullmatch(text):
        text = "-".join(number.groups()[1:]) if number[1] is None else _of_seconds(number[1])
    if java := _JAVA.fullmatch(text):
        text = f"{java[2]} {java[1]} {java[5]} {java[3]} {java[4]}"
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(text)
        except (ValueError, TypeError, IndexError):
            continue
        # Without a zone it is a local time, and all these accounts are local.
        return clock.day_of(at) if at.tzinfo else at.date()
    return _written(text)


def _of_seconds(digits: str) -> str:
    """The day of so many seconds since 1970."""
    return clock.day_of(datetime.fromtimestamp(int(digits), tz=clock.SHANGHAI)).isoformat()


def _written(text: str) -> date | None:
    """A day in the forms that pages use, with Chinese names of months among them."""
    plain = normal(text)
    if named := _NAMED_MONTH.search(plain):
        month = (
            int(named[2])
            if named[2].isdecimal()
            else _MONTHS.index(named[2]) + 1
            if named[2] in _MONTHS
            else 0
        )
        plain = f"{named[3]}-{month}-{named[1]}"
    found = next((each for each in dates_in(plain, clock.today()) if each.how == "full"), None)
    return found.day if found else None


def _name(node: "etree._Element") -> str:
    """Its name without its namespace, also where the feed forgot to say what its prefix means."""
    return str(node.tag).rpartition("}")[2].rpartition(":")[2] if isinstance(node.tag, str) else ""


def _text(node: "etree._Element | None") -> str:
    return " ".join((node.text or "").split()) if node is not None else ""


def _link(node: "etree._Element | None") -> str:
    return (node.get("href") or _text(node)) if node is not None else ""
