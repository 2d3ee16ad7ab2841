"""The elements of a page that several facts look at, each asked for its text and attributes once."""

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .lazy import lazy

Attributes = dict[str, str | None]
MOST_SCRIPTS = 300
_ENTITY = re.compile(r"&(#|[a-zA-Z][a-zA-Z0-9]*)")
# References to characters that stand in no address or name that is looked for.
_HARMLESS = frozenset(
    ("nbsp", "amp", "lt", "gt", "quot", "copy", "raquo", "laquo", "middot", "ensp", "emsp", "ldquo", "rdquo")
    + ("mdash", "hellip", "bull", "rarr", "larr", "times", "reg", "gt", "apos")
)


class Pressed(NamedTuple):
    """A link (`a` or `area`): its element, attributes, text as it is and without any white space."""

    node: LexborNode
    attributes: Attributes
    text: str
    plain: str


class Elements:
    """What is asked of one parsed page by more than one fact; `html` is what it was parsed from."""

    def __init__(self, tree: LexborHTMLParser, html: str) -> None:
        self.tree, self._html = tree, html

    @lazy
    def links(self) -> list[Pressed]:
        """Every `a` and `area` in reading order."""
        found = ((node, node.attributes, node.text(deep=True)) for node in self.tree.css("a,area"))
        return [Pressed(node, said, text, "".join(text.split())) for node, said, text in found]

    @lazy
    def by_id(self) -> dict[int, Pressed]:
        """The links by the number of their element."""
        return {link.node.mem_id: link for link in self.links}

    @lazy
    def scripts(self) -> list[tuple[LexborNode, str]]:
        """The scripts that stand in the page itself, and their text."""
        return [(node, node.text() or "") for node in self.tree.css("script:not([src])")[:MOST_SCRIPTS]]

    @lazy
    def low(self) -> str:
        """The markup in lower case: what is not in it is in no attribute and no single text of the page."""
        if all(name in _HARMLESS for name in _ENTITY.findall(self._html)):
            return self._html.lower()
        return (self.tree.html or "").lower()
