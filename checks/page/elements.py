"""The elements of a page that several facts look at, each asked for its text and attributes once."""

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from checks.markup.opened import openers

from .lazy import lazy
from .places import absolute, known_at, read_at

Attributes = dict[str, str | None]
Element = tuple[LexborNode, str, Attributes]
MOST_SCRIPTS = 300
_ENTITY = re.compile(r"&(#[xX]?[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*)")
LINKS = frozenset({"a", "area"})
_BARE = LINKS | {"script", "style", "button"}  # of interest even without any attribute


class Pressed(NamedTuple):
    """A link (`a` or `area`): its element, attributes, text as it is, without any white space, and with
    single blanks."""

    node: LexborNode
    attributes: Attributes
    text: str
    plain: str
    words: str


class Elements:
    """What is asked of one parsed page by more than one fact; `html` is what it was parsed from, `low` the
    same in lower case, `url` where it was found."""

    def __init__(self, tree: LexborHTMLParser, html: str, low: str, url: str) -> None:
        self.tree, self.url, self._html, self._low = tree, url, html, low
        self._addresses: dict[str, str] = {}

    @lazy
    def all(self) -> list[Element]:
        """In reading order every element that has attributes or is a link, and all scripts and styles."""
        found = ((node, node.tag or "", node.attributes) for node in self.tree.css("*"))
        return [each for each in found if each[2] or each[1] in _BARE]

    @lazy
    def _by_tag(self) -> dict[str, list[Element]]:
        by_tag: dict[str, list[Element]] = {}
        for element in self.all:
            by_tag.setdefault(element[1], []).append(element)
        return by_tag

    def named(self, tag: str) -> list[Element]:
        """Those of one tag, in reading order."""
        return self._by_tag.get(tag, [])

    @lazy
    def links(self) -> list[Pressed]:
        """Every `a` and `area` in reading order."""
        found: list[Pressed] = []
        for node, tag, said in self.all:
            if tag in LINKS:
                text = node.text(deep=True)
                words = text.split()
                found.append(Pressed(node, said, text, "".join(words), " ".join(words)))
        return found

    @lazy
    def scripts(self) -> list[tuple[LexborNode, str]]:
        """The scripts that stand in the page itself, and their text."""
        inner = (node for node, _, attributes in self.named("script") if "src" not in attributes)
        return [(node, node.text() or "") for node, _ in zip(inner, range(MOST_SCRIPTS), strict=False)]

    def openers(self) -> frozenset[str]:
        """The page's own functions that open the address they are given."""
        return self._openers

    @lazy
    def _openers(self) -> frozenset[str]:
        return frozenset(name for _, script in self.scripts for name in openers(script))

    @lazy
    def base(self) -> str:
        """The address against which the page's own are read."""
        return base_of(self.tree, self.url)

    def absolute(self, raw: str) -> str:
        """The absolute address of `raw` on this page, as `places.absolute` makes it."""
        address = self._of_site.get(raw)
        if address is None and (address := self._addresses.get(raw)) is None:
            address, of_site = read_at(self.base, raw)
            (self._of_site if of_site else self._addresses)[raw] = address
        return address

    @lazy
    def _of_site(self) -> dict[str, str]:
        """What is the same on all pages of the site."""
        return known_at(self.base)

    @lazy
    def low(self) -> str:
        """The markup in lower case: what is not in it is in no attribute and no single text of the page."""
        if all(map(_harmless, set(_ENTITY.findall(self._html)))):
            return self._low
        return (self.tree.html or "").lower()


@lru_cache(maxsize=1_024)
def _harmless(name: str) -> bool:
    """Whether what follows an `&` is no reference (`&site_code=`), or one to a mark that is in no word."""
    said = unescape(f"&{name};")
    return said == f"&{name};" or (len(said) <= 2 and not any(map(str.isalnum, said)))


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """The address against which the page's own are read."""
    base = tree.css_first("base[href]")
    return absolute(url, base.attributes.get("href") or "") or url if base else url
