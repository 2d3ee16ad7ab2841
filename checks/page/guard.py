"""Markup that makes a parser's work grow with the square of its length is defused before it is parsed.

Measured with the parser in use: 55 KB of unclosed `<b id=…><p>` became 3.5 GB, 100,000 nested `<div>` took
48 s, 20,000 attributes of one element 0.7 s. What is renamed keeps its attributes and its text."""

import re
from dataclasses import dataclass

MOST_BYTES = 3_000_000
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
_SCOPES = frozenset(
    {"applet", "button", "caption", "marquee", "object", "select", "svg", "table", "template"}
)
_BORDERS = _SCOPES | {"div", "section", "article", "ul", "ol", "dl", "form", "center", "blockquote", "main"}
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
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
    tags = html.count("<")
    if len(html) > _LONG and _STUFFED.search(html):
        html = _STUFFED.sub("<span>", html)
        done.append("stuffed-element")
    if tags > _WEIGHT or (tags * tags > _WEIGHT and len(_FORMATTING.findall(html)) * tags > _WEIGHT):
        html = _FORMATTING.sub(r"\1span", html)
        done.append("many-formats")
    if tags > _MANY_TAGS and deepest(html) > _DEEP:
        html = _NESTING.sub(r"\1span", html)
        done.append("too-deep")
    return Safe(html, tuple(done))


def deepest(html: str, limit: int = _DEEP) -> int:
    """How deep elements nest, counted to just beyond `limit`; quotes, comments and raw text are skipped."""
    stack: list[str] = []
    most = position = 0
    while most <= limit and (match := _TAG.search(html, position)):
        position = match.end()
        if match["note"]:
            position = _after(html, "-->", position)
            continue
        name = match["name"].lower()
        if match["end"]:
            _close(stack, name)
        elif name in _RAW:
            position = _after(html, f"</{name}", position)
        elif name not in _VOID:
            stack.append(name)
            most = max(most, len(stack))
    return most


def _close(stack: list[str], name: str) -> None:
    """An end closes its element and all inside, but not beyond a border that the parser does not cross."""
    borders = _SCOPES if _NESTING.match(f"<{name}>") else _BORDERS
    for place in range(len(stack) - 1, -1, -1):
        if stack[place] == name:
            del stack[place:]
            return
        if stack[place] in borders:
            return


def _after(html: str, mark: str, position: int) -> int:
    found = html.find(mark, position)
    return len(html) if found < 0 else found + len(mark)
