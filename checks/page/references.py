"""Every address a page leads to or loads, whatever element it stands in; comments are not read."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from checks.markup.refresh import refresh_target

from .elements import Elements
from .places import BLANK, in_charset, is_template, place_of, web_join
from .scripts import addresses_in
from .srcset import srcset

MOST = 50_000
_CSS_URL = re.compile(r"""url\(\s*+["']?+([^"'\\)#\s][^"'\\)\s]{0,2000})""", re.I)
_CSS_IMPORT = re.compile(r"""@import\s+["']([^"']{1,2000})""", re.I)
# No host at all, or brackets around what is no address of numbers.
_HOSTLESS = re.compile(r"https?:/*(?:$|[?#])|https?://\[[^\]:]{0,100}\]", re.I)
_COMMENT = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)")
_OPEN = re.compile(
    r"""(?:window\.open|location(?:\.href)?\s*+=|location\.(?:assign|replace))\s*+\(?+\s*+["']([^"']{1,2000})"""
)
_ADDRESS = re.compile(
    r"^(?:https?://|/|\.{1,2}/|[\w%.-]+/)[^\s]*$|^[\w%-]+\.(?:s?html?|jspx?|php|aspx?|do)\b", re.I
)
_ROOTED = re.compile(r"/(?:[\w%-][\w%.\-/]*)?(?<![/.])(?:\?[\w%.&=-]*)?|/", re.ASCII)
_FURTHER = frozenset({"style", "background", "onclick"})  # attributes that may hold another address
_SELECTOR = (
    "a[href],area[href],img,source,script,link[href],iframe[src],frame[src],form[action],video,audio[src],"
    "embed[src],object[data],track[src],button[formaction],input[formaction],option[value],input[src],meta[http-equiv],style,[style*='url('],[onclick],"
    "[background]"
)


class Reference(NamedTuple):
    """An address as it stands on a page. `kind`: a, area, img, srcset, script, stylesheet, link, iframe,
    form, media, option, css, refresh, onclick, written (by a script). `address` is absolute, without its
    fragment; `text` is what a visitor sees or the `alt` text."""

    address: str
    kind: str
    text: str = ""

    @property
    def leads(self) -> bool:
        """Whether a visitor can follow it; otherwise the page loads it by itself."""
        return self.kind in ("a", "area", "option", "onclick", "refresh")


def references(elements: Elements, url: str, charset: str = "utf-8") -> tuple[Reference, ...]:
    """All of a page's references, each address, kind and text once, in reading order, `MOST` at most."""
    base = base_of(elements.tree, url)
    links = elements.by_id
    found: dict[tuple[str, str, str], None] = {}
    for node in elements.tree.css(_SELECTOR):
        link = links.get(node.mem_id)
        if link and link.attributes.keys().isdisjoint(_FURTHER):
            raw = link.attributes.get("href") or ""
            opened = _OPEN.findall(raw) if raw[:1] in "jJ" else ()
            address = absolute(base, in_charset(raw, charset)) or nowhere(raw)
            for each in opened:
                found[
                    absolute(base, in_charset(each, charset)), "onclick", " ".join(link.text.split())[:200]
                ] = None
            if address:
                tag = link.node.tag or ""
                text = " ".join(link.text.split())[:200] if link.plain and tag == "a" else _text(node, tag)
                found[address, tag, text] = None
            continue
        for raw, kind in _of(node):
            address = absolute(base, in_charset(raw, charset))
            if not address and kind in ("a", "area"):
                address = nowhere(raw)
            if address:
                found[address, kind, _text(node, kind)] = None
        if len(found) >= MOST:
            break
    return tuple(map(Reference._make, found))


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """The address against which the page's own are read."""
    base = tree.css_first("base[href]")
    return absolute(url, base.attributes.get("href") or "") or url if base else url


def absolute(base: str, raw: str) -> str:
    """The absolute address without its fragment; empty for scripts, mail, data and what cannot be read."""
    place = place_of(base, raw)
    return _kept(place, raw) if place else _absolute(base, raw)


def _absolute(base: str, raw: str) -> str:
    raw = raw.strip(BLANK)
    # The common form needs no joining: a path from the root, with nothing to be resolved or repaired.
    if "/." not in raw and _ROOTED.fullmatch(raw):
        return _origin(base) + raw
    low = raw[:11].lower()
    if not raw or raw[0] == "#" or low == "javascript:" or low[:5] == "data:" or is_template(raw):
        return ""
    return web_join(base, raw)


_kept = lru_cache(maxsize=4_096)(_absolute)


@lru_cache(maxsize=256)
def _origin(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"


def nowhere(raw: str) -> str:
    """A link with a scheme and no host that can be: no browser goes anywhere, and nobody sees that but who
    presses it. Empty for any other."""
    plain = raw.strip()
    match = _HOSTLESS.match(plain)
    return plain[:200] if match and not is_template(plain) else ""


def _text(node: LexborNode, kind: str) -> str:
    if kind in ("a", "option", "onclick"):
        text = " ".join(node.text(deep=True).split())
        if text:
            return text[:200]
        image = node.css_first("img[alt]")
        inner = image.attributes.get("alt") if image else ""
        return " ".join((node.attributes.get("title") or inner or node.attributes.get("alt") or "").split())[
            :200
        ]
    return " ".join((node.attributes.get("alt") or "").split())[:200] if kind in ("area", "img") else ""


def _attribute(name: str, kind: str) -> Callable[[LexborNode], Iterator[tuple[str, str]]]:
    def read(node: LexborNode) -> Iterator[tuple[str, str]]:
        value = node.attributes.get(name)
        if value:
            yield value, kind

    return read


def _image(node: LexborNode) -> Iterator[tuple[str, str]]:
    attributes = node.attributes
    for name in ("src", "data-src", "data-original"):
        if attributes.get(name):
            yield attributes[name] or "", "img"
    for each in srcset(attributes.get("srcset") or ""):
        yield each, "srcset"


def _input(node: LexborNode) -> Iterator[tuple[str, str]]:
    for name, kind in (("src", "img"), ("formaction", "form")):
        if node.attributes.get(name):
            yield node.attributes[name] or "", kind


def _media(node: LexborNode) -> Iterator[tuple[str, str]]:
    for name in ("src", "poster", "data"):
        if node.attributes.get(name):
            yield node.attributes[name] or "", "media"


def _source(node: LexborNode) -> Iterator[tuple[str, str]]:
    yield from _media(node)
    for each in srcset(node.attributes.get("srcset") or ""):
        yield each, "srcset"


def _link(node: LexborNode) -> Iterator[tuple[str, str]]:
    relation = (node.attributes.get("rel") or "").lower()
    if "dns-prefetch" not in relation and "preconnect" not in relation:
        yield node.attributes.get("href") or "", "stylesheet" if "stylesheet" in relation else "link"


def _option(node: LexborNode) -> Iterator[tuple[str, str]]:
    value = (node.attributes.get("value") or "").strip()
    if _ADDRESS.match(value):
        yield value, "option"


def _meta(node: LexborNode) -> Iterator[tuple[str, str]]:
    if (node.attributes.get("http-equiv") or "").strip().lower() == "refresh":
        target = refresh_target(node.attributes.get("content") or "")
        if target:
            yield target, "refresh"


def _style(node: LexborNode) -> Iterator[tuple[str, str]]:
    sheet = _COMMENT.sub("", node.text() or "")
    for pattern in (_CSS_URL, _CSS_IMPORT):
        for value in pattern.findall(sheet):
            yield value, "css"


def _script(node: LexborNode) -> Iterator[tuple[str, str]]:
    if node.attributes.get("src"):
        yield node.attributes["src"] or "", "script"
    elif node.text():
        for value in addresses_in(node.text()):
            yield value, "written"


_READERS: dict[str, Callable[[LexborNode], Iterator[tuple[str, str]]]] = {
    "a": _attribute("href", "a"),
    "area": _attribute("href", "area"),
    "img": _image,
    "input": _input,
    "button": _attribute("formaction", "form"),
    "track": _attribute("src", "media"),
    "source": _source,
    "script": _script,
    "link": _link,
    "iframe": _attribute("src", "iframe"),
    "frame": _attribute("src", "iframe"),
    "form": _attribute("action", "form"),
    "video": _media,
    "audio": _media,
    "embed": _media,
    "object": _media,
    "option": _option,
    "meta": _meta,
    "style": _style,
}


def _of(node: LexborNode) -> Iterator[tuple[str, str]]:
    reader = _READERS.get(str(node.tag))
    if reader:
        yield from reader(node)
    attributes = node.attributes
    if "url(" in (attributes.get("style") or ""):
        for value in _CSS_URL.findall(attributes["style"] or ""):
            yield value, "css"
    if attributes.get("background"):
        yield attributes["background"] or "", "img"
    for value in _OPEN.findall(attributes.get("onclick") or ""):
        yield value, "onclick"
