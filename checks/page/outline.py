"""A page as a flat outline: text pieces in reading order, the boxes around them, the links.

One walk over the tree, after which the text under any box is a range: questions about what stands beside
what cost the same on a page of fifty links as on one of twenty thousand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "select", "iframe", "svg", "object"})
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "img", "ins", "label", "mark")
    + ("q", "s", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var")
)
DEEPEST = 400
MOST_BOXES = 200_000


@dataclass(slots=True)
class Box:
    """An element: `name` is CSS-like, `start`–`end` the range of its text pieces."""

    tag: str
    name: str
    parent: int
    start: int
    end: int = 0


@dataclass(slots=True)
class Anchor:
    """A link as it stands on the page; `address` is absolute, empty when it leads to no page."""

    box: int
    address: str
    title: str
    start: int
    end: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that a visitor sees as one: `text` joined as it is shown, the range of its pieces."""

    text: str
    start: int
    end: int
    box: int


@dataclass(slots=True)
class Outline:
    """`pieces[i]` is a stretch of text inside box `within[i]`; `chars[i]` are the characters before it;
    `spaced` are the pieces with white space or a line break before them."""

    title: str = ""
    boxes: list[Box] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    within: list[int] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    times: set[int] = field(default_factory=set)
    chars: list[int] = field(default_factory=list)
    spaced: set[int] = field(default_factory=set)
    _blocks: list[Block] | None = None

    def text(self, start: int, end: int) -> str:
        """The text of a range of pieces."""
        return " ".join(self.pieces[start:end])

    def length(self, start: int, end: int) -> int:
        """Characters in a range of pieces."""
        return self.chars[end] - self.chars[start]

    def ancestors(self, box: int) -> Iterator[int]:
        """The boxes around `box`, itself first."""
        while box >= 0:
            yield box
            box = self.boxes[box].parent

    def inside(self, pattern: re.Pattern[str]) -> list[bool]:
        """For every box whether its name or that of a box around it is matched by `pattern`."""
        found: list[bool] = []
        for box in self.boxes:
            found.append((box.parent >= 0 and found[box.parent]) or bool(pattern.search(box.name)))
        return found

    def blocks(self) -> list[Block]:
        """The text as paragraphs, rows and cells: what is split over inline elements is put together."""
        if self._blocks is not None:
            return self._blocks
        made: list[Block] = []
        first, around = 0, self._block(0) if self.pieces else -1
        for index in range(1, len(self.pieces) + 1):
            last = index == len(self.pieces)
            if last or (here := self._block(index)) != around:
                made.append(Block(self.joined(first, index), first, index, around))
                if not last:
                    first, around = index, here
        self._blocks = made
        return made

    def joined(self, start: int, end: int) -> str:
        """The text of a range of pieces with white space only where the page has some."""
        return "".join(
            f" {self.pieces[index]}" if index in self.spaced and index > start else self.pieces[index]
            for index in range(start, end)
        )

    def _block(self, index: int) -> int:
        box = self.within[index]
        while box > 0 and self.boxes[box].tag in _INLINE:
            box = self.boxes[box].parent
        return box

    def path(self, box: int) -> str:
        """A CSS-like path to `box`, from the nearest element with an id."""
        names: list[str] = []
        for each in self.ancestors(box):
            names.append(self.boxes[each].name)
            if "#" in names[-1] or len(names) == 5:
                break
        return " > ".join(reversed(names))

    def words_of(self, anchor: Anchor) -> str:
        """The link's text, or its `title` attribute when that says more."""
        text = self.text(anchor.start, anchor.end)
        return anchor.title if len(anchor.title) > len(text) else text


def outline(tree: LexborHTMLParser, url: str) -> Outline:
    """Read the page found at `url`. Never raises for what a page contains."""
    page = Outline(title=title_of(tree))
    base = tree.css_first("base[href]")
    root = tree.body or tree.root
    if root is not None:
        _walk(root, page, _joined(url, base.attributes.get("href")) if base else url)
    page.chars = [0, *accumulate(len(piece) for piece in page.pieces)]
    return page


def _walk(root: LexborNode, page: Outline, base: str) -> None:
    stack: list[tuple[LexborNode | None, int, int]] = [(root, -1, 0)]
    open_anchors: dict[int, Anchor] = {}
    while stack:
        node, box, depth = stack.pop()
        if node is None:
            page.boxes[box].end = len(page.pieces)
            if box in open_anchors:
                open_anchors.pop(box).end = len(page.pieces)
        elif node.tag == "-text":
            _add_text(page, node.text_content or "", box)
        elif node.tag and not node.tag.startswith(("-", "!")) and node.tag not in _UNSEEN and depth < DEEPEST:
            if len(page.boxes) >= MOST_BOXES:
                continue
            inner = _open(page, node, box, base, open_anchors)
            stack.append((None, inner, depth))
            stack.extend((child, inner, depth + 1) for child in reversed(list(node.iter(include_text=True))))


def _open(page: Outline, node: LexborNode, parent: int, base: str, anchors: dict[int, Anchor]) -> int:
    attributes = node.attributes
    tag, number = str(node.tag), len(page.boxes)
    page.boxes.append(Box(tag, _name(tag, attributes), parent, len(page.pieces)))
    if tag == "a":
        anchor = Anchor(
            number,
            _joined(base, attributes.get("href")),
            (attributes.get("title") or "").strip(),
            len(page.pieces),
        )
        anchors[number] = anchor
        page.anchors.append(anchor)
    elif tag == "br":
        page.spaced.add(len(page.pieces))
    elif tag == "img":
        _add_text(page, attributes.get("alt") or "", number)
    elif tag == "time" and attributes.get("datetime"):
        page.times.add(len(page.pieces))
        _add_text(page, attributes["datetime"] or "", number)
    return number


def _add_text(page: Outline, text: str, box: int) -> None:
    if text[:1].isspace():
        page.spaced.add(len(page.pieces))
    plain = " ".join(text.split())
    if plain:
        if text[-1].isspace():
            page.spaced.add(len(page.pieces) + 1)
        page.pieces.append(plain)
        page.within.append(box)


def _name(tag: str, attributes: dict[str, str | None]) -> str:
    identity, classes = attributes.get("id"), (attributes.get("class") or "").split()
    return tag + (f"#{identity}" if identity else f".{classes[0]}" if classes else "")


def _joined(base: str, href: str | None) -> str:
    """The absolute address without its fragment; empty for scripts, mail and what cannot be read."""
    href = (href or "").strip()
    if not href or href.startswith("#"):
        return ""
    try:
        parts = urlsplit(urljoin(base, href.replace("\\", "/")))
        return parts._replace(fragment="").geturl() if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def title_of(tree: LexborHTMLParser) -> str:
    """The page's own title, not one of a drawing on it; empty when it has none."""
    for node in tree.css("title")[:5]:
        if node.parent is None or node.parent.tag != "svg":
            return " ".join(node.text().split())
    return ""
