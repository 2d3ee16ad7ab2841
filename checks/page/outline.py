"""A page as a flat outline: text pieces in reading order, the boxes around them, the links.

One walk over the tree, after which the text under any box is a range: questions about what stands beside
what cost the same on a page of fifty links as on one of twenty thousand."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from .hidden import hiding_names
from .patterns import normal_all

INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "img", "ins", "label", "mark")
    + ("q", "s", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var")
)


class Box(NamedTuple):
    """An element: `name` is CSS-like, `start`–`end` the range of its text pieces."""

    number: int
    tag: str
    name: str
    parent: int
    start: int
    end: int


@dataclass(slots=True)
class Anchor:
    """A link as it stands on the page; `address` is absolute, empty when it leads to no page. `words` is its
    text, or its `title` attribute when that says more."""

    box: int
    address: str
    title: str
    start: int
    end: int = 0
    words: str = ""


class Block(NamedTuple):
    """A run of text that a visitor sees as one: `text` joined as it is shown, the range of its pieces."""

    text: str
    start: int
    end: int
    box: int


@dataclass(slots=True)
class Outline:
    """`pieces[i]` is a stretch of text inside box `within[i]`; `chars[i]` are the characters before it;
    `spaced` are the pieces with white space or a line break before them; `veiled` are the boxes that their
    own style or attribute hides, and `hints` what an attribute of a box says of a day.

    Of box `n` the lists `tags`, `names`, `parents`, `starts` and `ends` hold what `Box` has; a box stands
    behind the one around it."""

    title: str = ""
    tags: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    within: list[int] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    times: set[int] = field(default_factory=set)
    chars: list[int] = field(default_factory=list)
    spaced: set[int] = field(default_factory=set)
    veiled: set[int] = field(default_factory=set)
    hints: dict[int, str] = field(default_factory=dict)
    sheets: list[str] = field(default_factory=list)  # the page's own style sheets
    _unseen: list[int] | None = None
    _around: list[int] | None = None
    _blocks: list[Block] | None = None
    _normals: list[str] | None = None
    _normal_text: str | None = None
    _line_starts: list[int] | None = None
    _linked: list[bool] | None = None

    def box(self, number: int) -> Box:
        """All that is known of one box."""
        return Box(
            number,
            self.tags[number],
            self.names[number],
            self.parents[number],
            self.starts[number],
            self.ends[number],
        )

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
            box = self.parents[box]

    @property
    def around(self) -> list[int]:
        """For every box the landmarks that its name, or that of a box around it, is one of."""
        if self._around is None:
            marks = {name: _landmarks_of(name) for name in set(self.names)}
            self._around = self._handed_down([marks[name] for name in self.names])
        return self._around

    @property
    def unseen(self) -> list[int]:
        """For every box whether it, or one around it, is hidden from a visitor: 1 or 0."""
        if self._unseen is None:
            hides = hiding_names(self.sheets)
            hit = {name for name in set(self.names) if not hides.isdisjoint(_parts(name))} if hides else set()
            own = [int(name in hit) for name in self.names] if hit else [0] * len(self.names)
            for box in self.veiled:
                own[box] = 1
            self._unseen = self._handed_down(own) if hit or self.veiled else own
        return self._unseen

    def _handed_down(self, own: list[int]) -> list[int]:
        """What each box has of its own and from all boxes around it."""
        found = own[:1]
        add = found.append
        for parent, mark in zip(self.parents[1:], own[1:], strict=True):
            add(found[parent] | mark)
        return found

    def seen_text(self) -> str:
        """The text that a visitor sees."""
        unseen = self.unseen
        return " ".join(piece for piece, box in zip(self.pieces, self.within, strict=True) if not unseen[box])

    def seen_length(self) -> int:
        """The characters that a visitor sees."""
        unseen = self.unseen
        return sum(len(piece) for piece, box in zip(self.pieces, self.within, strict=True) if not unseen[box])

    @property
    def linked(self) -> list[bool]:
        """For every piece whether it stands in a link."""
        if self._linked is None:
            self._linked = [False] * len(self.pieces)
            for anchor in self.anchors:
                for index in range(anchor.start, anchor.end):
                    self._linked[index] = True
        return self._linked

    def blocks(self) -> list[Block]:
        """The text as paragraphs, rows and cells: what is split over inline elements is put together."""
        if self._blocks is None:
            self._blocks = self._made_blocks() if self.pieces else []
        return self._blocks

    @property
    def normals(self) -> list[str]:
        """The texts of the blocks, normalised."""
        if self._normals is None:
            self._normals = normal_all([block.text for block in self.blocks()]) if self.pieces else []
        return self._normals

    @property
    def normal_text(self) -> str:
        """All of them, a line each."""
        if self._normal_text is None:
            self._normal_text = "\n".join(self.normals)
        return self._normal_text

    def holding(self, pattern: re.Pattern[str]) -> Iterator[int]:
        """The numbers of the blocks in whose normalised text `pattern` is found, in one look at all of it: it
        must not go on from one line to the next."""
        text = self.normal_text
        match = pattern.search(text)
        if match and self._line_starts is None:
            self._line_starts = [0, *accumulate(len(line) + 1 for line in self.normals)]
        while match and self._line_starts:
            number = bisect_right(self._line_starts, match.start()) - 1
            yield number
            match = pattern.search(text, self._line_starts[number + 1])

    def _made_blocks(self) -> list[Block]:
        around: list[int] = []
        for box, (tag, parent) in enumerate(zip(self.tags, self.parents, strict=True)):
            around.append(around[parent] if box and tag in INLINE else box)
        made: list[Block] = []
        pieces, first, here = self.pieces, 0, around[self.within[0]]
        for index, box in enumerate(self.within):
            block = around[box]
            if block != here:
                text = pieces[first] if index - first == 1 else self.joined(first, index)
                made.append(Block(text, first, index, here))
                first, here = index, block
        made.append(Block(self.joined(first, len(pieces)), first, len(pieces), here))
        return made

    def joined(self, start: int, end: int) -> str:
        """The text of a range of pieces with white space only where the page has some."""
        return "".join(
            f" {self.pieces[index]}" if index in self.spaced and index > start else self.pieces[index]
            for index in range(start, end)
        )

    def path(self, box: int) -> str:
        """A CSS-like path to `box`, from the nearest element with an id."""
        names: list[str] = []
        while box >= 0:
            names.append(_short(self.names[box]))
            if "#" in names[-1] or len(names) == 5:
                break
            box = self.parents[box]
        return " > ".join(reversed(names))

    def counted(self) -> "Outline":
        """The same, once all is in it, with its characters counted."""
        self.chars = [0, *accumulate(map(len, self.pieces))]
        return self


@lru_cache(maxsize=4_096)
def _short(name: str) -> str:
    """A name with its id, or the first of its classes."""
    head, mark, _ = name.partition("#")
    if mark:
        return head + mark + name[len(head) + 1 :].partition(".")[0]
    return ".".join(name.split(".", 2)[:2])


@lru_cache(maxsize=4_096)
def _parts(name: str) -> frozenset[str]:
    """The id and the classes in a name, with their signs."""
    return frozenset(re.findall(r"[#.][^#.]+", name))


def landmark(pattern: re.Pattern[str]) -> int:
    """A kind of box by what its name matches, as a bit of `Outline.around`. To be made while importing."""
    _LANDMARKS.append(pattern)
    return 1 << len(_LANDMARKS) - 1


_LANDMARKS: list[re.Pattern[str]] = []


@lru_cache(maxsize=4_096)
def _landmarks_of(name: str) -> int:
    return sum(1 << bit for bit, pattern in enumerate(_LANDMARKS) if pattern.search(name))


def title_of(tree: LexborHTMLParser) -> str:
    """The page's own title, not one of a drawing on it; empty when it has none."""
    for node in tree.css("title")[:5]:
        if node.parent is None or node.parent.tag != "svg":
            return " ".join(node.text().split())
    return ""
