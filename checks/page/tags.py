"""The tags of a page as a parser sees them, without parsing it: in one pass, whatever the page holds.

Quotes count only where a value may begin, as the HTML standard has it (13.2.5, Tokenization): one odd quote
in a tag swallows nothing. What stands in scripts, style sheets, comments and other raw text is no tag."""

import re
from collections.abc import Iterator

_SPACE = r" \t\n\f\r"
_ATTRIBUTE = (
    rf"[^{_SPACE}/>][^{_SPACE}/>=]*+"
    rf"(?:[{_SPACE}]*+=[{_SPACE}]*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^{_SPACE}>\"'][^{_SPACE}>]*+)?+)?+"
    rf"[{_SPACE}/]*+"
)
ATTRIBUTE = re.compile(_ATTRIBUTE)
_TAG = re.compile(
    rf"<(?:(?P<comment>!--)|(?P<other>[!?]|/(?![a-zA-Z]))"
    rf"|(?P<end>/?)(?P<name>[a-zA-Z][^{_SPACE}/>]*+)[{_SPACE}/]*+(?P<attributes>(?:{_ATTRIBUTE})*+)>?)"
)
_COMMENT_ENDS = re.compile(r"--!?>")
_RAW_ENDS = {
    name: re.compile(rf"</{name}(?=[{_SPACE}/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}


def tags(html: str) -> Iterator[re.Match[str]]:
    """Every start and end tag in order, with the groups `end` ("/" or empty), `name` and `attributes`.

    An unclosed comment, raw element or quoted value reaches to the end of the page."""
    position = 0
    while match := _TAG.search(html, position):
        position = match.end()
        if match["comment"]:
            # `<!-->` and `<!--->` are whole comments: their end may overlap the beginning.
            position = _after(_COMMENT_ENDS, html, position - 2)
        elif match["other"]:
            found = html.find(">", position)
            position = len(html) if found < 0 else found + 1
        else:
            yield match
            ends = None if match["end"] else _RAW_ENDS.get(match["name"].lower())
            if ends and (found_end := ends.search(html, position)):
                position = found_end.start()
            elif ends:
                return


def _after(ends: re.Pattern[str], html: str, position: int) -> int:
    found = ends.search(html, position)
    return found.end() if found else len(html)
