"""A page opened once, each of its facts read when it is first asked for."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Concatenate, ParamSpec, TypeVar

from selectolax.lexbor import LexborHTMLParser

from checks.markup.islands import unfolded

from . import column, features
from .aged import mark_until
from .charset import Charset, charset_of, text_of
from .dates import DateFact
from .day import Day
from .elements import Element, Elements
from .fact import Fact, Mark, State
from .fingerprint import Fingerprint, fingerprint
from .footer import FooterMarks, footer_marks, page_tags
from .guard import MOST_BYTES, defused
from .head import HeadFacts, head_facts
from .items import dated_items
from .lazy import lazy
from .links import Link, links_of
from .marks import app_filings
from .onward import entrance, onward
from .outline import Outline, title_of
from .privacy import Personal, personal
from .published import newest_of_list, own_list, published
from .references import Reference, references
from .shape import malformed
from .slashes import in_order
from .spam import Planted, planted
from .text import main_text
from .walk import outline

P = ParamSpec("P")
R = TypeVar("R")


class Page:
    """The page `body` found at `url` on the day `today` in Asia/Shanghai.

    Bounded in time and memory whatever it contains; no property raises. Not to be shared between threads,
    nor sent to another process: its facts are."""

    def __init__(self, body: bytes, url: str, *, content_type: str | None = None, today: date) -> None:
        self.url, self.today = url, Day.of(today)
        self.clipped = len(body) > MOST_BYTES
        self.body = body[:MOST_BYTES]
        self._content_type = content_type
        self._decoded = text_of(self.body, content_type)
        self._html = self._decoded.text.replace("\x00", "")
        self._safe = defused(unfolded(self._html))

    @property
    def until(self) -> int:
        """The ordinal of the first later day on which any fact read so far may differ."""
        return self.today.until

    def ask(self, question: "Callable[Concatenate[Page, P], R]", *args: P.args, **kwargs: P.kwargs) -> R:
        """`question(page, …)`, put where the page is: of one read in another process only what is sent back
        can be had, so what needs its tree is asked this way."""
        return question(self, *args, **kwargs)

    @lazy
    def html(self) -> str:
        """The markup as read, at most `MOST_BYTES` of it."""
        return self._html

    @lazy
    def tree(self) -> LexborHTMLParser:
        """The parsed page."""
        return LexborHTMLParser(self._safe.html)

    @property
    def elements(self) -> list[Element]:
        """Each element that has attributes or is a link, a script or a style sheet, in reading order."""
        return self._elements.all

    @lazy
    def _elements(self) -> Elements:
        low = self._low if self._safe.html is self._html else self._safe.html.lower()
        return Elements(self.tree, self._safe.html, low, self.url)

    @lazy
    def outline(self) -> Outline:
        """The visible text in reading order with the boxes around it."""
        return outline(self.tree, self.url, self._decoded.charset)

    @lazy
    def _ordered(self) -> Outline:
        """The outline with such dates as `05/12/2016` made plain where the page tells their order."""
        return in_order(self.outline, self.tree, self.url, self.today)

    @lazy
    def charset(self) -> Charset:
        """The charset, and whether the page declares it."""
        return charset_of(self.body, self._content_type, self._decoded)

    @lazy
    def title(self) -> Fact[str]:
        """`<title>`, else the page tag ArticleTitle, else the first heading."""
        own = title_of(self.tree)
        if own:
            return Fact(own, "title", "title", 0.95)
        if self.tags.get("ArticleTitle"):
            return Fact(self.tags["ArticleTitle"], "meta[ArticleTitle]", "tag", 0.9)
        heading = self.tree.css_first("h1")
        text = " ".join(heading.text(deep=True).split()) if heading is not None else ""
        return Fact(text, "h1", "heading", 0.7) if text else Fact("", "", "none", 0.0)

    @lazy
    def text(self) -> str:
        """All visible text."""
        return self.outline.seen_text()

    @lazy
    def text_length(self) -> int:
        """The characters of the visible text."""
        return self.outline.seen_length()

    @lazy
    def passages(self) -> tuple[str, ...]:
        """The visible text block by block, in reading order."""
        return tuple(block.text for block in self.outline.blocks())

    @lazy
    def scripted(self) -> bool:
        """Whether the page runs any script."""
        return self.tree.css_first("script") is not None

    @lazy
    def main_text(self) -> Fact[str]:
        """The text the page is about."""
        return main_text(self.tree, self.outline)

    @lazy
    def links(self) -> tuple[Link, ...]:
        """The links that lead to a page, with the words a visitor sees."""
        return links_of(self.outline)

    @lazy
    def references(self) -> tuple[Reference, ...]:
        """Every address the page leads to or loads."""
        return references(self._elements, self._decoded.charset)

    @lazy
    def items(self) -> tuple[DateFact, ...]:
        """The dated items up to the day of reading, newest first."""
        return dated_items(self._ordered, self.url, self.today)

    @lazy
    def newest_of_list(self) -> DateFact | None:
        """The newest date of the page's own list; None when no date counts."""
        return newest_of_list(self.items)

    @lazy
    def own_list(self) -> tuple[DateFact, ...]:
        """The dated items of the page's own list, newest first."""
        return tuple(own_list(self.items))

    @lazy
    def published(self) -> Fact[date] | None:
        """The day an article was published, None when it does not say."""
        return published(self.tree, self._ordered, self.url, self.today)

    @lazy
    def tags(self) -> Mapping[str, str]:
        """The standard page tags by their proper names."""
        return page_tags(self._elements)

    @lazy
    def _marks(self) -> tuple[FooterMarks, Mapping[str, Mark]]:
        return footer_marks(self._elements, self.outline)

    @property
    def footer(self) -> FooterMarks:
        """The footer marks in short."""
        return self._marks[0]

    @property
    def marks(self) -> Mapping[str, Mark]:
        """Each footer mark with its state, place and confidence, by the names of `FooterMarks`."""
        return self._marks[1]

    @lazy
    def app_filings(self) -> tuple[str, ...]:
        """The filing numbers of apps and mini-programs that it names."""
        return app_filings(self.text)

    @lazy
    def accessibility_until(self) -> date | None:
        """Until when its mark of suiting old people and people with disabilities holds, where it says so."""
        return mark_until(self.text)

    @lazy
    def filled(self) -> Fact[State]:
        """Whether a column page shows content."""
        return column.filled(self._elements, self.outline, self.items, self.main_text.value)

    @lazy
    def under_construction(self) -> Fact[bool]:
        """Whether the page only says that it is being built."""
        return column.under_construction(self.outline, self.main_text.value)

    @lazy
    def search_box(self) -> Mark:
        """A field to search with; `value` is where it sends to."""
        return features.search_box(self._elements)

    @lazy
    def interaction(self) -> Mark:
        """A way to write to the office; `value` is its address."""
        return features.interaction(self._elements)

    @lazy
    def personal(self) -> tuple[Personal, ...]:
        """Personal numbers, masked."""
        return personal(self.outline, self.today)

    @lazy
    def planted(self) -> tuple[Planted, ...]:
        """Hidden spam, links to illegal sites, what scripts plant; the surest first."""
        return planted(self._elements, self.url)

    @lazy
    def malformed(self) -> tuple[Fact[str], ...]:
        """What is broken in the markup."""
        done = (*self._safe.how, *(["clipped"] if self.clipped else []))
        return malformed(self.html, self._low, self.charset.broken, done)

    @lazy
    def _low(self) -> str:
        return self.html.lower()

    @lazy
    def fingerprint(self) -> Fingerprint:
        """The sketch of the visible text and title."""
        return fingerprint(f"{self.outline.title} {self.text}")

    @lazy
    def head(self) -> HeadFacts:
        """What the markup says about the page's safety."""
        return head_facts(self._elements, self.references)

    @lazy
    def onward(self) -> str | None:
        """Where a page that only passes the visitor on leads."""
        return onward(self._elements, self.text_length)

    @lazy
    def entrance(self) -> str | None:
        """Where a page that is only the door of its site leads."""
        return entrance(self._elements, self.text_length)
