"""New-media accounts as the public sees them: feeds, a public page, a store page.

`/account/rss.xml` is the site's own; `/account/A0123/rss.xml` that of an account of the demonstration."""

import json
import re
from datetime import datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from checks.demo_sites.content import Article, articles, columns_of
from checks.demo_sites.faults import Fault, measures
from checks.demo_sites.view import Page, View
from db.demo.accounts import silent_days

KINDS = ("rss.xml", "atom.xml", "feed.json", "page.html", "store.html")
POSTS = 10
BUSIEST = 2  # an account repeats what one of its site's busiest columns publishes


def account(view: View, path: str) -> Page | None:
    """The answer for an address under `/account/`, None for any other."""
    found = re.fullmatch(r"/account/(?:(A\d{4})/)?([a-z]+\.[a-z]+)", path, re.ASCII)
    if found is None or found[2] not in KINDS:
        return None
    name, posts = found[2], _posts(view, found[1])
    match name:
        case "rss.xml":
            return _xml("application/rss+xml", _rss(view, posts))
        case "atom.xml":
            return _xml("application/atom+xml", _atom(view, posts))
        case "feed.json":
            return Page(200, "application/feed+json", json.dumps(_json(view, posts)).encode())
        case "page.html":
            rows = "".join(
                f"<li><a href='{p.path}'>{escape(p.title)}</a><span>{p.day}</span></li>" for p in posts
            )
            return _html(view, f"<h1>{view.site.name}官方账号</h1><ul class='posts'>{rows}</ul>")
        case _:
            return _html(
                view, f"<h1>{view.site.name}客户端</h1><dl><dt>更新时间</dt><dd>{posts[0].day}</dd></dl>"
            )


def newest_post(view: View) -> datetime:
    """When the account last posted."""
    return _posts(view)[0].at


def _posts(view: View, code: str | None = None) -> list[Article]:
    silent = silent_days(code) if code else 1
    if Fault.SILENT_ACCOUNT in view.faults:
        silent = max(silent, int(measures(Fault.SILENT_ACCOUNT)["days"]))
    busy = sorted(columns_of(view.site), key=lambda column: column.every)[:BUSIEST]
    column = busy[int(code[1:]) % len(busy)] if code else columns_of(view.site)[0]
    return articles(view.site, column, view.day - timedelta(days=silent), POSTS)


def _rss(view: View, posts: list[Article]) -> str:
    items = "".join(
        f"<item><title>{escape(p.title)}</title><link>{p.path}</link>"
        f"<pubDate>{format_datetime(p.at)}</pubDate></item>"
        for p in posts
    )
    return f"<rss version='2.0'><channel><title>{view.site.name}</title>{items}</channel></rss>"


def _atom(view: View, posts: list[Article]) -> str:
    items = "".join(
        f"<entry><title>{escape(p.title)}</title><link href='{p.path}'/><id>{p.path}</id>"
        f"<updated>{p.at.isoformat()}</updated></entry>"
        for p in posts
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{view.site.name}</title>{items}</feed>"


def _json(view: View, posts: list[Article]) -> dict[str, object]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": view.site.name,
        "items": [
            {"id": p.path, "url": p.path, "title": p.title, "date_published": p.at.isoformat()} for p in posts
        ],
    }


def _xml(kind: str, text: str) -> Page:
    return Page(200, f"{kind}; charset=utf-8", f"<?xml version='1.0' encoding='utf-8'?>{text}".encode())


def _html(view: View, text: str) -> Page:
    head = f"<head><meta charset='utf-8'><title>{view.site.name}</title></head>"
    body = f"<body><main>{text}</main><footer>© {view.day.year}</footer></body>"
    whole = f"<!DOCTYPE html><html lang='zh-CN'>{head}{body}</html>"
    return Page(200, "text/html; charset=utf-8", whole.encode())
