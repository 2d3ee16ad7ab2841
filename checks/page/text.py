"""The text that a page is about, without its navigation, lists and foot."""

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .fact import Fact
from .hidden import hides
from .outline import Outline, landmark
from .words import words

_FURNITURE = landmark(
    re.compile(
        r"^(nav|header|footer|aside|form)\b|[#.](nav|head|foot|side|crumb|position|copyright|menu|share|links)",
        re.I,
    )
)
_LEFT_OUT = frozenset({"script", "style", "noscript", "noframes", "template"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "td"})
_GROUND = frozenset({"div", "td", "article", "section", "main", "body", "li", "dd", "center"})


def main_text(tree: LexborHTMLParser, page: Outline) -> Fact[str]:
    """The text of a known container, else of the box that holds the most text outside links."""
    return _contained(tree) or _densest(page) or Fact("", "", "none", 0.0)


def visible_text(node: LexborNode) -> str:
    """The text below `node` without scripts and styles, white space made single."""
    parts: list[str] = []
    html = node.html or ""
    hiding = "style" in html or "hidden" in html  # names of attributes, which the parser makes small
    for here in node.traverse(include_text=True):
        tag = here.tag
        if tag == "-text":
            parts.append(here.text_content or "")
        elif tag in _LEFT_OUT or (hiding and hides(here)):
            return _around_hidden(node)
        elif tag in _BREAKS:
            parts.append(" ")
    return " ".join("".join(parts).split())


def _around_hidden(node: LexborNode) -> str:
    """The same of an element with something in it that is not shown."""
    parts: list[str] = []
    stack: list[LexborNode] = [node]
    while stack:
        here = stack.pop()
        if here.tag == "-text":
            parts.append(here.text_content or "")
        elif here.tag in _BREAKS:
            parts.append(" ")
        if here.tag not in _LEFT_OUT and not hides(here):
            stack.extend(reversed(list(here.iter(include_text=True))))
    return " ".join("".join(parts).split())


def _contained(tree: LexborHTMLParser) -> Fact[str] | None:
    rules = words()["text"]
    if tree.css_first(_containers()) is None:
        return None
    for selector in rules["containers"]:
        nodes = tree.css(selector)[:5]
        texts = [visible_text(node) for node in nodes]
        best = max(texts, key=len, default="")
        if len(best) >= rules["least_chars"] and not _mostly_links(nodes[texts.index(best)], best):
            return Fact(best, selector, "container", 0.95 if selector[0] in "#." else 0.85)
    return None


@lru_cache(maxsize=1)
def _containers() -> str:
    return ",".join(words()["text"]["containers"])


def _mostly_links(node: LexborNode, text: str) -> bool:
    linked = sum(len(anchor.text(strip=True)) for anchor in node.css("a")[:500])
    return linked * 2 > len(text)


def _densest(page: Outline) -> Fact[str] | None:
    """The deepest box whose own prose is at least four fifths of the best box's."""
    if not page.pieces or not page.tags:
        return None
    skip = [flags & _FURNITURE or unseen for flags, unseen in zip(page.around, page.unseen, strict=True)]
    linked = page.linked
    prose = [0] * len(page.tags)
    for box, piece, in_link in zip(page.within, page.pieces, linked, strict=True):
        if not in_link and not skip[box]:
            prose[box] += len(piece)
    parents = page.parents
    for box in range(len(parents) - 1, 0, -1):
        prose[parents[box]] += prose[box]
    most = prose[0]
    if most < words()["text"]["least_chars"]:
        return None
    enough = most * 4
    best = next(
        (b for b in range(len(prose) - 1, 0, -1) if prose[b] * 5 >= enough and page.tags[b] in _GROUND), 0
    )
    start, end = page.starts[best], page.ends[best]
    inside = (
        block.text
        for block in page.blocks()
        if start <= block.start and block.end <= end and not skip[block.box] and not linked[block.start]
    )
    return Fact(" ".join(inside), page.path(best), "densest", 0.6)
