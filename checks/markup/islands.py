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
_SHORTEST = 60  # characters of a script that can hold rows
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
# 方正翔宇 keeps what an article is about in a remark.
_PAPER, _PAPER_DAY = "<!--enpproperty", re.compile(r"<date>([^<]{8,40})</date>")
# Rows whose parts have names of their own, or none: `arr.push({t:"…",u:"…",d:"…"})`, `[["…","…","…"],…`.
_UNNAMED = re.compile(r"""\.push\(\s?[\[{]|\[\s{0,20}(?:\[["']|\{)|\]\s?=\s?[\[{]|new Array\(\s?["']""")
_PARTS = re.compile(r"""\{[^{}]{30,3000}\}|\[[^\[\]{}]{30,3000}\]|new Array\([^()]{30,3000}\)""")
_QUOTED = re.compile(r""""([^"\\\n]{2,500})"|'([^'\\\n]{2,500})'""")
_PLACE = re.compile(
    r"(?:https?://|\.{0,2}/)[^\s<>]{1,500}|[\w./-]{1,300}\.(?:s?html?|jspx?|aspx?|php|do)", re.I
)
_FULL_DAY = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}(?!\d)")
_IDEOGRAPHS = re.compile(r"[\u4e00-\u9fff]{2}[^\u4e00-\u9fff]{0,20}[\u4e00-\u9fff]{2}")
_WRITTEN = re.compile(
    r"""(?:document\.write(?:ln)?\(|innerHTML\s?\+?=|\.html\(|\.append\()\s?(?:`([^`$]{1,60000}+)`|"((?:[^"\\\n]|\\.){1,5000}+)"|'((?:[^'\\\n]|\\.){1,5000}+)')\s?(?:[);\n]|\Z)"""
)
_SIGNS = (".push(", "new Array(", "[[", "[{", "]=", "document.write", "innerHTML", ".html(", ".append(")
_TITLES, _ADDRESSES = ('"title"', "title:", "docTitle"), ("url", "Url", "link", "href")


def unfolded(html: str) -> str:
    """`html` with such lists as elements of their own."""
    if "<datastore" in html:
        html = "".join(_stores(html))
    if _PAPER in html:
        html = _paper(html)
    rows = list(_rows(html))
    return "".join(rows) if len(rows) > 1 else html


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
    position = kept = 0
    while (start := html.find("<script", position)) >= 0:
        end = _END.search(html, start)
        stop = end.start() if end else len(html)
        close = html.find(">", stop)
        position = close + 1 if close >= 0 else len(html)
        rows = _of_script(html[start:stop]) if stop - start > _SHORTEST else []
        if len(rows) > 1:
            yield html[kept:position]
            yield f'<ul class="datastore">{"".join(rows)}</ul>'
            kept = position
    yield html[kept:]


def _of_script(script: str) -> list[str]:
    """The rows that a script holds under the usual names, or under any."""
    rows = list(_items(script))
    if len(rows) < 2 and any(sign in script for sign in _SIGNS) and _FULL_DAY.search(script):
        return list(_unnamed(script)) if _UNNAMED.search(script) else _written_rows(script)
    return rows


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


def _unnamed(script: str) -> Iterator[str]:
    """Rows of a title, an address and a day, known by what they are."""
    for number, match in enumerate(_PARTS.finditer(script)):
        if number >= _MOST_ROWS:
            return
        values = [one or other for one, other in _QUOTED.findall(match[0])]
        address = next(filter(_PLACE.fullmatch, values), "")
        day = next(filter(None, map(_FULL_DAY.match, values)), None)
        title = next(filter(_IDEOGRAPHS.search, values), "")
        if address and day and title and title != address:
            yield f'<li><a href="{escape(address)}">{escape(title)}</a><span>{day[0]}</span></li>'


def _written_rows(script: str) -> list[str]:
    """The markup that a script writes from nothing but literals, where it is a list with days."""
    parts = [one or other or third for one, other, third in _WRITTEN.findall(script)]
    text = "".join(parts).replace("\\/", "/").replace('\\"', '"').replace("\\'", "'")
    return ["", text] if text.count("<a ") > 1 and len(_FULL_DAY.findall(text)) > 1 else []


def _paper(html: str) -> str:
    """The markup with the day in such a remark as a tag."""
    start = html.find(_PAPER)
    end = html.find("-->", start)
    day = _PAPER_DAY.search(html[start : end if end >= 0 else start + 20_000])
    tag = f'<meta name="firstpublishedtime" content="{escape(day[1])}">' if day and end >= 0 else ""
    return f"{html[: end + 3]}{tag}{html[end + 3 :]}" if tag else html
