"""Whether a column shows anything, and whether a page only says that it is being built."""

import re
from functools import lru_cache

from checks.markup.islands import EMPTY

from .dates import DateFact
from .elements import Elements
from .fact import Fact, State
from .outline import Anchor, Outline, landmark
from .patterns import normal
from .words import words

_PARTS = "nav|head|top|foot|side|menu|crumb|position|location|copyright|share|page|pager|left|lm"
# By the first id or class only: a further one, as in `grid side`, tells of layout, not of what the part is.
_FURNITURE = landmark(
    re.compile(
        rf"^(?:(?:nav|header|footer|aside)\b|\w*+(?:#(?:{_PARTS})|(?:#[^.\s]*+)?\.(?:{_PARTS})))", re.I
    )
)
# Attributes by which scripts repeat, show or hide what stands in the page.
_FILLED_LATER = ",".join(
    f"[{name}]"
    for name in ("v-for", "v-if", "v-show", "v-cloak", "ng-repeat", "ng-if", "ng-show", "data-bind", "x-show")
)
_MOST_LISTS = 400
_NAMED = re.compile(rf"^(?!{_PARTS})\w", re.I)
_OF_LISTS = re.compile(r"list|content|^con|^app$|^root$|main|data|news|item|article|liebiao", re.I)
_UNFILLED = re.compile(r"\{\{[^{}]{1,80}\}\}|<%[^%]{1,80}%>")


def filled(elements: Elements, page: Outline, items: tuple[DateFact, ...], own_text: str) -> Fact[State]:
    """Whether a column has content: PRESENT, MISSING when it is empty, UNKNOWN when a script fills it.

    Its own menu, side boxes and foot are no content; one article shown in place of a list is."""
    skip = page.around
    rows = [anchor for anchor in page.anchors if not skip[anchor.box] & _FURNITURE and _row(anchor)]
    dated = any(not fact.aside and fact.confidence >= words()["dates"]["limits"]["counted"] for fact in items)
    if not rows and not dated and elements.tree.css_first(f".{EMPTY}") is not None:
        return Fact(State.MISSING, f".{EMPTY}", "datastore", 0.95)
    said = _said(page, "empty") or _said(page, "construction")
    if rows and (dated or len(rows) > 1 or not said):
        return Fact(State.PRESENT, page.path(rows[0].box), "rows", 0.95 if dated else 0.8)
    if dated:
        return Fact(State.PRESENT, next(fact.where for fact in items if not fact.aside), "dates", 0.9)
    if _by_template(page) or (not said and _by_script(elements)):
        return Fact(State.UNKNOWN, "script", "script", 0.8)
    if said:
        certain = 0.6 if _by_script(elements) else 0.95
        return Fact(State.MISSING, said, "words", certain)
    if len(own_text) >= words()["column"]["article_chars"]:
        return Fact(State.PRESENT, "text", "text", 0.8)
    pictures = [
        node
        for node in elements.tree.css("img,video,iframe,object,table")[:200]
        if not _small(node.attributes)
    ]
    if pictures and (len(own_text) >= 20 or len(pictures) > 4):
        return Fact(State.PRESENT, str(pictures[0].tag), "pictures", 0.5)
    if elements.tree.css_first("form textarea") is not None:  # something to fill in, as 依申请公开
        return Fact(State.PRESENT, "form", "form", 0.7)
    if _waits(elements):
        return Fact(State.UNKNOWN, "script", "script", 0.6)
    return Fact(State.MISSING, "", "nothing", 0.6)


def under_construction(page: Outline, own_text: str) -> Fact[bool]:
    """Whether the page only says that it is being built; a text that mentions building is none."""
    rules = words()["column"]
    low = normal(page.title).lower()
    if any(word in low for word in rules["construction"]):
        return Fact(True, "title", "words", 0.9)
    said = _said(page, "construction")
    if said and len(own_text) <= rules["construction_chars"]:
        skip = page.around
        rows = sum(1 for anchor in page.anchors if not skip[anchor.box] & _FURNITURE and _row(anchor))
        if rows <= 1:
            return Fact(True, said, "words", 0.9)
    return Fact(False, "", "words", 0.9)


def _row(anchor: Anchor) -> bool:
    return bool(anchor.address) and _titled(anchor.words)


@lru_cache(maxsize=4_096)
def _titled(text: str) -> bool:
    return (
        len(text) >= words()["column"]["item_chars"] and text not in words()["dates"]["words"]["navigation"]
    )


def _said(page: Outline, kind: str) -> str:
    """Where the page says so in a line that says hardly anything else."""
    said = [word.lower() for word in words()["column"][kind]]
    skip, unseen = page.around, page.unseen
    everything = page.normal_text.lower()
    said = [word for word in said if word in everything]
    for block, plain in zip(page.blocks(), page.normals, strict=True) if said else ():
        if len(plain) > 40 or skip[block.box] & _FURNITURE or unseen[block.box] or page.linked[block.start]:
            continue
        text = plain.lower()
        if any(word in text for word in said) and not _object(text, kind):
            return page.path(block.box)
    return ""


def _object(text: str, kind: str) -> bool:
    """`项目正在建设中`: what is being built is not the page."""
    if kind != "construction":
        return False
    return bool(
        re.search(
            r"(项目|工程|公路|铁路|大桥|医院|学校|园区|小区|隧道|轨道|道路|机场|厂房).{0,8}建设中", text
        )
    )


def _by_template(page: Outline) -> bool:
    return any(_UNFILLED.search(piece) for piece in page.pieces[:5000])


def _by_script(elements: Elements) -> bool:
    """Whether a script of the page fetches rows."""
    loaders = words()["column"]["loaders"]
    for node, _, attributes in elements.named("script")[:300]:
        text = ((node.text() or "")[:200_000] + (attributes.get("src") or "")).lower()
        if any(word in text for word in loaders):
            return True
    return elements.tree.css_first(_FILLED_LATER) is not None


def _waits(elements: Elements) -> bool:
    """Whether a part with a name of its own stands empty on a page with scripts: one of them fills it."""
    return elements.tree.css_first("script") is not None and any(
        (_OF_LISTS if node.tag == "div" else _NAMED).search(node.attributes.get("id") or "")
        and not node.text(deep=True, strip=True)
        and node.css_first("img,a,input,iframe") is None
        for node in elements.tree.css("ul[id],ol[id],tbody[id],table[id],div[id]")[:_MOST_LISTS]
    )


def _small(attributes: dict[str, str | None]) -> bool:
    return any(re.fullmatch(r"\d{1,2}(px)?", attributes.get(name) or "") for name in ("width", "height"))
