"""From the bytes of a page to the facts that rules judge. Pure: no network, no clock of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .dates import DateFact, newest, sure
from .footer import FooterMarks
from .links import Link
from .page import Page
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


def open_page(body: bytes, url: str, *, content_type: str | None = None, today: date) -> Page:
    """The page `body` found at `url`; `today` is the day in Asia/Shanghai on which it was found.

    Each fact is read when first asked for, so a reader of links pays for links only. Never raises for what
    a page contains."""
    return Page(body, url, content_type=content_type, today=today)


def facts_of(page: Page) -> PageFacts:
    """The facts of a page in short, to be kept or sent to another process."""
    return PageFacts(
        url=page.url,
        title=page.outline.title,
        charset=page.charset.name,
        text_length=page.text_length,
        links=page.links,
        items=page.items,
        footer=page.footer,
        tags=page.tags,
        onward=page.onward,
    )


def read_page(body: bytes, url: str, *, content_type: str | None = None, today: date) -> PageFacts:
    """`facts_of` the page that `open_page` opens: an unreadable page has no title, no text and no date."""
    return facts_of(open_page(body, url, content_type=content_type, today=today))
