"""Why a visitor cannot see an element: its own style, that of an element around it, a rule of the page."""

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .lazy import lazy

_MOST_RULES, _MOST_STEPS = 200, 400
_SHORT, _SHEET = 300, 30_000  # the longest style of an element, and sheet, that are kept as read
_RULE = re.compile(r"([^{}@;]{1,300})\{([^{}]{1,2000})\}")
# Nothing of no height either, where what runs over is cut off.
_NO_HEIGHT, _CUT = r"(?<![\w-])height\s?:\s?0(?:px)?\s?(?:;|$)", r"overflow(?:-y)?\s?:\s?hidden"
_NONE = r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden"
OWN_STYLE = re.compile(rf"{_NONE}|{_NO_HEIGHT}[^<>]{{0,300}}{_CUT}|{_CUT}[^<>]{{0,300}}{_NO_HEIGHT}", re.I)
_SIMPLE = re.compile(r"[.#][\w-]{1,80}")
_NOT_SHOWN = re.compile(r"(?:^|[;\s])(?:display\s?:\s?none|visibility\s?:\s?hidden)")
_COMMENT = re.compile(r"/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)")
_AWAY = re.compile(
    r"(?:^|;)(?:left|top|right|bottom|text-indent|margin|margin-left|margin-top):-(\d+)(px|em|rem|%|pt)?"
)
_SIZE = re.compile(r"(?:^|;)(?:max-)?(width|height):([01](?:\.\d+)?)(?:px|pt|%|em|rem)?(?=;|$|!)")
_FONT = re.compile(r"(?:^|;)font-size:(0|1)(?:\.\d+)?(?:px|pt|em|rem|%)?(?=;|$|!)")
_COLOR = re.compile(r"(?:^|;)color:(#?[\w(),.]+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:(#?[\w(),.]+)")
_SCALE = re.compile(r"transform:(?:scale\(0|translate[xy3d]*\(-\d{4,})")
_FAR = {"px": 200, "": 200, "pt": 150, "em": 15, "rem": 15, "%": 90}


class Hidden:
    """The hidden elements of one page; asks each element around another only once."""

    def __init__(self, tree: LexborHTMLParser, scripts: list[tuple[LexborNode, str]]) -> None:
        self._known: dict[int, str] = {}
        self._tree, self._scripts = tree, scripts

    @lazy
    def _ruled(self) -> dict[int, str]:
        return _ruled(self._tree)

    @lazy
    def _by_script(self) -> set[int]:
        texts = [text for _, text in self._scripts]
        return _hidden_by_script(self._tree, texts) | _behind_written(self._scripts)

    def by_rule(self, most: int) -> list[LexborNode]:
        """The elements that a rule of the page hides, and marquees, at most so many."""
        named = self._tree.css("[class],[id]") if self._ruled else []
        return [*[node for node in named if node.mem_id in self._ruled], *self._tree.css("marquee")][:most]

    def why(self, node: LexborNode) -> str:
        """`display`, `visibility`, `opacity`, `attribute`, `off-screen`, `size`, `font`, `color`, `marquee`,
        `noscript`, `script`; empty for an element that is shown."""
        asked: list[int] = []
        here: LexborNode | None = node
        reason = ""
        while here is not None and len(asked) < _MOST_STEPS:
            number = here.mem_id
            if number in self._known:
                reason = self._known[number]
                break
            asked.append(number)
            reason = self._own(here)
            if reason:
                break
            here = here.parent
        for number in asked:
            self._known[number] = reason
        return reason

    def _own(self, node: LexborNode) -> str:
        if node.mem_id in self._by_script:
            return "script"
        attributes = node.attributes
        if node.tag in ("noscript", "template"):
            return "noscript"
        if node.tag == "marquee":
            return "marquee" if _tiny(attributes) else ""
        if "hidden" in attributes and node.tag != "input":
            return "attribute"
        style = attributes.get("style")
        return (reason_of(style) if style else "") or self._ruled.get(node.mem_id, "")


def reason_of(style: str) -> str:
    """Why an element of this style cannot be seen; empty when it can."""
    return _known_reason(style) if len(style) <= _SHORT else _reason(style)


def _reason(style: str) -> str:
    plain = re.sub(r"\s+", "", style[:3000].lower())
    if "display:none" in plain:
        return "display"
    if "visibility:hidden" in plain or "visibility:collapse" in plain:
        return "visibility"
    if re.search(r"(?:^|;)opacity:0?\.?0*(?:;|$|!)", plain) or "alpha(opacity=0)" in plain:
        return "opacity"
    if any(int(match[1][:9]) >= _FAR[match[2] or ""] for match in _AWAY.finditer(plain)) or _SCALE.search(
        plain
    ):
        return "off-screen"
    if "clip:rect(0" in plain or "clip-path:inset(100%" in plain or "clip-path:inset(50%" in plain:
        return "size"
    sizes = {match[1] for match in _SIZE.finditer(plain)}
    if ("overflow:hidden" in plain and sizes) or len(sizes) == 2:
        return "size"
    if _FONT.search(plain):
        return "font"
    color, ground = _COLOR.search(plain), _GROUND.search(plain)
    return "color" if color and ground and _same(color[1], ground[1]) else ""


# Styles and sheets are the same on many elements and pages: they are read once.
_known_reason = lru_cache(maxsize=2_048)(_reason)


def _same(one: str, other: str) -> bool:
    plain = {"white": "#fff", "#ffffff": "#fff", "black": "#000", "#000000": "#000"}
    return plain.get(one, one) == plain.get(other, other)


def _tiny(attributes: dict[str, str | None]) -> bool:
    """A marquee too small to read, or one that rushes past."""
    sizes = [attributes.get("width") or "", attributes.get("height") or ""]
    small = any(re.fullmatch(r"\d(?:px)?", size.strip()) for size in sizes)
    speed = attributes.get("scrollamount") or "0"
    return (
        small
        or (speed.isdecimal() and int(speed[:9]) >= 1000)
        or bool(reason_of(attributes.get("style") or ""))
    )


def hides(node: LexborNode) -> bool:
    """Whether an element hides itself and all that is in it, by its attribute or its own style."""
    if node.tag is None or node.tag[:1] in "-!":
        return False
    attributes = node.attributes
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and OWN_STYLE.search(style))


def hiding_names(sheets: list[str]) -> frozenset[str]:
    """The classes and ids, as `.name` and `#name`, that a rule in one of the style sheets does not show."""
    found = frozenset[str]()
    for sheet in sheets:
        if "none" in sheet or "hidden" in sheet:
            found |= (_known_names if len(sheet) <= _SHEET else _names)(sheet)
    return found


def _names(sheet: str) -> frozenset[str]:
    found: set[str] = set()
    for rule in _COMMENT.sub("", sheet[:200_000]).split("}"):
        selectors, _, style = rule.rpartition("{")
        if ("none" in style or "hidden" in style) and _NOT_SHOWN.search(style):
            names = (each.strip() for each in selectors[-500:].split(","))
            found.update(name for name in names if _SIMPLE.fullmatch(name))
    return frozenset(found)


_known_names = lru_cache(maxsize=64)(_names)


def _ruled(tree: LexborHTMLParser) -> dict[int, str]:
    """The elements that a rule of the page's own style sheet hides."""
    found: dict[int, str] = {}
    rules = 0
    for sheet in tree.css("style")[:20]:
        text = sheet.text() or ""
        for selector, reason in (_known_rules if len(text) <= _SHEET else _rules)(text):
            rules += 1
            if rules > _MOST_RULES:
                return found
            for node in _selected(tree, selector):
                found.setdefault(node.mem_id, reason)
    return found


def _rules(sheet: str) -> tuple[tuple[str, str], ...]:
    """The selectors of a sheet that hide what they select, and how."""
    read = _RULE.findall(_COMMENT.sub("", sheet[:200_000]))
    hiding = ((selector.strip(), reason_of(style)) for selector, style in read if ":" not in selector)
    return tuple(rule for rule in hiding if rule[1])[: _MOST_RULES + 1]


_known_rules = lru_cache(maxsize=64)(_rules)


def _selected(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return list(tree.css(selector))[:2000]
    except Exception:
        # The parser's selectors do not know every rule that browsers do: such a rule hides nothing here.
        return []


_HIDES = re.compile(
    r"""getElementById\(\s*["']([\w-]{1,80})["']\s*\)\s*\.\s*style\s*\.\s*(?:display\s*=\s*["']none|visibility\s*=\s*["']hidden)"""
    r"""|\$\(\s*["']#([\w-]{1,80})["']\s*\)\s*\.\s*(?:hide\(\)|css\(\s*["']display["']\s*,\s*["']none)"""
)


def _hidden_by_script(tree: LexborHTMLParser, scripts: list[str]) -> set[int]:
    names = {one or other for script in scripts for one, other in _HIDES.findall(script)}
    nodes = (tree.css_first(f"#{name}") for name in list(names)[:50] if not name[0].isdigit())
    return {node.mem_id for node in nodes if node is not None}


# The beginning of a hidden element that a script writes, and does not end.
_OPENS = re.compile(
    r"<(div|span|p|ul|table|marquee|font)\b[^<>]{0,300}(?:display\s?:\s?none|left\s?:\s?-\d|text-indent\s?:\s?-\d|height\s?:\s?[01](?:px)?\b)",
    re.I,
)
_MOST_BEHIND = 500


def _behind_written(scripts: list[tuple[LexborNode, str]]) -> set[int]:
    """The elements that stand between a script that writes the beginning of a hidden element and the next one
    that writes an end."""
    found: set[int] = set()
    for node, text in scripts:
        opened = _OPENS.search(text) if "write" in text else None
        if opened is None or f"</{opened[1]}" in text[opened.end() :]:
            continue
        here = node.next
        for _ in range(_MOST_BEHIND):
            if here is None or (here.tag == "script" and "</" in (here.text() or "")):
                break
            found.add(here.mem_id)
            here = here.next
    return found
