"""Markup that makes a parser's work grow with the square of its length is defused before it is parsed.

Measured with the parser in use: 55 KB of unclosed `<b id=…><p>` became 3.5 GB, 100,000 nested `<div>` took
48 s, 20,000 attributes of one element 0.7 s, 20,000 options of one list 2 s. What is renamed keeps its
attributes and its text."""

import re
from dataclasses import dataclass

from .tags import ATTRIBUTE, tags

MOST_BYTES = 3_000_000
_WEIGHT = 500_000  # formatting elements times tags: how many elements a parser may have to make up
_MANY_TAGS = 20_000
# Attributes of one element: the parser compares each with all before. No page met so far has a hundred.
_MOST_ATTRIBUTES = 2_000
_SHORT = 60_000  # a page that cannot hold enough of them to be felt (0.16 s at worst)
_DEEP = 1_500
_MANY_OPTIONS = 4_000  # the parser goes through the whole list at each; no list met so far has a thousand
_OPTION = re.compile(r"(</?)option(?=[\s/>])", re.IGNORECASE)
_FORMATTING = re.compile(
    r"(</?)(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE
)
_NESTING = re.compile(
    r"(</?)(?:address|article|aside|blockquote|button|center|details|dialog|dir|div|dl|dd|dt|fieldset|figure"
    r"|footer|form|h[1-6]|header|li|main|menu|nav|ol|option|p|pre|section|select|summary|table|tbody|td|th|tr"
    r"|ul)(?=[\s/>])",
    re.IGNORECASE,
)
_SCOPES = frozenset(
    {"applet", "button", "caption", "marquee", "object", "select", "svg", "table", "template"}
)
_BORDERS = _SCOPES | {"div", "section", "article", "ul", "ol", "dl", "form", "center", "blockquote", "main"}
# Elements without an end, and those whose end may be left out: they do not nest by themselves.
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr")
    + ("dd", "dt", "li", "option", "p", "tbody", "td", "th", "thead", "tr")
)


@dataclass(frozen=True, slots=True)
class Safe:
    """Markup that can be parsed in bounded time, and what was done to it (`how`)."""

    html: str
    how: tuple[str, ...] = ()


def defused(html: str) -> Safe:
    """`html` with what would explode renamed to plain `span` elements."""
    done: list[str] = []
    count = html.count("<")
    if len(html) > _SHORT and (cut := _without_stuffing(html)) != html:
        html = cut
        done.append("stuffed-element")
    if count > _WEIGHT or (count * count > _WEIGHT and len(_FORMATTING.findall(html)) * count > _WEIGHT):
        html = _FORMATTING.sub(r"\1span", html)
        done.append("many-formats")
    if count > _MANY_OPTIONS and len(_OPTION.findall(html)) > _MANY_OPTIONS:
        html = _OPTION.sub(r"\1span", html)
        done.append("many-options")
    if count > _MANY_TAGS and deepest(html) > _DEEP:
        html = _NESTING.sub(r"\1span", html)
        done.append("too-deep")
    return Safe(html, tuple(done))


def deepest(html: str, limit: int = _DEEP) -> int:
    """How deep elements nest, counted to just beyond `limit`."""
    stack: list[str] = []
    most = 0
    for tag in tags(html):
        name = tag["name"].lower()
        if tag["end"]:
            _close(stack, name)
        elif name not in _VOID:
            stack.append(name)
            most = max(most, len(stack))
            if most > limit:
                break
    return most


def _without_stuffing(html: str) -> str:
    """`html` with no more than the first `_MOST_ATTRIBUTES` of any element; everything else as it is."""
    kept: list[str] = []
    position = 0
    for tag in tags(html):
        start, end = tag.span("attributes")
        if end - start <= 2 * _MOST_ATTRIBUTES:  # an attribute takes two characters at least
            continue
        for count, attribute in enumerate(ATTRIBUTE.finditer(html, start, end), 1):
            if count == _MOST_ATTRIBUTES:
                kept.append(html[position : attribute.end()])
                position = end
                break
    return "".join((*kept, html[position:])) if kept else html


def _close(stack: list[str], name: str) -> None:
    """An end closes its element and all inside, but not beyond a border that the parser does not cross."""
    borders = _SCOPES if _NESTING.match(f"<{name}>") else _BORDERS
    for place in range(len(stack) - 1, -1, -1):
        if stack[place] == name:
            del stack[place:]
            return
        if stack[place] in borders:
            return
