"""The day of publication as a page tells it to machines: page tags, markup, linked data, its own scripts."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from core.common import clock

from .fact import Fact
from .patterns import dates_in, normal, whole_date
from .words import words

_JSON = (
    re.compile(r'"(?:datePublished|pubDate|publishDate)"\s?:\s?"([^"]{8,40})"'),
    re.compile(r'"(?:dateCreated|uploadDate)"\s?:\s?"([^"]{8,40})"'),
)
_CHANGED = re.compile(r'"dateModified"\s?:\s?"([^"]{8,40})"')
_DASHED_TIME = re.compile(r"((?:19|20)\d{2}-\d{1,2}-\d{1,2})-(?=\d{1,2}:)")
_DIGITS = re.compile(r"((?:19|20)\d{2}[01]\d[0-3]\d)[0-2]\d[0-5]\d(?:[0-5]\d)?")
_EPOCH = re.compile(r"[12]\d{9}(?:\d{3})?")
# A value in quotes or bare, or handed to a function that decodes it.
_VALUE = (
    r"""\\?["']?\s?[:=]\s?(?:\w{1,20}\(\s?)?\\?["']?([12]\d{9}(?:\d{3})?(?!\d)|(?:19|20)\d\d[-/年][^"'<>,;&{}]{4,30}"""
    r"""|[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} [\d:]{5,8} [+-]\d{4} (?:19|20)\d\d)"""
)
# Names of tags that speak of a day, and those that speak of another than the published or changed one.
_DAY_TAG = re.compile(r"(?:^|[^a-z])(?:date|time|created|issued|revised)|(?:date|time|modified)(?:$|[^a-z])")
_OTHER_TAG = re.compile(
    r"expir|valid|event|start|end|until|deadline|birth|death|visit|now|current|refresh|reading|zone"
)
_PUBLISHED = re.compile(r"(?<![a-z])(?:entry-date|published|pubdate)(?![a-z])", re.I)
# As a program in Java writes a time: `Mon May 13 08:00:00 +0800 2024`.
_MAIL = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} (?:19|20)\d\d [\d:]{5,8} \S")
_JAVA = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) ([\d:]{5,8}) ([+-]\d{4}) ((?:19|20)\d\d)")
_FURNITURE = frozenset({"a", "li", "aside", "footer", "nav"})
_CLASS = re.compile(r"(?<![a-z])(?:pub|published|publish|date|dtstamp|time)", re.I)
_MOST_SCRIPT = 400_000
_TITLED, _REACH = 6, 4_000  # characters of a title, and of what stands in an object on either side of it
_NAMED_DAY = re.compile(
    r"pub(?:lish)?(?:ed)?[-_]?(?:date|time|day)|release[-_]?(?:date|time)|create[-_]?time|fbsj|fbrq", re.I
)
_INSTANT = re.compile(r"(?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2} \d{1,2}:\d\d(?::\d\d)?")
_SAID = (
    "datetime",
    "data-time",
    "data-timestamp",
    "data-date",
    "data-val",
    "data-publish-time",
    "data-pubtime",
)


def tagged(tree: LexborHTMLParser, today: date) -> Fact[date] | None:
    """The best page tag that names a day of publication."""
    return _meta(tree, _ranks("meta"), today, 0.9)


def weakly_tagged(tree: LexborHTMLParser, today: date) -> Fact[date] | None:
    """A tag that may name the day of the last change, or even of the visit."""
    return _meta(tree, _ranks("weak_meta"), today, 0.7)


def changed_tag(tree: LexborHTMLParser, today: date) -> Fact[date] | None:
    """Any other tag whose name speaks of a day, and the day of change in the page's linked data."""
    return _any_meta(tree, today) or _data(tree, _CHANGED, today, 0.6)


def published_markup(tree: LexborHTMLParser, today: date) -> Fact[date] | None:
    """Elements that say themselves that theirs is the day of publishing: `itemprop=datePublished`, a `<time>`
    called so."""
    for node in tree.css("[itemprop]"):
        if (node.attributes.get("itemprop") or "").strip().lower() in ("datepublished", "datecreated"):
            said = node.attributes.get("content") or node.attributes.get("datetime") or node.text(deep=True)
            if day := day_of(said or "", today):
                return Fact(day, "[itemprop=datePublished]", "itemprop", 0.9)
    for node in tree.css("time")[:20]:
        attributes = node.attributes
        named = "pubdate" in attributes or _PUBLISHED.search(attributes.get("class") or "")
        said = (attributes.get("datetime") or node.text(deep=True)) if named else ""
        if said and not _in_furniture(node, _FURNITURE - {"a"}) and (day := day_of(said, today)):
            return Fact(day, "time", "time", 0.85)
    return None


def marked_up(tree: LexborHTMLParser, today: date) -> Fact[date] | None:
    """The first `<time datetime>` of the article, a dated `<abbr title>`."""
    for selector, key in (("time[datetime]", "datetime"), ("abbr[title]", "title")):
        for node in tree.css(selector)[:20]:
            if _in_furniture(node) or (
                key == "title" and not _CLASS.search(node.attributes.get("class") or "")
            ):
                continue
            if day := day_of(node.attributes.get(key) or "", today):
                return Fact(day, str(node.tag), "time", 0.75)
    return None


def in_attributes(tree: LexborHTMLParser, today: date) -> Fact[date] | None:
    """A field that nobody sees, or an element without words, whose name and value say the day."""
    for node in tree.css("input[type='hidden'][value]")[:100]:
        named = f"{node.attributes.get('id') or ''} {node.attributes.get('name') or ''}"
        if _NAMED_DAY.search(named) and (day := day_of(node.attributes.get("value") or "", today)):
            return Fact(day, "input[type=hidden]", "page-data", 0.7)
    for node in tree.css(",".join(f"[{name}]" for name in _SAID[1:]))[:50]:
        attributes = node.attributes
        if not _CLASS.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"):
            continue
        said = next(filter(None, (attributes.get(name) for name in _SAID)), "")
        if not _in_furniture(node) and (day := day_of(said, today)):
            return Fact(day, str(node.tag), "page-data", 0.7)
    for node in tree.css("[title*=':']")[:300]:
        said = (node.attributes.get("title") or "").strip()
        if not _INSTANT.fullmatch(said) or _in_furniture(node, _FURNITURE - {"a"}):
            continue
        if day := day_of(said, today):
            return Fact(day, f"{node.tag}[title]", "page-data", 0.65)
    return None


def structured(tree: LexborHTMLParser, today: date) -> Fact[date] | None:
    """The day in the page's linked data."""
    return next((one for each in _JSON if (one := _data(tree, each, today, 0.85))), None)


def _data(tree: LexborHTMLParser, pattern: re.Pattern[str], today: date, sure: float) -> Fact[date] | None:
    texts = [node.text() or "" for node in tree.css("script[type='application/ld+json']")[:5]]
    for match in filter(None, map(pattern.search, texts)):
        day = day_of(json.loads(f'"{match[1]}"'), today) if "\\" not in match[1] else None
        if day:
            return Fact(day, "script[type=application/ld+json]", "structured", sure)
    return None


def in_scripts(tree: LexborHTMLParser, today: date, titles: Sequence[str] = ()) -> Fact[date] | None:
    """The day that a page hands to its own scripts; none where one name has several days, as in a list.

    What stands in one object with the page's title goes before: others are of articles beside it."""
    scripts = _handed(tree)
    for text in scripts if titles else ():
        about = next(filter(None, (around_title(text, title) for title in titles)), "")
        if about and (day := _first_named(about, today)):
            return Fact(day, "script: title", "page-data", 0.75)
    texts = list(filter(_names_day, scripts))
    for key, pattern in _keys() if texts else ():
        values = [value for text in texts if key in text for value in pattern.findall(text)[:20]]
        days = {day for value in values if (day := day_of(value, today))}
        if len(days) == 1:
            return Fact(days.pop(), f"script: {key}", "page-data", 0.7)
        if days:
            return None
    return None


def _handed(tree: LexborHTMLParser) -> list[str]:
    """The page's own scripts; a page that is nothing but an object is one."""
    scripts = [_script(node) for node in tree.css("script:not([src])")[:200]]
    body = tree.body if not scripts else None
    text = (body.text(deep=True) or "")[:_MOST_SCRIPT].strip() if body is not None else ""
    return [text] if text.startswith('{"') else scripts


def around_title(script: str, title: str) -> str:
    """The object of a script in which a title stands; empty when it stands in none, or nearly all is one."""
    at = script.find(title) if len(title) >= _TITLED else -1
    if at < 0:
        return ""
    start = _brace(script, range(at, max(at - _REACH, -1), -1), "{", "}")
    end = _brace(script, range(at, min(at + _REACH, len(script))), "}", "{")
    return script[max(start, at - _REACH, 0) : end if end >= 0 else at + _REACH] if start >= 0 else ""


def _brace(script: str, places: range, wanted: str, other: str) -> int:
    """The first place of an unmatched brace, -1 where there is none."""
    depth = 0
    for place in places:
        if script[place] == other:
            depth += 1
        elif script[place] == wanted:
            if not depth:
                return place
            depth -= 1
    return -1


def _first_named(about: str, today: date) -> date | None:
    for key, pattern in (*_keys(), *_bare_keys()):
        days = [day for value in pattern.findall(about)[:20] if (day := day_of(value, today))]
        if key in about and days:
            return days[0]
    return None


def years_in_scripts(tree: LexborHTMLParser, day: date, today: date) -> set[int]:
    """The years up to today's in which the page's scripts name the month and day of `day`."""
    month, number = day.month, day.day
    written = re.compile(
        rf"(?<!\d)((?:19|20)\d\d)(?:[-/.年]0?{month}[-/.月]0?{number}|{month:02}{number:02})(?!\d)"
    )
    texts = map(_script, tree.css("script:not([src])")[:200])
    return {int(year) for text in texts for year in written.findall(text) if int(year) <= today.year}


def canonical(tree: LexborHTMLParser) -> str:
    """The address that the page calls its own; empty when it names none."""
    node = tree.css_first("link[rel='canonical'],meta[property='og:url']")
    return (node.attributes.get("href") or node.attributes.get("content") or "") if node is not None else ""


def day_of(text: str, today: date) -> date | None:
    """The day in a tag's content, in Shanghai; none that is still to come."""
    plain = normal(text).strip()
    if _EPOCH.fullmatch(plain):
        at = datetime.fromtimestamp(int(plain[:10]), tz=clock.SHANGHAI).date()
        return at if at <= today else None
    if digits := _DIGITS.fullmatch(plain):
        plain = digits[1]
    plain = _JAVA.sub(r"\2 \1 \5 \3 \4", _DASHED_TIME.sub(r"\1 ", plain))
    if _MAIL.match(plain):
        return _of_mail(plain, today)
    first = whole_date(plain, today) or next(iter(dates_in(plain, today)), None)
    return first.day if first and first.how in ("full", "short-year") and first.day <= today else None


def _meta(tree: LexborHTMLParser, wanted: dict[str, int], today: date, sure: float) -> Fact[date] | None:
    found: list[tuple[int, Fact[date]]] = []
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        rank = wanted.get((name or "").strip().lower())
        day = day_of(attributes.get("content") or "", today) if rank is not None else None
        if rank is not None and day:
            first = 0.98 if name and name.lower() == "pubdate" else sure
            found.append((rank, Fact(day, f"meta[{name}]", "tag", first)))
    return min(found, key=lambda each: each[0])[1] if found else None


def _of_mail(text: str, today: date) -> date | None:
    """The day in Shanghai of a time as mail and HTTP write it (RFC 5322, section 3.3)."""
    try:
        at = parsedate_to_datetime(text[:60])
    except (ValueError, TypeError, IndexError):
        return None
    day = (at.astimezone(clock.SHANGHAI) if at.tzinfo else at).date()
    return day if day <= today else None


def _any_meta(tree: LexborHTMLParser, today: date) -> Fact[date] | None:
    """The first tag, whatever it is called, whose name speaks of a day."""
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = (
            attributes.get("name") or attributes.get("property") or attributes.get("http-equiv") or ""
        ).lower()
        speaks = _DAY_TAG.search(name) and not _OTHER_TAG.search(name)
        if speaks and (day := day_of(attributes.get("content") or "", today)):
            return Fact(day, f"meta[{name[:60]}]", "tag", 0.6)
    return None


@lru_cache(maxsize=2)
def _ranks(kind: str) -> dict[str, int]:
    return {name.lower(): rank for rank, name in enumerate(words()["publish"][kind])}


@lru_cache(maxsize=1)
def _keys() -> tuple[tuple[str, re.Pattern[str]], ...]:
    names = words()["publish"]["data"]
    return tuple((name, re.compile(rf"(?<![\w.$-]){re.escape(name)}{_VALUE}")) for name in names)


@lru_cache(maxsize=1)
def _bare_keys() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What says the day only beside the title of its article."""
    return tuple(
        (name, re.compile(rf"(?<![\w.$-]){name}{_VALUE}")) for name in ("time", "date", "ctime", "day")
    )


def _names_day(text: str) -> bool:
    return any(key in text for key in words()["publish"]["data"])


def _script(node: LexborNode) -> str:
    text = (node.text() or "")[:_MOST_SCRIPT]
    return unquote(text) if "%22" in text else text


def _in_furniture(node: LexborNode, furniture: frozenset[str] = _FURNITURE) -> bool:
    """Whether an element stands in a list, a side box or a link: what it says is another article's."""
    return any(here.tag in furniture for here in _around(node))


def _around(node: LexborNode) -> Iterator[LexborNode]:
    here = node.parent
    while here is not None and here.tag != "body":
        yield here
        here = here.parent
