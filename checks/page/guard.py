"""Markup that makes a parser's work grow with the square of its length is defused before it is parsed.

Measured with the parser in use: 55 KB of unclosed `<b id=…><p>` became 3.5 GB, 100,000 nested `<div>` took
48 s, 20,000 attributes of one element 0.7 s. What is renamed keeps its attributes and its text."""

import re
from dataclasses import dataclass

MOST_BYTES = 4_000_000
_WEIGHT = 500_000  # formatting elements times tags: how many elements a parser may have to make up
_MANY_TAGS = 20_000
_LONG = 150_000
_DEEP = 1_500
_FORMATTING = re.compile(
    r"(</?)(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE
)
_NESTING = re.compile(
    r"(</?)(?:address|article|aside|blockquote|button|center|details|dialog|dir|div|dl|dd|dt|fieldset|figure"
    r"|footer|form|h[1-6]|header|li|main|menu|nav|ol|option|p|pre|section|select|summary|table|tbody|td|th|tr"
    r"|ul)(?=[\s/>])",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"<(?:(?P<note>!--)|(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?:[^>\"']|\"[^\"]{0,2000}\"|'[^']{0,2000}')*+>)"
)
_STUFFED = re.compile(r"<[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*'){5000,}+>?")
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)


@dataclass(frozen=True, slots=True)
class Safe:
    """Markup that can be parsed in bounded time, and what was done to it (`how`)."""

    html: str
    how: tuple[str, ...] = ()


def defused(html: str) -> Safe:
    """`html` with what would explode renamed to plain `span` elements."""
    done: list[str] = []
    tags = html.count("<")
    if len(html) > _LONG and _STUFFED.search(html):
        html = _STUFFED.sub("<span>", html)
        done.append("stuffed-element")
    if tags > _WEIGHT or len(_FORMATTING.findall(html)) * tags > _WEIGHT:
        html = _FORMATTING.sub(r"\1span", html)
        done.append("many-formats")
    if tags > _MANY_TAGS and deepest(html) > _DEEP:
        html = _NESTING.sub(r"\1span", html)
        done.append("too-deep")
    return Safe(html, tuple(done))


def deepest(html: str, limit: int = _DEEP) -> int:
    """How deep elements nest, counted to just beyond `limit`; quotes, comments and raw text are skipped."""
    open_: dict[str, int] = {}
    depth = most = position = 0
    while match := _TAG.search(html, position):
        position = match.end()
        if match["note"]:
            position = _after(html, "-->", position)
            continue
        name = match["name"].lower()
        if match["end"]:
            if open_.get(name):
                open_[name] -= 1
                depth -= 1
        elif name in _RAW:
            position = _after(html, f"</{name}", position)
        elif name not in _VOID and name not in ("li", "p", "option", "tr", "td", "th", "dt", "dd"):
            open_[name] = open_.get(name, 0) + 1
            depth += 1
            most = max(most, depth)
            if most > limit:
                break
    return most


def _after(html: str, mark: str, position: int) -> int:
    found = html.find(mark, position)
    return len(html) if found < 0 else found + len(mark)
