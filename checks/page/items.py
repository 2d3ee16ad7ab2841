"""Which dates of a page belong to which of its items."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import islice, pairwise
from urllib.parse import urlsplit

from .around import bracketed, clock_words, ending, ends_range, event_before, labelled, listed, titled
from .cells import cells_of_ends
from .dates import DateFact
from .lazy import lazy
from .outline import Anchor, Outline, landmark
from .patterns import (
    Found,
    date_in_address,
    dates_in,
    in_year,
    normal,
    split_date,
    split_in_three,
    year_in_address,
)
from .words import words
from .written import DATED, SPLIT, Written, written
from .years import Row, settle

_ITEMS = frozenset({"li", "tr", "dd", "dt", "article"})
_TOP = landmark(re.compile(r"^(header|nav)\b|[#.](top|top-?bar|header|nav|weather|clock)(?![\w-])", re.I))
_MENU = landmark(
    re.compile(
        r"^nav\b|[#.](nav|menu|crumb|position|location|foot|copyright|links?(?![\w-]))|^footer\b", re.I
    )
)
_ASIDE = landmark(
    re.compile(
        r"^(?:aside|marquee)\b|[#.](aside|recommend|relate|hot|rank|tuijian|xgyd|xglj|zxfb|links)", re.I
    )
)
# The word for a place on the page says little: a main list may stand at the right of a menu.
_BESIDE = landmark(re.compile(r"[#.](side|right|left)", re.I))
_FOOT = landmark(re.compile(r"^footer\b|[#.](foot|copyright)", re.I))
_MENTIONED = 0.3
_CLAUSE = re.compile(r"[,。;]\s*\S")
_WEEKDAY = re.compile(r"^\s?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,\s?", re.I)
# What the next date is, behind this one: `截止：`.
_LABEL = re.compile(r"\s{0,9}[\u4e00-\u9fff]{2,6}\s?:")
_YEAR = re.compile(r"((?:19|20)\d\d)\s?年?度?")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption", "legend"})
_APART = 3  # pieces of text between two headings that have a row of a list between them
_GUESSED = frozenset({"month-day", "loose"})
_CELL_DEPTH = 4  # elements within a cell around a date


def dated_items(page: Outline, url: str, today: date) -> tuple[DateFact, ...]:
    """All dates up to `today` on the page, newest first and among equals the surest."""
    return tuple(
        sorted(_Reader(page, url, today).facts(), key=lambda fact: (fact.day, fact.confidence), reverse=True)
    )


class _Reader:
    def __init__(self, page: Outline, url: str, today: date) -> None:
        self.page, self.today = page, today
        self.host = urlsplit(url).hostname or ""
        self.limits = words()["dates"]["limits"]
        self.items = [anchor for anchor in page.anchors if titled(anchor.words)]
        self.dated: set[int] = set()
        self.lists: dict[int, int] = {}  # the box that holds the row of an item and its neighbours'
        self.found: list[tuple[DateFact, int]] = []
        self.around = page.around

    def facts(self) -> list[DateFact]:
        pieces, today = self.page.pieces, self.today
        for index in self._dated():
            said = written(pieces[index], today)
            if said and not (said.foot or self._furniture(index)):
                self._in_piece(index, said)
        self._settle()
        dated, around = self.dated, self.around
        for number, anchor in enumerate(self.items):
            if number in dated or around[anchor.box] & _MENU:  # what a menu says is no day of an item
                continue
            if not (anchor.title and self._in_title(number, anchor)):
                self._in_address(anchor)
        return [fact for fact, _ in self.found]

    def _dated(self) -> Iterator[int]:
        """The pieces that may hold a date, or half of one: found in one look at the whole text."""
        chars, text = self.page.chars, "".join(self.page.pieces)
        match = DATED.search(text)
        while match:
            index = bisect_right(chars, match.start()) - 1
            yield index
            match = DATED.search(text, chars[index + 1])

    def _settle(self) -> None:
        """Give the dates without a year the one that their list leaves them."""
        if all(fact.how not in _GUESSED for fact, _ in self.found):
            return
        lists: dict[int, list[int]] = {}
        for place, (fact, box) in enumerate(self.found):
            if box >= 0 and fact.confidence > _MENTIONED:
                lists.setdefault(box, []).append(place)
        for places in lists.values():
            rows = [Row(self.found[n][0].day, self.found[n][0].how not in _GUESSED) for n in places]
            settle(rows, self.today)
            for place, row in zip(places, rows, strict=True):
                fact, box = self.found[place]
                if fact.how in _GUESSED and row.known:
                    sure = words()["dates"]["confidence"]["year-by-list"]
                    self.found[place] = fact._replace(day=row.day, how="year-by-list", confidence=sure), box

    # Which item a piece of text belongs to

    @lazy
    def owner(self) -> list[int]:
        """For every piece the item whose row it stands in."""
        owner = [-1] * len(self.page.pieces)
        starts = [anchor.start for anchor in self.page.anchors]
        for number, anchor in enumerate(self.items):
            first, end, self.lists[number] = self._row(anchor, starts)
            for index in range(first, end):
                if owner[index] < 0 or anchor.start <= index < anchor.end:
                    owner[index] = number
        return owner

    @lazy
    def flat(self) -> list[int]:
        """For every piece the item that it follows within a short gap."""
        flat, chars = [-1] * len(self.page.pieces), self.page.chars
        for number, anchor in enumerate(self.items):
            first = anchor.end
            end = min(bisect_right(chars, chars[first] + self.limits["gap_chars"], first), len(flat))
            flat[first:end] = [number] * (end - first)
        return flat

    def _row(self, anchor: Anchor, starts: list[int]) -> tuple[int, int, int]:
        """The range of one item's row, as far up as it stays short and holds hardly another link, and the
        box around it."""
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
        return page.starts[best], page.ends[best], page.parents[best]

    def _links_in(self, first: int, end: int) -> int:
        most = first + 2 * self.limits["item_links"] + 2
        inside = [anchor for anchor in self.page.anchors[first:most] if anchor.start < end]
        return len({anchor.address or str(anchor.box) for anchor in inside if anchor.words})

    # What is not an item at all

    @lazy
    def _clock(self) -> bool:
        """Whether the page names a weekday or the time at all."""
        text = " ".join(self.page.pieces)
        return any(word in text for word in clock_words())

    def _furniture(self, index: int) -> bool:
        """Whether a piece is the page's clock or foot."""
        if self.around[self.page.within[index]] & _FOOT:
            return True
        if not self._clock:
            return False
        near = " ".join(self.page.pieces[max(index - 1, 0) : index + 2])
        if not any(word in near for word in clock_words()):
            return False
        # A weekday behind the date of an item is no clock, which shows no day but this one; nor is the first
        # row below a clock.
        said = written(self.page.pieces[index], self.today)
        others = [found.day for found in said.found] if said else []
        other = not any(word in self.page.pieces[index] for word in listed("clock"))
        return not (other and self.owner[index] >= 0 and others and self.today not in others)

    # Reading

    def _in_piece(self, index: int, said: Written) -> None:
        text, whole = said.text, said.whole
        if self._unseen_beside(index) or self._under_ending(index):
            return None
        split = self._split(index, text) if len(text) <= SPLIT else None
        if (
            whole
            and not (whole.how in _GUESSED and split and split[1])
            and not self._ends(index, text, whole)
        ):
            return self._fact(index, whole.day, self._how_whole(index, whole))
        if split:
            day, known = split
            how = ("split" if known else "month-day") if self.owner[index] >= 0 else "page"
            return self._fact(index, day, how)
        for found in said.found:
            if not (self._ends(index, text, found) or self._event(index, text, found)):
                self._fact(index, found.day, self._how_within(index, text, found))
        return None

    def _split(self, index: int, text: str) -> tuple[date, bool] | None:
        """The day written over this piece and the next, or the next two."""
        one, other = ([*self.page.pieces[index + 1 : index + 3], "", ""])[:2]
        if (
            len(one) <= SPLIT
            and len(other) <= SPLIT
            and (day := split_in_three(text, normal(one), normal(other)))
        ):
            return day, True
        return split_date(text, normal(one), self.today)

    def _unseen_beside(self, index: int) -> bool:
        """Whether a date is hidden in the row of an item that is not: no visitor sees it there."""
        unseen, number = self.page.unseen, self.owner[index]
        return number >= 0 and unseen[self.page.within[index]] > unseen[self.items[number].box]

    def _under_ending(self, index: int) -> bool:
        """Whether a date stands in the column of a table that tells when something ends or takes effect."""
        cells = self._headed
        return bool(cells) and any(
            box in cells for box in islice(self.page.ancestors(self.page.within[index]), _CELL_DEPTH)
        )

    @lazy
    def _headed(self) -> frozenset[int]:
        return cells_of_ends(self.page)

    def _event(self, index: int, text: str, found: Found) -> bool:
        """`时间：1月5日`: when something takes place, not when something was published."""
        before = text[max(found.start - 12, 0) : found.start]
        if not before and index:
            before = normal(self.page.pieces[index - 1])[-12:]
        if not event_before(before):
            return False
        near = "".join(self.page.pieces[index : index + 4])
        return found.how != "full" or any(word in near for word in listed("event"))

    def _how_whole(self, index: int, found: Found) -> str:
        if self.owner[index] < 0:
            # Beside a link that only says 查看 the row itself has the title.
            listed_short = found.how == "short-year" and self._inlisted(index)
            return "short-year" if listed_short else self._how_loose(index, found)
        if found.how == "full":
            return "time" if index in self.page.times else "beside"
        return found.how

    def _how_loose(self, index: int, found: Found) -> str:
        """A date in no item's row: between links, in a list without links, or just on the page."""
        if found.how in ("full", "month-day") and found.day != self.today:
            if self.flat[index] >= 0:
                return "flat" if found.how == "full" else "month-day"
            if found.how == "full" and self._inlisted(index):
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
            return "in-link" if edge and (found.how == "full" or bracketed(text, found)) else "mention"
        if rest <= self.limits["prose_chars"] and not _CLAUSE.search(
            _WEEKDAY.sub("", text[: found.start]) + text[found.end :]
        ):
            return "labelled" if found.how == "full" else found.how
        return "mention"

    def _ends(self, index: int, text: str, found: Found) -> bool:
        """Whether the date is a deadline or the end of a span."""
        before = text[max(found.start - 12, 0) : found.start] if found.start else ""
        if index and not before.strip():
            before = normal(self.page.pieces[index - 1])[-12:]
            anchor = self.items[self.owner[index]] if self.owner[index] >= 0 else None
            if anchor and anchor.start <= index - 1 < anchor.end:
                before = ""
        after = "" if _LABEL.match(text[found.end :]) else text[found.end : found.end + 4]
        return ending(before, after) or bool(found.start and ends_range(text[: found.start]))

    def _inlisted(self, index: int) -> bool:
        page = self.page
        return any(
            page.tags[box] in _ITEMS
            and page.length(page.starts[box], page.ends[box]) <= self.limits["item_chars"]
            for box in page.ancestors(page.within[index])
        )

    def _fact(self, index: int, day: date, how: str) -> None:
        """Keep the date as a fact; the page's clock and days to come are none."""
        loose = how in ("page", "flat", "list-text")
        if day > self.today or (day == self.today and (loose or self.around[self.page.within[index]] & _TOP)):
            return
        number = self.owner[index]
        if number < 0 and how in ("flat", "month-day"):
            number = self.flat[index]
        anchor = self.items[number] if number >= 0 else None
        if how in _GUESSED:
            day, how = self._with_year(index, anchor, day, how)
        if how != "mention":
            self.dated.add(number)
        fact = self._made(day, how, self.page.within[index], anchor, self.page.pieces[index])
        self.found.append((fact, self.lists.get(number, -1)))

    def _with_year(self, index: int, anchor: Anchor | None, day: date, how: str) -> tuple[date, str]:
        """The day in the year that its item's address or an attribute names."""
        hints = [
            self.page.hints[b]
            for b in _few(self.page.ancestors(self.page.within[index]))
            if b in self.page.hints
        ]
        if anchor:
            hints += [anchor.title, self.page.hints.get(anchor.box, "")]
        for hint in hints:
            for found in dates_in(normal(hint), self.today) if hint else ():
                if found.how == "full" and (found.day.month, found.day.day) == (day.month, day.day):
                    return found.day, "year-by-link"
        year = year_in_address(anchor.address, day.month, day.day) if anchor else None
        if year and (given := in_year(day, year)) and given <= self.today:
            return given, "year-by-link"
        place = bisect_left(self._years, (index, 0)) - 1
        above = in_year(day, self._years[place][1]) if place >= 0 else None
        return (above, "year-by-list") if above and above <= self.today else (day, how)

    @lazy
    def _years(self) -> list[tuple[int, int]]:
        """The pieces that are a heading of nothing but a year, and which; years in a row are tabs."""
        page = self.page
        found = [
            (index, int(match[1]))
            for index, piece in enumerate(page.pieces)
            if (match := _YEAR.fullmatch(piece)) and page.tags[page.within[index]] in _HEADINGS
        ]
        places = [index for index, _ in found]
        apart = [other - one >= _APART for one, other in pairwise(places)]
        return [
            one
            for one, before, after in zip(found, [True, *apart], [*apart, True], strict=False)
            if before and after
        ]

    def _in_title(self, number: int, anchor: Anchor) -> bool:
        """What the `title` of an item's link says of its publishing, where nothing else is dated."""
        if not DATED.search(anchor.title):
            return False
        text = normal(anchor.title)
        for found in dates_in(text, self.today):
            if found.how == "full" and found.day <= self.today and labelled(text[: found.start]):
                fact = self._made(found.day, "labelled", anchor.box, anchor, "")
                self.found.append((fact, self.lists.get(number, -1)))
                return True
        return False

    def _in_address(self, anchor: Anchor) -> None:
        day = date_in_address(anchor.address)
        if day and day <= self.today:
            own = _host(anchor.address) == self.host
            fact = self._made(day, "link-address" if own else "foreign-address", anchor.box, anchor, "")
            self.found.append((fact, -1))

    def _made(self, day: date, how: str, box: int, anchor: Anchor | None, text: str) -> DateFact:
        return DateFact(
            day=day,
            where=self.page.path(box),
            how=how,
            confidence=words()["dates"]["confidence"][how],
            item=(anchor.words if anchor else text)[:120],
            address=anchor.address if anchor else "",
            aside=bool(self.around[box] & _ASIDE),
            beside=bool(self.around[box] & _BESIDE),
        )


def _few(boxes: Iterator[int]) -> Iterator[int]:
    return islice(boxes, 3)


@lru_cache(maxsize=4_096)
def _host(address: str) -> str | None:
    return urlsplit(address).hostname
