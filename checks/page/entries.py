"""The marks that are something to press: 党政机关网站标识, 找错, site map, accessibility."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from string import ascii_uppercase
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from .elements import LINKS, Elements
from .fact import Mark, State
from .features import tells_news
from .lazy import lazy
from .node import path_of
from .scripts import decoded
from .words import words

_PRESSED = frozenset({"a", "area", "button"})
_CLICKED = frozenset({"img", "span", "div", "li", "i", "em", "p"})  # with an `onclick`
_HOLDING = ("href", "src", "onclick", "id")
_SMALL = {ord(letter): letter.lower() for letter in ascii_uppercase}
_MOST = 20_000
_MISSING = Mark(State.MISSING)
_REGISTERS = {
    "icp": re.compile(r"//(?:www\.)?(?:beian\.miit\.gov\.cn|miibeian\.gov\.cn|miitbeian\.gov\.cn)", re.I),
    "police": re.compile(r"//(?:www\.)?beian\.(?:mps\.)?gov\.cn", re.I),
}
_FILED = re.compile(r"[\u4e00-\u9fff]ICP备\d{6,10}号(?:-\d{1,4}(?!\d))?")
_RECORD = re.compile(r"code=(\d{14})(?!\d)", re.I)


class Entries:
    """What can be pressed on a page, and by which addresses and words it is known."""

    def __init__(self, elements: Elements) -> None:
        self._elements, self._tree = elements, elements.tree

    @property
    def government_mark(self) -> Mark:
        """The 党政机关网站标识: its address in a link, a script or an image."""
        names = words()["footer"]["government"]
        addresses = [name for name in names if name.isascii()]
        return (
            self._by_source(addresses)
            or self._by_name("党政机关")
            or self._by_name("事业单位网站标识")
            or self._by_picture(words()["footer"]["government_pictures"])
            or _MISSING
        )

    @property
    def error_report(self) -> Mark:
        """The entry 我为政府网站找错, also as an `onclick` with a code and no address."""
        marks = words()["footer"]["marks"]
        named = [name for name in marks if not name.isascii()]
        return (
            self._by_source([name for name in marks if name.isascii()])
            or self._by_text(named)
            or self._by_name("网站找错")
            or _MISSING
        )

    @property
    def sitemap(self) -> Mark:
        """A link to the site map; a mere word is none, nor is the list for search engines."""
        for node, href in self._leading_to("sitemap"):
            if "sitemap" not in _path(href).lower():
                continue  # the name of another site
            if not href.partition("?")[0].lower().endswith(".xml"):
                return Mark(State.PRESENT, href, path_of(node), 0.9)
        found = self._by_text(words()["footer"]["sitemap"])
        if found and not found.value.partition("?")[0].lower().endswith(".xml"):
            return found
        for node, href in self._leading_to("wzdt"):  # the first letters of 网站地图
            return Mark(State.PRESENT, href, path_of(node), 0.8)
        return _MISSING

    @property
    def accessibility(self) -> Mark:
        """The entry to the reading aid, by its words or by the usual script of it."""
        rules = words()["footer"]
        return (
            self._by_text(rules["accessibility"], titles=False)
            or self._by_source(rules["accessibility_sources"])
            or self._by_class()
            or _MISSING
        )

    @property
    def contact(self) -> Mark:
        """A link to a page that says how to reach the office."""
        found = self._by_text(words()["footer"]["contact_entries"])
        return replace(found, confidence=0.7) if found else _MISSING

    def drawn_filing(self, name: str) -> Mark:
        """A filing (`icp`, `police`) whose number only a picture shows, or the address behind the picture."""
        found = [each for each in self._elements.links if (each.attributes.get("href") or "").strip()]
        for link in found:
            host = _REGISTERS[name].search(link.attributes["href"] or "")
            if not host:
                continue
            if name == "police" and (number := _RECORD.search(link.attributes["href"] or "")):
                return Mark(State.PRESENT, f"公网安备{number[1]}号", path_of(link.node), 0.85)
            said = f"{link.attributes.get('title') or ''} {_said(link.node)}"
            if name == "icp" and (filed := _FILED.search("".join(said.split()))):
                return Mark(State.PRESENT, filed[0], path_of(link.node), 0.8)
            if not link.plain and link.node.css_first("img") is not None:
                return Mark(State.UNKNOWN, "", path_of(link.node))
        return _MISSING

    @lazy
    def _pressed(self) -> list[tuple[str, LexborNode]]:
        """What is short enough to be an entry: a longer text is the title of an article about one."""
        longest = words()["footer"]["longest_entry"]
        return [(text, node) for text, node in self._sayings() if 2 <= len(text) <= longest]

    def _sayings(self) -> Iterator[tuple[str, LexborNode]]:
        links, most = iter(self._elements.links), _MOST
        for node, tag, attributes in self._elements.all:
            if tag in _PRESSED or (tag in _CLICKED and "onclick" in attributes):
                link = next(links) if tag in LINKS else None
                yield (link and link.plain) or _said(node), node
                most -= 1
                if not most:
                    return

    @lazy
    def _words(self) -> str:
        return "\n".join(text for text, _ in self._pressed)

    @lazy
    def _scripts(self) -> list[tuple[str, LexborNode]]:
        return [(decoded(text).lower(), node) for node, text in self._elements.scripts]

    @lazy
    def _sources(self) -> dict[str, list[tuple[str, LexborNode]]]:
        """For each attribute that may hold an address its values, ASCII letters small, and their elements."""
        found: dict[str, list[tuple[str, LexborNode]]] = {key: [] for key in _HOLDING}
        for node, _, attributes in self._elements.all:
            for key in _HOLDING:
                if key not in attributes:
                    continue
                value = attributes[key] or ""
                found[key].append((value.lower() if value.isascii() else value.translate(_SMALL), node))
        return found

    @lazy
    def _all_sources(self) -> str:
        """All of them, a line each."""
        return "\n".join(value for key in _HOLDING for value, _ in self._sources[key])

    def _css(self, name: str, selector: str) -> list[LexborNode]:
        """The first elements of `selector`, which asks for `name`: none when it is nowhere in the markup."""
        return list(self._tree.css(selector)[:50]) if name in self._elements.low else []

    def _leading_to(self, name: str) -> Iterator[tuple[LexborNode, str]]:
        """The first links with `name`, which is in ASCII letters, in their address."""
        if name not in self._elements.low:
            return
        links = ((link, link.attributes.get("href") or "") for link in self._elements.links)
        found = ((link.node, href) for link, href in links if name in href.lower() and link.node.tag == "a")
        yield from islice(found, 50)

    def _by_source(self, names: list[str]) -> Mark | None:
        """An element whose address, `onclick` or id holds one of `names`, or a script that writes one."""
        wanted = [name.lower() for name in names]
        for key in _HOLDING if any(name in self._all_sources for name in wanted) else ():
            holding = (one for one in self._sources[key] if any(name in one[0] for name in wanted))
            for _, node in islice(holding, 50):
                if not _article(node, key):
                    return Mark(State.PRESENT, node.attributes.get(key) or "", path_of(node), 0.95)
        for text, node in self._scripts:
            if any(name in text for name in names):
                return Mark(State.PRESENT, "", path_of(node), 0.85)
        return None

    def _by_text(self, names: list[str], *, titles: bool = True) -> Mark | None:
        if not any(name in self._words for name in names):
            return None
        for text, node in self._pressed:
            if (titles or not tells_news(text)) and any(name in text for name in names) and _presses(node):
                target = node.attributes.get("href") or node.attributes.get("onclick") or ""
                return Mark(State.PRESENT, target, path_of(node), 0.9)
        return None

    def _by_class(self) -> Mark | None:
        """An element that a script makes the entry: known by its class, and by its word."""
        for node in self._css("wza", "[class*='wza' i]"):
            if any(word in _said(node) for word in words()["footer"]["accessibility"]):
                return Mark(State.PRESENT, "", path_of(node), 0.85)
        return None

    def _by_picture(self, names: list[str]) -> Mark | None:
        """A picture whose file is called so."""
        for node, _, attributes in self._elements.named("img"):
            file = (attributes.get("src") or "").lower().rpartition("/")[2]
            if any(name in file for name in names):
                return Mark(State.PRESENT, attributes.get("src") or "", path_of(node), 0.6)
        return None

    def _by_name(self, name: str) -> Mark | None:
        for node in self._css(name, f"[title*='{name}'],[alt*='{name}']"):
            said = node.attributes.get("title") or node.attributes.get("alt") or ""
            if len(said) <= words()["footer"]["longest_entry"]:
                return Mark(State.PRESENT, said, path_of(node), 0.75)
        return None


def _path(href: str) -> str:
    """An address without its host."""
    head, mark, rest = href.partition("//")
    return rest.partition("/")[2] if mark and head in ("", "http:", "https:") else href


def _said(node: LexborNode) -> str:
    text = "".join(node.text(deep=True).split())
    if text:
        return text
    image = node.css_first("img")
    inner = (image.attributes.get("alt") or image.attributes.get("title")) if image is not None else ""
    return node.attributes.get("title") or node.attributes.get("alt") or inner or ""


def _presses(node: LexborNode) -> bool:
    """A link or an `onclick`; one with an id only may be bound by a script."""
    return bool(node.attributes.get("href") or node.attributes.get("onclick") or node.attributes.get("id"))


def _article(node: LexborNode, key: str) -> bool:
    """A link of this name that only leads to an article about it, within the same site."""
    if node.tag != "a" or key != "href":
        return False
    try:
        foreign = bool(urlsplit(node.attributes.get("href") or "").netloc)
    except ValueError:
        return False
    return not foreign and len(_said(node)) > words()["footer"]["longest_entry"]
