"""Lists that a page keeps inside its own bytes, where only a script of its own would find them.

大汉 JCMS writes the rows of a list as CDATA into `<script type="text/xml"><datastore>`; other systems hand
rows of title, address and day to a script as JSON. Both are put into the markup before it is parsed, so
that links, dates and emptiness are read as a visitor sees them."""

import re
from collections.abc import Iterator
from html import escape
from itertools import pairwise

EMPTY = "datastore-none"
_STORE = re.compile(r"<script\b[^>]{0,300}>[^<]{0,200}(?:<!--[^<]{0,100})?(?=<datastore\b)", re.I)
_TOTAL = re.compile(r"<totalrecord>\s{0,20}(\d{1,9})", re.I)
_END = re.compile(r"</script", re.I)
_GROUPS = ("<nextgroup>", "<pregroup>", "<prevgroup>", "<previousgroup>")
_MOST_ROWS = 2_000
_ROW = re.compile(r"\{[^{}]{30,3000}\}")
_TITLE = re.compile(r"""["']?\b(?:title|docTitle)["']?\s?:\s?(?:"([^"\\]{4,200})"|'([^'\\]{4,200})')""", re.I)
_ADDRESS = re.compile(
    r"""\b(?:url|link|href|docPubUrl|linkUrl|titleUrl)["']?\s?:\s?(?:"([^"\s<>]{2,500})"|'([^'\s<>]{2,500})')""",
    re.I,
)
_DAY = re.compile(
    r"""(?:date|time|day)\w{0,10}["']?\s?:\s?["']((?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2})""",
    re.I,
)
_TITLES, _ADDRESSES = ('"title"', "title:", "docTitle"), ("url", "Url", "link", "href")


def unfolded(html: str) -> str:
    """`html` with such lists as elements of their own."""
    if "<datastore" in html:
        html = "".join(_stores(html))
    if any(name in html for name in _TITLES):
        html = "".join(_rows(html))
    return html


def _stores(html: str) -> Iterator[str]:
    position = 0
    while match := _STORE.search(html, position):
        end = _END.search(html, match.end())
        stop = end.start() if end else len(html)
        yield html[position : match.start()]
        yield _list_of(html[match.end() : stop])
        close = html.find(">", stop)
        position = close + 1 if close >= 0 else len(html)
    yield html[position:]


def _list_of(store: str) -> str:
    parts = store.split("<![CDATA[")
    # What stands in its groups asks the server for further rows, by a form: no page to visit.
    records = [
        part.partition("]]>")[0]
        for before, part in pairwise(parts)
        if not before.rstrip().lower().endswith(_GROUPS)
    ]
    total = _TOTAL.search(store)
    none = not any(map(str.strip, records)) and (total is None or int(total[1]) == 0)
    return f'<div class="{EMPTY if none else "datastore"}">{"".join(records)}</div>'


def _rows(html: str) -> Iterator[str]:
    """The markup, and behind each script that holds rows those rows as a list."""
    position = 0
    while (start := html.find("<script", position)) >= 0:
        end = _END.search(html, start)
        stop = end.start() if end else len(html)
        close = html.find(">", stop)
        after = close + 1 if close >= 0 else len(html)
        yield html[position:after]
        rows = list(_items(html[start:stop]))
        if len(rows) > 1:
            yield f'<ul class="datastore">{"".join(rows)}</ul>'
        position = after
    yield html[position:]


def _items(script: str) -> Iterator[str]:
    if not (any(name in script for name in _TITLES) and any(name in script for name in _ADDRESSES)):
        return
    for number, match in enumerate(_ROW.finditer(script)):
        if number >= _MOST_ROWS:
            return
        if (
            "itle" in (row := match[0])
            and (title := _TITLE.search(row))
            and (address := _ADDRESS.search(row))
            and (day := _DAY.search(row))
        ):
            href = escape((address[1] or address[2]).replace("\\/", "/"))
            yield f'<li><a href="{href}">{escape(title[1] or title[2])}</a><span>{day[1]}</span></li>'
