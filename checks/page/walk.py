"""The one walk over a page's tree. What many pages of a site have in common is walked once.

A menu, a foot and the rows of lists are the same markup on thousands of pages: their outline is kept by
that markup and put into the next page's as it is."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .hidden import OWN_STYLE
from .outline import Anchor, Outline, title_of
from .places import in_charset, joined

DEEPEST = 400
MOST_BOXES = 200_000
_UNSEEN = frozenset(
    {"script", "style", "noscript", "noframes", "template", "head", "select", "iframe", "svg", "object"}
)
# Kept outlines, and how often markup has to come before it is worth keeping.
_KEPT, _MET = 1_500, 10_000
_SHORTEST, _LONGEST, _MOST_TEXT = 100, 16_000, 3_000
# Rows and paragraphs are as soon walked as looked for; where a whole list is the same, so are they.
_PARTS = frozenset(
    (
        "div",
        "ul",
        "ol",
        "dl",
        "table",
        "header",
        "footer",
        "nav",
        "section",
        "aside",
        "form",
        "center",
        "article",
    )
)
_KEEP_ABOVE = 30  # nesting at which parts are looked for, and how deep a kept part may be
# What hides an element, in its own style; where an attribute may say the day that a text leaves short.
_DAY_ATTRIBUTES = ("title", "data-time", "data-date", "data-datetime", "data-timestamp", "data-value")
_NAMING_DAY = frozenset(_DAY_ATTRIBUTES)
_DAY, _LONGEST_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d[-/.年]"), 40
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
_LONGEST_WRITING = 300
_WRITES_DAY = re.compile(
    r"""\s*(?:document\.write(?:ln)?|\w{0,20}(?:[dD]ate|[tT]ime|[rR]iqi)\w{0,20})\s*\(\s*(?:\w{1,20}\(\s*)?"""
    r"""["']\s*((?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2})(?!\d)"""
)
_kept: dict[str, Outline] = {}
_met: set[int] = set()


def outline(tree: LexborHTMLParser, url: str, charset: str = "utf-8") -> Outline:
    """Read the page found at `url` in `charset`. Never raises for what a page contains."""
    base = tree.css_first("base[href]")
    home = joined(url, base.attributes.get("href") or "") if base else url
    page = Outline(title=title_of(tree), sheets=[node.text() or "" for node in tree.css("style")[:20]])
    root = tree.body or tree.root
    if root is not None:
        _Walk(page).element(root, str(root.tag or ""), -1, 0, True)
    for anchor in page.anchors:
        anchor.address = joined(home, in_charset(anchor.address, charset)) if anchor.address else ""
    return page.counted()


class _Walk:
    """Reads elements into one outline. Links keep their address as it is written."""

    def __init__(self, page: Outline) -> None:
        self.page, self.deepest = page, 0
        self.small = False  # whether the last part that was looked for is too small for one within

    def element(self, node: LexborNode, tag: str, parent: int, depth: int, keeping: bool) -> None:
        """One element and all that is in it. `keeping`: look for what is kept of the parts inside."""
        if tag == "script" and parent >= 0:
            self._script(node, parent)
            return
        if not tag or tag[0] in "-!" or tag in _UNSEEN or depth >= DEEPEST:
            return
        page = self.page
        number = len(page.tags)
        if number >= MOST_BOXES:
            return
        if depth > self.deepest:
            self.deepest = depth
        keeping = keeping and depth < _KEEP_ABOVE
        anchor = self._open(node, tag, number, parent)
        for child in node.iter(include_text=True):
            inner = child.tag or ""
            if inner == "-text":
                text = child.text_content or ""
                if text.isspace():
                    page.spaced.add(len(page.pieces))
                else:
                    self._text(text, number)
            elif not (keeping and self._known(child, inner, number)):
                # What is small and new has nothing in it that would be worth keeping.
                self.element(child, inner, number, depth + 1, keeping and not self.small)
        page.ends[number] = len(page.pieces)
        if anchor:
            anchor.end = end = len(page.pieces)
            text = page.pieces[-1] if end - anchor.start == 1 else page.text(anchor.start, end)
            anchor.words = anchor.title if len(anchor.title) > len(text) else text

    def _open(self, node: LexborNode, tag: str, number: int, parent: int) -> Anchor | None:
        page, attributes = self.page, node.attributes
        start = len(page.pieces)
        page.tags.append(tag)
        if attributes:
            page.names.append(_name(tag, attributes))
            self._remember(attributes, number)
        else:
            page.names.append(tag)
        page.parents.append(parent)
        page.starts.append(start)
        page.ends.append(start)
        if tag == "a":
            title = (attributes.get("title") or "").strip()
            anchor = Anchor(number, attributes.get("href") or "", title, start)
            page.anchors.append(anchor)
            return anchor
        if tag == "br":
            page.spaced.add(start)
        elif tag == "img":
            self._text(attributes.get("alt") or "", number)
        elif tag == "time" and attributes.get("datetime"):
            page.times.add(start)
            self._text(attributes["datetime"] or "", number)
        return None

    def _script(self, node: LexborNode, box: int) -> None:
        """The day that a small script among the words of a page writes in its place."""
        text = node.text() or ""
        if len(text) <= _LONGEST_WRITING and (match := _WRITES_DAY.match(text)):
            self._text(match[1], box)

    def _remember(self, attributes: dict[str, str | None], number: int) -> None:
        """Whether an element is hidden by itself, and what day its attributes name."""
        style = attributes.get("style")
        if "hidden" in attributes or (style and OWN_STYLE.search(style)):
            self.page.veiled.add(number)
        for key in () if _NAMING_DAY.isdisjoint(attributes) else _DAY_ATTRIBUTES:
            value = attributes.get(key)
            if value and len(value) <= _LONGEST_DAY and (_DAY.search(value) or _SECONDS.fullmatch(value)):
                self.page.hints[number] = value

    def _text(self, text: str, box: int) -> None:
        page = self.page
        if text[:1].isspace():
            page.spaced.add(len(page.pieces))
        plain = " ".join(text.split())
        if plain:
            if text[-1].isspace():
                page.spaced.add(len(page.pieces) + 1)
            page.pieces.append(plain)
            page.within.append(box)

    def _known(self, node: LexborNode, tag: str, parent: int) -> bool:
        """Put in what is kept of this very markup; False when it has to be walked."""
        self.small = False
        if tag not in _PARTS or len(node.text(deep=True)) > _MOST_TEXT:
            return False
        html = node.html or ""
        self.small = len(html) < 3 * _SHORTEST
        if not _SHORTEST <= len(html) <= _LONGEST:
            return False
        part = _kept.get(html) or _part(node, tag, html)
        if part is None or len(self.page.tags) + len(part.tags) > MOST_BOXES:
            return False
        _put(part, self.page, parent)
        return True


def _part(node: LexborNode, tag: str, html: str) -> Outline | None:
    """The outline of markup that comes for the second time; None for the first."""
    mark = hash(html)
    if mark not in _met:
        if len(_met) >= _MET:
            _met.clear()
        _met.add(mark)
        return None
    part = Outline()
    walk = _Walk(part)
    walk.element(node, tag, -1, 0, False)
    if walk.deepest > _KEEP_ABOVE:
        return None
    if len(_kept) >= _KEPT:
        _kept.clear()
    _kept[html] = part
    return part


def _put(part: Outline, page: Outline, parent: int) -> None:
    """`part` as the next part inside box `parent` of `page`."""
    boxes, pieces = len(page.tags), len(page.pieces)
    page.tags += part.tags
    page.names += part.names
    page.parents.append(parent)
    page.parents += [each + boxes for each in part.parents[1:]]
    page.starts += [each + pieces for each in part.starts]
    page.ends += [each + pieces for each in part.ends]
    page.pieces += part.pieces
    page.within += [each + boxes for each in part.within]
    page.anchors += [
        Anchor(a.box + boxes, a.address, a.title, a.start + pieces, a.end + pieces, a.words)
        for a in part.anchors
    ]
    if part.veiled:
        page.veiled.update(each + boxes for each in part.veiled)
    if part.hints:
        page.hints.update((each + boxes, hint) for each, hint in part.hints.items())
    if part.times:
        page.times.update(each + pieces for each in part.times)
    if part.spaced:
        page.spaced.update(each + pieces for each in part.spaced)


def _name(tag: str, attributes: dict[str, str | None]) -> str:
    """Tag, id and classes as one writes them in CSS."""
    identity, classes = attributes.get("id"), attributes.get("class")
    if tag in ("body", "html"):  # what it is called says nothing of any part of the page
        return tag
    name = f"{tag}#{identity}" if identity else tag
    return f"{name}.{'.'.join(classes.split())}" if classes and not classes.isspace() else name
