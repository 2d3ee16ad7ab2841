"""Every page of a demo site, from its address to bytes in the site's own charset."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from checks.demo_sites.content import (
    Article,
    Column,
    articles,
    columns_of,
    emptied,
    find_article,
    newest_day,
    newest_day_on_home,
    shown_columns,
    words,
)
from checks.demo_sites.faults import Fault, Faults, measures
from checks.demo_sites.systems import list_page, on_one_page
from checks.demo_sites.view import Page, View
from db.demo.sites import address

_TEMPLATES = Path(__file__).parent / "templates"
_PER_PAGE = 15
_ON_HOME = 8
_ATTACHED = {"notice", "policy", "service"}
# Not ASCII on purpose: browsers ask for it in UTF-8 also when the page that links to it is GBK.
ATTACHMENT = "/files/办理说明.txt"
FOOT_SCRIPT = "/foot.js"
# What a home page without a word of its own loads: a script, and by it the page.
APP_SCRIPT, APP_DATA = "/app.js", "/app.data"
_APP = b"""fetch("/app.data").then(function (answer) { return answer.text(); }).then(function (page) {
  document.body.innerHTML = new DOMParser().parseFromString(page, "text/html").body.innerHTML;
});
"""
MARKS = frozenset(
    {"government-mark", "site-code", "icp", "police", "sponsor", "contact", "sitemap", "find-error"}
)

_pens = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)


@lru_cache(maxsize=4096)
def page(view: View, path: str) -> Page:
    """The answer to `path` (decoded, with leading slash), 404 page included."""
    if path == "/style.css":
        return Page(200, "text/css; charset=utf-8", (_TEMPLATES / "style.css").read_bytes())
    if path == "/robots.txt":
        return Page(200, "text/plain; charset=utf-8", b"User-agent: *\nAllow: /\n")
    if path == ATTACHMENT:
        return Page(200, "text/plain; charset=utf-8", view.site.name.encode())
    if path == FOOT_SCRIPT:
        return Page(200, "text/javascript; charset=utf-8", b"document.getElementById('foot').hidden = false;")
    if path == APP_SCRIPT:
        return Page(200, "text/javascript; charset=utf-8", _APP)
    if path == APP_DATA:
        return _home(view)
    if path in ("/", "/index.html"):
        return bare(view, "defaced.html", 200) if Fault.DEFACED in view.faults else _front(view)
    if view.site.system == "frames" and path in ("/main.html", "/foot.html"):
        return _home(view, path[1:5])
    if path == "/search.html":
        return _draw(view, "search.html", here=None)
    if path == "/sitemap.html":
        return _draw(view, "sitemap.html", here=None)
    return _list(view, path) or _article(view, path) or _draw(view, "notfound.html", status=404, here=None)


def bare(view: View, template: str, status: int) -> Page:
    """A page without the site's frame, as servers and firewalls write them."""
    return _draw(view, template, status=status, here=None)


def _front(view: View) -> Page:
    """The home page, the set of frames that it is made of, or the script that writes it."""
    if Fault.SCRIPTED_HOME in view.faults:
        return _draw(view, "app.html", here=None)
    return _draw(view, "frames.html", here=None) if view.site.system == "frames" else _home(view)


def _home(view: View, part: str = "") -> Page:
    empty = emptied(view.site, view.faults)
    lists: dict[Column, list[Article]] = {
        column: []
        if column in empty
        else articles(view.site, column, newest_day_on_home(column, view.faults, view.day), _ON_HOME)
        for column in shown_columns(view.site, view.faults)
    }
    return _draw(view, "home.html", here=None, part=part, lists=lists, dead=_dead(view, "home"))


def _list(view: View, path: str) -> Page | None:
    found = list_page(view.site.system, path)
    column = next((c for c in columns_of(view.site) if found and c.path == found[0]), None)
    if found is None or column is None:
        return None
    empty = column in emptied(view.site, view.faults)
    listed = [] if empty else articles(view.site, column, newest_day(column, view.faults, view.day))
    size = len(listed) if on_one_page(view.site.system) else _PER_PAGE
    pages, number = max(1, -(-len(listed) // max(size, 1))), found[1]
    if number > pages:
        return None
    shown = listed[(number - 1) * size : number * size]
    dead = _dead(view, "column") if column == columns_of(view.site)[0] and number == 1 else []
    return _draw(view, "list.html", here=column, list=shown, page=number, pages=pages, dead=dead)


def _article(view: View, path: str) -> Page | None:
    article = find_article(view.site, path, view.day)
    if article is None:
        return None
    attachment = ATTACHMENT if article.column.kind in _ATTACHED else ""
    person = citizen(view) if path == personal_article(view) else None
    mistakes = mistaken(view) if path == mistaken_article(view) else []
    return _draw(
        view,
        "article.html",
        here=article.column,
        article=article,
        attachment=attachment,
        person=person,
        mistakes=mistakes,
    )


def _dead(view: View, place: str) -> list[Mapping[str, str]]:
    if Fault.DEAD_LINKS not in view.faults:
        return []
    row = measures(Fault.DEAD_LINKS)
    outside = {"path": outside_address(view), "text": row["outside"]["text"]}
    return [*row[place], *([outside] if place == "home" else [])]


def outside_address(view: View) -> str:
    """A dead address on another demo site: the first one, or the second for the first itself."""
    other = 2 if view.site.offset == 1 else 1
    scheme = "https" if other == 2 else "http"
    return f"{scheme}://127.0.0.1:{view.base_port + other}{measures(Fault.DEAD_LINKS)['outside']['path']}"


def citizen(view: View) -> dict[str, str] | None:
    """The person whose numbers an article gives away, with the check digit that makes the number one."""
    if Fault.PERSONAL_DATA not in view.faults:
        return None
    row = measures(Fault.PERSONAL_DATA)
    digits = f"{row['born']}{row['order']}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]
    return {"name": row["name"], "number": digits + check}


def personal_article(view: View) -> str:
    """The path of the article that gives a person's numbers away: the newest of the second column."""
    column = columns_of(view.site)[1]
    return articles(view.site, column, newest_day(column, view.faults, view.day), 1)[0].path


def mistaken(view: View) -> list[str]:
    """The sentences that the fault of wrong words puts into an article, right ones among them."""
    if Fault.WRONG_WORDS not in view.faults:
        return []
    row = measures(Fault.WRONG_WORDS)
    return [*(wrong["text"] for wrong in row["wrong"]), *row["right"]]


def mistaken_article(view: View) -> str:
    """The path of the article they stand in: the newest of the first column."""
    column = columns_of(view.site)[0]
    return articles(view.site, column, newest_day(column, view.faults, view.day), 1)[0].path


def _marks(faults: Faults) -> frozenset[str]:
    return MARKS - set(measures(Fault.NO_FOOTER)["missing"]) if Fault.NO_FOOTER in faults else MARKS


def _draw(view: View, template: str, *, status: int = 200, **values: Any) -> Page:
    charset, declared, header = _charset(view)
    text = _pens.get_template(template).render(
        site=view.site,
        domain=urlsplit(address(view.site, view.base_port)).netloc,
        columns=shown_columns(view.site, view.faults),
        words=words()[view.site.theme],
        marks=_marks(view.faults),
        said=_said(view),
        faults={fault.value for fault in view.faults},
        measure=lambda name: measures(Fault(name)),
        declared=declared,
        **{"part": "", **values},
    )
    if Fault.HEAVY in view.faults and template == "home.html":
        text += f"<!--{'x' * int(measures(Fault.HEAVY)['bytes'])}-->"
    return Page(status, f"text/html{header}", text.encode(charset, errors="xmlcharrefreplace"))


def _said(view: View) -> Mapping[str, str]:
    """What the site says of itself: its own facts, or another's."""
    site = view.site
    own = {"site_code": site.site_code, "icp": site.icp, "sponsor": site.sponsor}
    if Fault.WRONG_FACTS not in view.faults:
        return own
    return {name: str(measures(Fault.WRONG_FACTS)[name]) for name in own}


def _charset(view: View) -> tuple[str, str, str]:
    """Charset of the bytes, the one the page declares, and the part of the header that names it.

    An honest GBK site says so in the page alone, as old ones do; one that lies does so in both."""
    if Fault.GBK in view.faults:
        lie = measures(Fault.GBK)
        return lie["actual"], lie["declared"], f"; charset={lie['declared']}"
    header = "" if view.site.charset == "gbk" else f"; charset={view.site.charset}"
    return view.site.charset, view.site.charset, header
