"""A board of our own HTML, for a screen that must say much in one glance. Its links stay in the session."""

from html import escape
from urllib.parse import parse_qsl, urlsplit

from pages.components.figures import ask_for
from pages.components.links import address_of, go
from pages.components.own_component import own_component
from pages.shell.navigation import TABLE, Key

_mount = own_component("board", html='<div class="board"></div>')


def board(html: str, *, key: str) -> None:
    """Draw `html`, whose words from outside the caller has escaped; follow the link or figure clicked."""
    clicked = _mount(key=key, data={"html": html}, on_figure_change=_nothing, on_page_change=_nothing)
    if clicked.figure:
        ask_for(str(clicked.figure))
    if clicked.page:
        parts = urlsplit(str(clicked.page))
        known = {f"/{entry.url_path}": entry.key for entry in TABLE}
        if parts.path in known:
            go(known[parts.path], **dict(parse_qsl(parts.query)))


def anchor(page: Key, words: str, *, css: str = "", title: str = "", **parameters: object) -> str:
    """A link to a page of this product; `words` are escaped here."""
    extra = f' class="{css}"' if css else ""
    extra += f' title="{escape(title)}" aria-label="{escape(title)}"' if title else ""
    return f'<a data-page href="{escape(address_of(page, **parameters))}"{extra}>{escape(words)}</a>'


def phone_link(number: str) -> str:
    """A telephone number to tap; the number as it is where it holds no digits."""
    digits = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return (
        f'<a class="phone" href="tel:{escape(digits)}">☎ {escape(number)}</a>' if digits else escape(number)
    )


def _nothing() -> None:
    """A value is given back only where somebody listens to it."""
