"""Every address a page leads to or loads, whatever element it stands in; comments are not read."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from checks.markup.opened import opened
from checks.markup.refresh import refresh_target
from checks.markup.template import is_template

from .elements import LINKS, Attributes, Elements
from .places import in_charset
from .scripts import addresses_in
from .srcset import srcset

MOST = 50_000
_CSS_URL = re.compile(r"""url\(\s*+["']?+([^"'\\)#\s][^"'\\)\s]{0,2000})""", re.I)
_CSS_IMPORT = re.compile(r"""@import\s+["']([^"']{1,2000})""", re.I)
# No host at all, or brackets around what is no address of numbers.
_HOSTLESS = re.compile(r"https?:/*(?:$|[?#])|https?://\[[^\]:]{0,100}(?:\]|\Z)", re.I)
_COMMENT = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)")
_ADDRESS = re.compile(
    r"^(?:https?://|/|\.{1,2}/|[\w%.-]+/)[^\s]*$|^[\w%-]+\.(?:s?html?|jspx?|php|aspx?|do)\b", re.I
)
_FURTHER = frozenset({"style", "background", "onclick"})  # attributes that may hold another address
_ELSEWHERE = frozenset({"background", "onclick", "href"})
_OTHERWISE = _FURTHER | _ELSEWHERE


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


def references(elements: Elements, charset: str = "utf-8") -> tuple[Reference, ...]:
    """All of a page's references, each address, kind and text once, in reading order, `MOST` at most."""
    found: dict[tuple[str, str, str], None] = {}
    links = iter(elements.links)
    for node, tag, attributes in elements.all:
        link = next(links) if tag in LINKS else None
        if link and _FURTHER.isdisjoint(attributes):
            raw = attributes.get("href") or attributes.get("xlink:href") or ""
            address = elements.absolute(raw if raw.isascii() else in_charset(raw, charset)) or nowhere(raw)
            for each in opened(raw, elements.openers) if raw[:1] in "jJ" else ():
                if target := elements.absolute(in_charset(each, charset)):
                    found[target, "onclick", link.words[:200]] = None
            if address:
                plainly = link.plain and tag == "a"
                text = link.words[:200] if plainly else _text(node, attributes, tag)
                found[address, tag, text] = None
        elif tag in _HOLDING or _holds_further(attributes):
            plain = _OTHERWISE.isdisjoint(attributes) and tag in _READERS
            for raw, kind in _READERS[tag](attributes) if plain else _of(node, tag, attributes, elements):
                address = elements.absolute(raw if raw.isascii() else in_charset(raw, charset))
                if not address and kind in LINKS:
                    address = nowhere(raw)
                if address:
                    found[address, kind, _text(node, attributes, kind)] = None
        if len(found) >= MOST:
            break
    return tuple(map(Reference._make, found))


def _holds_further(attributes: Attributes) -> bool:
    """Whether an element that loads nothing by its kind may hold an address all the same."""
    if _FURTHER.isdisjoint(attributes):
        return False
    return not _ELSEWHERE.isdisjoint(attributes) or "url(" in (attributes.get("style") or "")


def nowhere(raw: str) -> str:
    """A link with a scheme and no host that can be: no browser goes anywhere, and nobody sees that but who
    presses it. Empty for any other."""
    if raw.lstrip()[:4].lower() != "http":
        return ""
    plain = raw.strip()
    match = _HOSTLESS.match(plain)
    return plain[:200] if match and not is_template(plain) else ""


def _text(node: LexborNode, attributes: Attributes, kind: str) -> str:
    if kind in ("a", "option", "onclick"):
        text = " ".join(node.text(deep=True).split())
        if text:
            return text[:200]
        image = node.css_first("img[alt]")
        inner = image.attributes.get("alt") if image else ""
        return " ".join((attributes.get("title") or inner or attributes.get("alt") or "").split())[:200]
    return " ".join((attributes.get("alt") or "").split())[:200] if kind in ("area", "img") else ""


def _attribute(name: str, kind: str) -> Callable[[Attributes], Iterator[tuple[str, str]]]:
    def read(attributes: Attributes) -> Iterator[tuple[str, str]]:
        value = attributes.get(name)
        if value:
            yield value, kind

    return read


def _drawn(attributes: Attributes) -> Iterator[tuple[str, str]]:
    """A picture in a drawing, which may have its address in an attribute of the older form."""
    yield attributes.get("href") or attributes.get("xlink:href") or "", "img"


def _image(attributes: Attributes) -> Iterator[tuple[str, str]]:
    for name in ("src", "data-src", "data-original"):
        if attributes.get(name):
            yield attributes[name] or "", "img"
    for each in srcset(attributes.get("srcset") or ""):
        yield each, "srcset"


def _input(attributes: Attributes) -> Iterator[tuple[str, str]]:
    for name, kind in (("src", "img"), ("formaction", "form")):
        if attributes.get(name):
            yield attributes[name] or "", kind


def _media(attributes: Attributes) -> Iterator[tuple[str, str]]:
    for name in ("src", "poster", "data"):
        if attributes.get(name):
            yield attributes[name] or "", "media"


def _source(attributes: Attributes) -> Iterator[tuple[str, str]]:
    yield from _media(attributes)
    for each in srcset(attributes.get("srcset") or ""):
        yield each, "srcset"


def _link(attributes: Attributes) -> Iterator[tuple[str, str]]:
    relation = (attributes.get("rel") or "").lower()
    if "dns-prefetch" not in relation and "preconnect" not in relation:
        yield attributes.get("href") or "", "stylesheet" if "stylesheet" in relation else "link"


def _option(attributes: Attributes) -> Iterator[tuple[str, str]]:
    value = (attributes.get("value") or "").strip()
    if _ADDRESS.match(value):
        yield value, "option"


def _meta(attributes: Attributes) -> Iterator[tuple[str, str]]:
    if (attributes.get("http-equiv") or "").strip().lower() == "refresh":
        target = refresh_target(attributes.get("content") or "")
        if target:
            yield target, "refresh"


def _style(node: LexborNode) -> Iterator[tuple[str, str]]:
    sheet = _COMMENT.sub("", node.text() or "")
    for pattern in (_CSS_URL, _CSS_IMPORT):
        for value in pattern.findall(sheet):
            yield value, "css"


def _script(node: LexborNode, attributes: Attributes) -> Iterator[tuple[str, str]]:
    if attributes.get("src"):
        yield attributes["src"] or "", "script"
    elif text := node.text():
        for value in addresses_in(text):
            yield value, "written"


_READERS: dict[str, Callable[[Attributes], Iterator[tuple[str, str]]]] = {
    "a": _attribute("href", "a"),
    "area": _attribute("href", "area"),
    "img": _image,
    "image": _drawn,
    "input": _input,
    "button": _attribute("formaction", "form"),
    "track": _attribute("src", "media"),
    "source": _source,
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
}
_HOLDING = _READERS.keys() | {"script", "style"}


def _of(node: LexborNode, tag: str, attributes: Attributes, elements: Elements) -> Iterator[tuple[str, str]]:
    if reader := _READERS.get(tag):
        yield from reader(attributes)
    elif tag == "script":
        yield from _script(node, attributes)
    elif tag == "style":
        yield from _style(node)
    if "url(" in (attributes.get("style") or ""):
        for value in _CSS_URL.findall(attributes["style"] or ""):
            yield value, "css"
    if attributes.get("background"):
        yield attributes["background"] or "", "img"
    for pressed in (attributes.get("onclick") or "", attributes.get("href") or ""):
        if pressed and (pressed[:1] in "jJ" or pressed is not attributes.get("href")):
            for value in opened(pressed, elements.openers):
                yield value, "onclick"
