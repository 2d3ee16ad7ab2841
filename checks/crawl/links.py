"""Every address that a page makes a browser or a visitor ask for.

What stands in comments is not there for either; what stands after a `</html>` in the middle is."""

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from checks.fetch.decode import decode
from checks.markup.islands import unfolded
from checks.markup.opened import opened, openers
from checks.markup.paging import Paging, paging
from checks.markup.refresh import refresh_target
from checks.page.guard import defused
from checks.page.srcset import srcset

from .address import Addresses, Names

Attributes = dict[str, str | None]
Element = tuple[LexborNode, str, Attributes]
# The elements that hold addresses with the attributes of which they need one for it; what is asked of any.
_SOURCES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("img", "source", "video", "style"), ()),
    "area": ("href",),
    "link": ("href",),
    **dict.fromkeys(("a", "image"), ("href", "xlink:href")),  # the latter in a drawing
    **dict.fromkeys(("script", "iframe", "frame", "embed", "audio", "track"), ("src",)),
    "input": ("src", "formaction"),
    "button": ("formaction",),
    "object": ("data",),
    "form": ("action",),
    "option": ("value",),
    "meta": ("http-equiv",),
}
_ASKED = frozenset({"background", "style", "onclick"})
_SELECTOR = ",".join(
    ["svg a", "svg image"]  # the parser's selectors know no name with a colon
    + [
        f"{tag}[{name}]" if name else tag
        for tag, names in _SOURCES.items()
        for name in names or ("",)
        if ":" not in name
    ]
    + [f"[{name}]" for name in sorted(_ASKED)]
)
# A comment or a string that is never closed reaches to the end of the sheet or line, as for browsers.
_CSS = re.compile(
    rb"/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)"
    rb"|url\(\s*+(\"[^\"\n]*+\"|'[^'\n]*+'|[^()\"'\s]++)\s*+\)|@import\s++(\"[^\"\n]*+\"|'[^'\n]*+')",
    re.I,
)
_PAGE_LIKE = re.compile(
    r"(?:https?:)?//|\.{0,2}/|[\w./-]+\.(?:s?html?|jspx?|aspx?|php|do|action)(?:\?|$)", re.I
)
_PLACE = re.compile(rb"<loc>\s*+(?:<!\[CDATA\[)?+([^<]++)", re.I)
_UTF8 = re.compile(rb"charset\s*+=\s*+[\"']?+\s*+utf-?8", re.I)
# Each is looked for in every page: few, and each a part of several of the forms.
_PAGING_HINTS = tuple(
    b"createPage all_pages jpage laypage aginat gotopage countPage Page( doPostBack ageForm".split()
)
# Where an address stands that a script puts into `src` once the picture is in sight.
_LAZY = ("data-src", "data-original")
# Where the address of an element stands, and with what further attributes it has more than that one.
_SHEET = 30_000  # the longest sheet that is kept as read
_DOOR, _HARDLY = 8_000, 3  # bytes and links of a page that may do nothing but send its visitor on
_LONG = 60_000  # shorter pages cannot hold enough to be felt
_NOT_PLAIN: tuple[str, frozenset[str]] = ("", frozenset())
_IN_ORDER = ("href", "src", *_LAZY, "srcset", "data", "action", "formaction", "poster", "background")
_LOADING = frozenset(_IN_ORDER)
_MORE = frozenset({*_IN_ORDER, *_ASKED} - {"src"})
_PLAIN = {
    **dict.fromkeys(("a", "area"), ("href", frozenset({"style", "onclick", "xlink:href"}))),
    **dict.fromkeys(("img", "script", "iframe"), ("src", _MORE)),
}


@dataclass(frozen=True, slots=True)
class Read:
    """The links of a page as packed numbers, its title, how it was read, and whether further pages of its
    list were left out since no address leads to them."""

    links: bytes
    title: str
    charset: str
    left_out: bool = False


def links_of_page(
    body: bytes, url: str, content_type: str | None, addresses: Addresses, sent: str = ""
) -> Read:
    """Read the page `body` found at `url`. Never raises for what a page contains. `sent`: where its head
    sends the visitor on to."""
    charset, tree = _parsed(body, content_type)
    return links_of_tree(tree, url, charset, addresses, body, sent=sent)


def links_of_tree(
    tree: LexborHTMLParser,
    url: str,
    charset: str,
    addresses: Addresses,
    body: bytes = b"",
    elements: Iterable[Element] | None = None,
    sent: str = "",
) -> Read:
    """The same of a page that is parsed already; `body` are its bytes, in which scripts name more pages.
    `elements` are those with attributes, and the style sheets, where they are known already."""
    if elements is None:
        elements = ((node, node.tag or "", node.attributes) for node in tree.css(_SELECTOR))
    base = tree.css_first("base[href]")
    names = addresses.of_page(url, charset)
    if base is not None:
        home = names.get(base.attributes.get("href") or "")
        names = addresses.of_page(home.url if home else url, charset)
    found: dict[str, None] = {sent: None} if sent else {}
    known = cache(lambda: _openers(tree))
    for node, tag, attributes in elements:
        # Nearly all are links or pictures with nothing but their address to be asked for.
        name, further = _PLAIN.get(tag, _NOT_PLAIN)
        if name and further.isdisjoint(attributes):
            value = attributes.get(name) or ""
            if value[:1] in ("j", "J") and value[:11].lower() == "javascript:":
                found.update(dict.fromkeys(opened(value, known)))
            else:
                found[value] = None
        elif tag not in _SOURCES and _LOADING.isdisjoint(attributes):
            style = attributes.get("style")  # nothing else of it can hold an address
            if style and ("(" in style or "@" in style):
                found.update(dict.fromkeys(_css(style.encode())))
        elif tag == "option" and "value" in attributes and "style" not in attributes:
            value = (attributes["value"] or "").strip()
            found[value if _PAGE_LIKE.match(value) else ""] = None
        elif _holds_address(tag, attributes):
            found.update(dict.fromkeys(_written(node, tag, attributes)))
        if pressed := attributes.get("onclick"):
            found.update(dict.fromkeys(opened(pressed, known)))
    if len(found) <= _HARDLY and len(body) <= _DOOR and b"location" in body:
        found[_sent_on(tree, url)] = None
    beyond = _further(body, url)
    found.update(dict.fromkeys(beyond.addresses))
    title = tree.css_first("title")
    named = " ".join(title.text().split())[:200] if title else ""
    return Read(_packed(found, names), named, charset, beyond.left_out)


def _openers(tree: LexborHTMLParser) -> frozenset[str]:
    """The page's own functions that open the address they are given."""
    scripts = (node.text() or "" for node in tree.css("script:not([src])")[:300])
    return frozenset(name for script in scripts for name in openers(script))


def _sent_on(tree: LexborHTMLParser, url: str) -> str:
    """Where a page of hardly anything but a script sends its visitor."""
    from checks.page.onward import sent_by  # with words and patterns, which few pages need

    scripts = [node.text() or "" for node in tree.css("script:not([src])")[:100]]
    loaded = [node.attributes.get("onload") or "" for node in tree.css("body[onload]")]
    return sent_by([*scripts, *loaded], url)


def _further(body: bytes, url: str) -> Paging:
    """What scripts say of further pages. All that is looked for is ASCII, whatever the charset."""
    if not any(hint in body for hint in _PAGING_HINTS):
        return Paging()
    return paging(body.decode("latin-1"), url)


def links_of_style(body: bytes, url: str, addresses: Addresses) -> bytes:
    """The packed numbers of what a style sheet asks for."""
    return _packed(dict.fromkeys(_css(body)), addresses.of_page(url, "utf-8"))


def links_of_map(body: bytes, url: str, addresses: Addresses) -> bytes:
    """The packed numbers of what a site's own list of its pages (sitemap.xml) names."""
    places = (place.decode("utf-8", "replace").strip().removesuffix("]]>") for place in _PLACE.findall(body))
    written = (unescape(place).strip() for place in places)
    return _packed(dict.fromkeys(written), addresses.of_page(url, "utf-8"))


def unpacked(links: bytes) -> list[int]:
    """The numbers of packed links."""
    return array("q", links).tolist()


def _packed(written: dict[str, None], names: Names) -> bytes:
    return array("q", names.numbers(written)).tobytes()


def _parsed(body: bytes, content_type: str | None) -> tuple[str, LexborHTMLParser]:
    """Pages in plain UTF-8 go to the parser as they are, but for lists that they keep where scripts look."""
    if b"<datastore" in body or b'"title"' in body:
        decoded = decode(body, content_type)
        charset = "utf-8" if body.isascii() else decoded.charset
        return charset, LexborHTMLParser(defused(unfolded(decoded.text.replace("\0", ""))).html)
    if body.isascii() or _plainly_utf8(body, content_type):
        if len(body) > _LONG:
            return "utf-8", LexborHTMLParser(defused(body.decode().replace("\0", "")).html)
        return "utf-8", LexborHTMLParser(body.replace(b"\0", b"") if b"\0" in body else body)
    decoded = decode(body, content_type)
    return decoded.charset, LexborHTMLParser(defused(decoded.text.replace("\0", "")).html)


def _plainly_utf8(body: bytes, content_type: str | None) -> bool:
    declared = (
        content_type.encode("ascii", "replace") if content_type and "charset" in content_type else body[:2048]
    )
    if not _UTF8.search(declared):
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _holds_address(tag: str, attributes: Attributes) -> bool:
    needed = _SOURCES.get(tag)
    found = needed is not None and (not needed or any(name in attributes for name in needed))
    return found or not _ASKED.isdisjoint(attributes)


def _written(node: LexborNode, tag: str, attributes: Attributes) -> Iterator[str]:
    if tag in ("a", "area", "image"):
        yield attributes.get("href") or attributes.get("xlink:href") or ""
    elif tag == "style":
        sheet = node.text() or ""
        yield from _known_sheet(sheet) if len(sheet) <= _SHEET else _css(sheet.encode())
    elif tag == "meta":
        if (attributes.get("http-equiv") or "").strip().lower() == "refresh":
            yield refresh_target(attributes.get("content") or "")
    elif tag == "option":
        value = (attributes.get("value") or "").strip()
        yield value if _PAGE_LIKE.match(value) else ""
    elif not _LOADING.isdisjoint(attributes) and (tag != "link" or not _hint(attributes.get("rel"))):
        yield from _loaded(attributes)
    style = attributes.get("style") or ""
    if "(" in style or "@" in style:
        yield from _css(style.encode())


def _loaded(attributes: dict[str, str | None]) -> Iterator[str]:
    for name in _IN_ORDER:
        value = attributes.get(name)
        if value:
            yield from (srcset(value) if name == "srcset" else (value,))


def _hint(rel: str | None) -> bool:
    """Hints name a host to be greeted, not an address to be read."""
    return bool(rel) and str(rel).strip().lower() in ("preconnect", "dns-prefetch")


def _css(text: bytes) -> Iterator[str]:
    for plain, imported in _CSS.findall(text):
        written = (plain or imported).strip(b"\"'").decode("utf-8", "replace")
        if written and not written.startswith("data:"):
            yield written


@lru_cache(maxsize=64)
def _known_sheet(sheet: str) -> tuple[str, ...]:
    """Of a sheet that stands on page after page."""
    return tuple(_css(sheet.encode()))
