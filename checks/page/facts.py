"""From the bytes of a page to the facts that rules judge. Pure: no network, no clock of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from checks.fetch.decode import decode

from .dates import DateFact, dated_items, newest, sure
from .footer import FooterMarks, footer_marks, page_tags
from .links import Link, links_of, onward
from .outline import outline
from .words import words


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself. `items` are its dates, newest first; `text_length` counts the visible
    characters; `onward` is where a page leads that only passes the visitor on."""

    url: str
    title: str
    charset: str
    text_length: int
    links: tuple[Link, ...]
    items: tuple[DateFact, ...]
    footer: FooterMarks
    tags: Mapping[str, str]
    onward: str | None

    @property
    def newest(self) -> DateFact | None:
        """The newest dated item up to the day of reading; None when the page shows no date."""
        return newest(self.items)

    @property
    def dates(self) -> int:
        """How many dates were found."""
        return len(self.items)

    @property
    def is_navigation_only(self) -> bool:
        """A hint that the page is only an entry: little text, and no item that is surely dated."""
        return self.text_length < words()["columns"]["entry_chars"] and not any(map(sure, self.items))


def read_page(body: bytes, url: str, *, content_type: str | None = None, today: date) -> PageFacts:
    """Read the page `body` found at `url`; `today` is the day in Asia/Shanghai on which it was found.

    Never raises for what a page contains: an unreadable page has no title, no text and no date."""
    decoded = decode(body, content_type)
    html = decoded.text.replace("\x00", "")
    tree = LexborHTMLParser(html)
    page = outline(tree, url)
    text = page.text(0, len(page.pieces))
    length = page.chars[-1]
    return PageFacts(
        url=url,
        title=page.title,
        charset=decoded.charset,
        text_length=length,
        links=links_of(page),
        items=dated_items(page, url, today),
        footer=footer_marks(html, text),
        tags=page_tags(tree),
        onward=onward(html, url, length),
    )
