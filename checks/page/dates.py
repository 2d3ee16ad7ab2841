"""The dated items of a page.

Only a date that belongs to an item says that something was published: the clock in the head, the year in
the foot, the deadline in a title and the date of a meeting to come do not."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from .lazy import lazy
from .outline import Anchor, Outline
from .patterns import Found, date_in_address, normal, split_date
from .words import words
from .written import SPLIT, Written, written

_ITEMS = frozenset({"li", "tr", "dd", "dt", "article"})
_TOP = re.compile(r"^(header|nav)\b|[#.](top|top-?bar|header|nav|weather|clock)$", re.I)
_ASIDE = re.compile(
    r"^aside\b|[#.](side|right|left|recommend|related|hot|rank|tuijian|xgyd|xglj|zxfb|links)", re.I
)
_FOOT = re.compile(r"^footer\b|[#.](foot|copyright)", re.I)
_RANGE_END = re.compile(r"\d\s*日?\s*(?:至|到|~|—|–|--)\s*$")


class DateFact(NamedTuple):
    """A day found on a page: `where` (CSS-like path), `how` (a key of `dates.confidence` in `words.toml`),
    the `confidence` (0–1) that goes with it, and the text and address of its item."""

    day: date
    where: str
    how: str
    confidence: float
    item: str
    address: str = ""
    aside: bool = False  # in a side box (recommended, most read), not in the page's own list


def dated_items(page: Outline, url: str, today: date) -> tuple[DateFact, ...]:
    """All dates up to `today` on the page, newest first and among equals the surest."""
    found = _Reader(page, url, today).facts()
    return tuple(sorted(found, key=lambda fact: (fact.day, fact.confidence), reverse=True))


def newest(facts: tuple[DateFact, ...]) -> DateFact | None:
    """The newest date that counts; a mention or a loose date only when there is nothing better."""
    return next((fact for fact in facts if counted(fact)), facts[0] if facts else None)


def counted(fact: DateFact) -> bool:
    """Whether a date is more than a mention: a page may be called fresh on its strength."""
    return bool(fact.confidence >= words()["dates"]["limits"]["counted"])


def sure(fact: DateFact) -> bool:
    """Whether a page may be called stale on the strength of this date alone."""
    return bool(fact.confidence >= words()["dates"]["limits"]["sure"])


class _Reader:
    def __init__(self, page: Outline, url: str, today: date) -> None:
        self.page, self.today = page, today
        self.host = urlsplit(url).hostname or ""
        self.limits = words()["dates"]["limits"]
        self.items = [anchor for anchor in page.anchors if _titled(anchor.words)]
        self.dated: set[int] = set()
        self.foot, self.top, self.aside = (page.inside(each) for each in (_FOOT, _TOP, _ASIDE))

    def facts(self) -> Iterator[DateFact]:
        today = self.today
        for index, piece in enumerate(self.page.pieces):
            said = written(piece, today)
            if said and not (said.foot or self._furniture(index)):
                yield from self._in_piece(index, said)
        for number, anchor in enumerate(self.items):
            if number not in self.dated:
                yield from self._in_address(anchor)

    # Which item a piece of text belongs to

    @lazy
    def owner(self) -> list[int]:
        """For every piece the item whose row it stands in."""
        owner = [-1] * len(self.page.pieces)
        starts = [anchor.start for anchor in self.page.anchors]
        for number, anchor in enumerate(self.items):
            first, end = self._row(anchor, starts)
            for index in range(first, end):
                if owner[index] < 0 or anchor.start <= index < anchor.end:
                    owner[index] = number
        return owner

    @lazy
    def flat(self) -> list[int]:
        """For every piece the item that it follows within a short gap."""
        flat = [-1] * len(self.page.pieces)
        for number, anchor in enumerate(self.items):
            for index in range(anchor.end, len(flat)):
                if self.page.length(anchor.end, index) > self.limits["gap_chars"]:
                    break
                flat[index] = number
        return flat

    def _row(self, anchor: Anchor, starts: list[int]) -> tuple[int, int]:
        """The range of one item's row: as far up as it stays short and holds hardly another link."""
        page, chars = self.page, self.page.chars
        longest, most = self.limits["item_chars"], self.limits["item_links"]
        best, box = anchor.box, page.parents[anchor.box]
        while box >= 0:
            tag, start, end = page.tags[box], page.starts[box], page.ends[box]
            if tag in ("body", "html") or chars[end] - chars[start] > longest:
                break
            first = bisect_left(starts, start)
            if bisect_left(starts, end, first) - first > most and self._links_in(first, end) > most:
                break
            best = box
            if tag in _ITEMS:
                break
            box = page.parents[box]
        return page.starts[best], page.ends[best]

    def _links_in(self, first: int, end: int) -> int:
        most = first + 2 * self.limits["item_links"] + 2
        inside = [anchor for anchor in self.page.anchors[first:most] if anchor.start < end]
        return len({anchor.address or str(anchor.box) for anchor in inside if anchor.words})

    # What is not an item at all

    @lazy
    def _clock(self) -> bool:
        """Whether the page names a weekday or the time at all."""
        text = " ".join(self.page.pieces)
        return any(word in text for word in _clock_words())

    def _furniture(self, index: int) -> bool:
        """Whether a piece is the page's clock or foot."""
        if self.foot[self.page.within[index]]:
            return True
        if not self._clock:
            return False
        near = " ".join(self.page.pieces[max(index - 1, 0) : index + 2])
        return any(word in near for word in _clock_words())

    # Reading

    def _in_piece(self, index: int, said: Written) -> Iterator[DateFact]:
        text, whole = said.text, said.whole
        if whole and not self._ends(index, text, whole):
            yield from self._fact(index, whole.day, self._how_whole(index, whole))
            return
        neighbour = self.page.pieces[index + 1] if index + 1 < len(self.page.pieces) else ""
        split = split_date(text, normal(neighbour), self.today) if len(text) <= SPLIT else None
        if split:
            yield from self._fact(index, split, "split" if self._attached(index) else "page")
            return
        for found in said.found:
            if not self._ends(index, text, found):
                yield from self._fact(index, found.day, self._how_within(index, text, found))

    def _how_whole(self, index: int, found: Found) -> str:
        if self.owner[index] < 0:
            return self._how_loose(index, found)
        if found.how == "full":
            return "time" if index in self.page.times else "beside"
        return found.how

    def _how_loose(self, index: int, found: Found) -> str:
        """A date in no item's row: between links, in a list without links, or just on the page."""
        if found.how in ("full", "month-day") and found.day != self.today:
            if self.flat[index] >= 0:
                return "flat"
            if found.how == "full" and self._in_list(index):
                return "list-text"
        return "page"

    def _how_within(self, index: int, text: str, found: Found) -> str:
        """A date among other words: a label line, a link's edge, or only a mention."""
        rest = len(text) - (found.end - found.start)
        if self.owner[index] < 0:
            return self._how_loose(index, found) if rest <= self.limits["prose_chars"] else "page"
        anchor = self.items[self.owner[index]]
        if anchor.start <= index < anchor.end:
            edge = not text[found.end :].strip(" ])】") or not text[: found.start].strip(" [(【")
            return "in-link" if edge and (found.how == "full" or _bracketed(text, found)) else "mention"
        if rest <= self.limits["prose_chars"] and not re.search(r"[,。;]\s*\S", text):
            return "labelled" if found.how == "full" else "month-day"
        return "mention"

    def _ends(self, index: int, text: str, found: Found) -> bool:
        """Whether the date is a deadline or the end of a span."""
        before = text[max(found.start - 12, 0) : found.start] if found.start else ""
        if index and not before.strip():
            before = normal(self.page.pieces[index - 1])[-12:]
            anchor = self.items[self.owner[index]] if self.owner[index] >= 0 else None
            if anchor and anchor.start <= index - 1 < anchor.end:
                return False
        return _ending(before, text[found.end : found.end + 4]) or bool(
            found.start and _RANGE_END.search(text[: found.start])
        )

    def _attached(self, index: int) -> bool:
        return self.owner[index] >= 0

    def _in_list(self, index: int) -> bool:
        page = self.page
        return any(
            page.tags[box] in _ITEMS
            and page.length(page.starts[box], page.ends[box]) <= self.limits["item_chars"]
            for box in page.ancestors(page.within[index])
        )

    def _fact(self, index: int, day: date, how: str) -> Iterator[DateFact]:
        """The date as a fact; the page's clock and days to come are none."""
        loose = how in ("page", "flat", "list-text")
        if day > self.today or (day == self.today and (loose or self.top[self.page.within[index]])):
            return
        number = self.owner[index] if self.owner[index] >= 0 else self.flat[index] if how == "flat" else -1
        anchor = self.items[number] if number >= 0 else None
        if anchor and how in ("month-day", "loose"):
            other = date_in_address(anchor.address)
            if other and (other.month, other.day) == (day.month, day.day) and other <= self.today:
                day, how = other, "year-by-link"
        if how != "mention":
            self.dated.add(number)
        yield self._made(day, how, self.page.within[index], anchor, self.page.pieces[index])

    def _in_address(self, anchor: Anchor) -> Iterator[DateFact]:
        day = date_in_address(anchor.address)
        if day and day <= self.today:
            own = _host(anchor.address) == self.host
            yield self._made(day, "link-address" if own else "foreign-address", anchor.box, anchor, "")

    def _made(self, day: date, how: str, box: int, anchor: Anchor | None, text: str) -> DateFact:
        return DateFact(
            day=day,
            where=self.page.path(box),
            how=how,
            confidence=words()["dates"]["confidence"][how],
            item=(anchor.words if anchor else text)[:120],
            address=anchor.address if anchor else "",
            aside=self.aside[box],
        )


def _bracketed(text: str, found: Found) -> bool:
    around = text[max(found.start - 1, 0) : found.start] + text[found.end : found.end + 1]
    return any(mark in around for mark in "[](【】)")


@lru_cache(maxsize=4_096)
def _titled(text: str) -> bool:
    return len(text) >= 4 and text.strip(" >»[]+") not in _navigation()


@lru_cache(maxsize=4_096)
def _ending(before: str, after: str) -> bool:
    return any(word in before for word in _list("ending")) or any(
        word in after for word in ("施行", "实施", "截止", "前")
    )


@lru_cache(maxsize=4_096)
def _host(address: str) -> str | None:
    return urlsplit(address).hostname


@lru_cache(maxsize=1)
def _clock_words() -> tuple[str, ...]:
    return (*_list("weekday"), *_list("clock"))


@lru_cache(maxsize=1)
def _navigation() -> frozenset[str]:
    return frozenset(_list("navigation"))


def _list(name: str) -> list[str]:
    return list(words()["dates"]["words"][name])
