"""Every page of a town site, from its address to bytes in the site's own charset."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from checks.fleet.content import (
    Article,
    Column,
    articles,
    columns_of,
    emptied,
    find_article,
    newest_day,
    newest_day_on_home,
    words,
)
from checks.fleet.faults import Fault, Faults, measures
from db.demo.town import TownSite, address

_TEMPLATES = Path(__file__).parent / "templates"
_PER_PAGE = 15
_ON_HOME = 8
_ATTACHED = {"notice", "policy", "service"}
# Not ASCII on purpose: browsers ask for it in UTF-8 also when the page that links to it is GBK.
ATTACHMENT = "/files/办理说明.txt"
MARKS = frozenset(
    {"government-mark", "site-code", "icp", "police", "sponsor", "contact", "sitemap", "find-error"}
)

_pens = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, ready to be sent."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class View:
    """A site as one visitor meets it: its faults, its port's base, and the day in Asia/Shanghai."""

    site: TownSite
    base_port: int
    faults: Faults
    day: date


@lru_cache(maxsize=4096)
def page(view: View, path: str) -> Page:
    """The answer to `path` (decoded, with leading slash), 404 page included."""
    if path == "/style.css":
        return Page(200, "text/css; charset=utf-8", (_TEMPLATES / "style.css").read_bytes())
    if path == "/robots.txt":
        return Page(200, "text/plain; charset=utf-8", b"User-agent: *\nAllow: /\n")
    if path == ATTACHMENT:
        return Page(200, "text/plain; charset=utf-8", view.site.name.encode())
    if path in ("/", "/index.html"):
        return _home(view)
    if path == "/sitemap.html":
        return _draw(view, "sitemap.html", here=None)
    return _list(view, path) or _article(view, path) or _draw(view, "notfound.html", status=404, here=None)


def bare(view: View, template: str, status: int) -> Page:
    """A page without the site's frame, as servers and firewalls write them."""
    return _draw(view, template, status=status, here=None)


def _home(view: View) -> Page:
    empty = emptied(view.site, view.faults)
    lists: dict[Column, list[Article]] = {
        column: []
        if column in empty
        else articles(view.site, column, newest_day_on_home(column, view.faults, view.day), _ON_HOME)
        for column in columns_of(view.site)
    }
    return _draw(view, "home.html", here=None, lists=lists, dead=_dead(view, "home"))


def _list(view: View, path: str) -> Page | None:
    found = re.fullmatch(r"(/\w+/)(?:index(?:_([2-9]|[1-9]\d))?\.html)?", path, re.ASCII)
    column = next((c for c in columns_of(view.site) if found and c.path == found[1]), None)
    if found is None or column is None:
        return None
    empty = column in emptied(view.site, view.faults)
    listed = [] if empty else articles(view.site, column, newest_day(column, view.faults, view.day))
    pages, number = max(1, -(-len(listed) // _PER_PAGE)), int(found[2] or 1)
    if number > pages:
        return None
    shown = listed[(number - 1) * _PER_PAGE : number * _PER_PAGE]
    dead = _dead(view, "column") if column == columns_of(view.site)[0] and number == 1 else []
    return _draw(view, "list.html", here=column, list=shown, page=number, pages=pages, dead=dead)


def _article(view: View, path: str) -> Page | None:
    article = find_article(view.site, path, view.day)
    if article is None:
        return None
    attachment = ATTACHMENT if article.column.kind in _ATTACHED else ""
    return _draw(view, "article.html", here=article.column, article=article, attachment=attachment)


def _dead(view: View, place: str) -> list[Mapping[str, str]]:
    return list(measures(Fault.DEAD_LINKS)[place]) if Fault.DEAD_LINKS in view.faults else []


def _marks(faults: Faults) -> frozenset[str]:
    return MARKS - set(measures(Fault.NO_FOOTER)["missing"]) if Fault.NO_FOOTER in faults else MARKS


def _draw(view: View, template: str, *, status: int = 200, **values: Any) -> Page:
    charset, declared, header = _charset(view)
    text = _pens.get_template(template).render(
        site=view.site,
        domain=urlsplit(address(view.site, view.base_port)).netloc,
        columns=columns_of(view.site),
        words=words()[view.site.theme],
        marks=_marks(view.faults),
        declared=declared,
        **values,
    )
    return Page(status, f"text/html{header}", text.encode(charset, errors="xmlcharrefreplace"))


def _charset(view: View) -> tuple[str, str, str]:
    """Charset of the bytes, the one the page declares, and the part of the header that names it.

    An honest GBK site says so in the page alone, as old ones do; one that lies does so in both."""
    if Fault.GBK in view.faults:
        lie = measures(Fault.GBK)
        return lie["actual"], lie["declared"], f"; charset={lie['declared']}"
    header = "" if view.site.charset == "gbk" else f"; charset={view.site.charset}"
    return view.site.charset, view.site.charset, header
