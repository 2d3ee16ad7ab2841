"""Pieces of a page's source kept for evidence: short, readable, whole elements, without scripts."""

import re
from html import escape

from bs4 import BeautifulSoup, Comment
from bs4.dammit import EntitySubstitution
from bs4.exceptions import ParserRejectedMarkup
from bs4.formatter import HTMLFormatter

PIECE = 1_200
_UNREAD = ("script", "style", "noscript", "template")
_CODE = re.compile(r"<(/?)(?:script|style)\b", re.I)
_FORMAT = HTMLFormatter(EntitySubstitution.substitute_xml, void_element_close_prefix="", indent=1)


def piece_around(text: str, mark: str, *, before: int = 300, length: int = PIECE) -> str:
    """The stretch of a page's source around the first place of `mark`, at most `length` characters of it;
    its beginning when it has none."""
    at = text.find(mark) if mark else -1
    start = max(0, at - before) if at >= 0 else 0
    return _readable(text, start, start + length, mark if at >= 0 else "")


def tail(text: str) -> str:
    """The end of a page's source, where its foot stands."""
    low = text.lower()
    at = max(low.rfind("<footer"), low.rfind('id="foot'), low.rfind('class="foot'))
    start = at if at >= 0 else max(0, len(text) - 3 * PIECE)
    return _readable(text, start, min(len(text), start + 4 * PIECE) if at >= 0 else len(text), "")


def _readable(text: str, start: int, end: int, mark: str) -> str:
    """A stretch of source with each element opened and closed, one to a line.

    It stays as it is written where its `mark` stands in what is left out: then the script is the evidence."""
    source = text[start:end]
    try:
        soup = BeautifulSoup(_whole_tags(text, start, end), "html.parser")
    except ParserRejectedMarkup:
        return source
    for unread in soup.find_all(_UNREAD):
        unread.decompose()
    for comment in soup.find_all(string=lambda found: isinstance(found, Comment)):
        comment.extract()
    piece = soup.prettify(formatter=_FORMAT).strip()
    return piece if piece and (mark in piece or escape(mark, quote=False) in piece) else source


def _whole_tags(text: str, start: int, end: int) -> str:
    """The stretch from the beginning of the tag it begins in, without a tag or a script it ends in.

    A tag is looked for no further back than one piece."""
    opened = text.rfind("<", max(0, start - PIECE), start)
    if opened > text.rfind(">", max(0, start - PIECE), start):
        start = opened
    source = text[start:end]
    code = _CODE.search(source)
    if code and code[1]:  # began before the stretch: what stands before its end is no text
        source = source[code.start() :]
    cut = source.rfind("<")
    return source[:cut] if cut > source.rfind(">") else source
