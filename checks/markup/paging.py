"""The further pages of a list, where a script writes the links to them.

TRS writes `createPageHTML(pages, current, name, ending)`, 博达 webplus says how many pages there are beside a
`list.htm`. Other scripts (jpage, laypage and the like) ask the server by a form or a call: those pages
cannot be named, and what cannot be read must not be taken for missing."""

import re
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

_CALL = re.compile(r"\bcreatePage\w{0,10}\s?\(([^()<>]{5,300})\)")
_STRING = re.compile(r"""["']([\w.-]{1,60})["']""")
_NUMBER = re.compile(r"(?<![\w.-])\d{1,5}(?![\w.-])")
_ENDING = re.compile(r"\.?(?:[sj]?html?|jspx?|aspx?|php)", re.I)
_ALL_PAGES = re.compile(r"""class\s?=\s?["']?all_pages["']?[^<>]{0,100}>\s?(\d{1,5})""", re.I)
_WEBPLUS = re.compile(r"/(?:list\d{0,5}\.(htm|psp))?$")  # a folder's own page is its list
_OTHERS = re.compile(
    r"\.jpage\s?\(|dataproxy\.jsp|laypage\b[^;{}]{0,40}\(|\.pagination\s?\(|jqPaginator\s?\(|\bPagination\s?\("
    r"|layui\.laypage|el-pagination|\.createPage\s?\(|fPage\s?\(|gotopage_fun\s?\(",
)
# A press that asks for a page by its number, or sends a form for it.
_PRESSED = re.compile(
    r"""(?:javascript:|onclick\s?=\s?["'])[^"'<>]{0,60}(?:(?<![a-z])(?:(?:to|go|goto|turn|jump|change|query|show|flip)_?page"""
    r"""\w{0,12}\s?\(\s?["']?\d{1,5}\b|nextpage\s?\()|dopostback\s?\([^)]{0,40}pager|page\w{0,10}\.submit\s?\()""",
    re.I,
)
# Older templates of TRS: how many pages there are, and the link to each put together beside it.
_COUNT = re.compile(r"\bcountPage\s?=\s?(\d{1,5})(?!\d)")
_JOINT = re.compile(r"""(["'])\s?\+\s?\1""")
_PUT_TOGETHER = re.compile(
    r"""href=\\?["']?([\w-]{1,40})_["']\s?\+\s?\w{1,20}\s?\+\s?["']\.([sj]?html?|jspx?|aspx?|php)\b"""
)
_SINGLE = re.compile(r"<totalpage>\s{0,20}[01]\s{0,20}<", re.I)
MOST = 1_000
_NEAR = 6_000


class Paging(NamedTuple):
    """The addresses of a list's further pages as they would stand on it; `left_out`: there are others that
    no address leads to."""

    addresses: tuple[str, ...] = ()
    left_out: bool = False


def paging(html: str, url: str) -> Paging:
    """What the scripts of the page at `url` say of further pages."""
    at = html.find("createPage")
    while at >= 0:
        call = _CALL.match(html, at)
        if call and (found := _trs(call[1])):
            return Paging(found)
        at = html.find("createPage", call.end() if call else at + 1)
    if "all_pages" in html and (found := _webplus(html, url)):
        return Paging(found)
    if "countPage" in html and (count := _COUNT.search(html)):
        name = _PUT_TOGETHER.search(_JOINT.sub("", html[max(count.start() - _NEAR, 0) : count.end() + _NEAR]))
        pages = range(1, min(int(count[1]), MOST))
        return Paging(
            tuple(f"{name[1]}_{n}.{name[2]}" for n in pages) if name else (), not name and bool(pages)
        )
    others = _OTHERS.search(html) or _PRESSED.search(html)
    return Paging((), others is not None and not _SINGLE.search(html))


def _trs(call: str) -> tuple[str, ...]:
    texts, numbers = _STRING.findall(call), [int(each) for each in _NUMBER.findall(call)]
    for name, ending in pairwise(texts):
        if _ENDING.fullmatch(ending) and numbers:
            return tuple(f"{name}_{n}.{ending.lstrip('.')}" for n in range(1, min(numbers[0], MOST)))
    return ()


def _webplus(html: str, url: str) -> tuple[str, ...]:
    pages, place = _ALL_PAGES.search(html), _WEBPLUS.search(urlsplit(url).path)
    if not pages or not place:
        return ()
    return tuple(f"list{n}.{place[1] or 'htm'}" for n in range(2, min(int(pages[1]), MOST) + 1))
