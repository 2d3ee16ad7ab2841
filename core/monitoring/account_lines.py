"""Lines that people paste about accounts: which account each is about, and the day of its last post.

The cells of a line may stand in any order: a day is known by its form, an address too, the kind by its words,
the account by its name or ID; what is left is the title of the post."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Literal

from core.common import clock
from core.monitoring.account_round import Account
from core.registry.days import read_day
from core.registry.fields import fold, value_words

Doubt = Literal["", "no_day", "future", "unknown", "several", "alike", "older"]
MOST_LINES = 5_000
CELL_LIMIT = 300
CLOSE = 0.75  # how alike two names must be to be proposed, 0 to 1
_URL = re.compile(r"^https?://\S{1,2000}$", re.IGNORECASE)
_TWELVE_MONTHS = timedelta(days=367)
_SHORT = re.compile(r"^(\d{1,2})[-./\u6708](\d{1,2})\u65e5?$")


@dataclass(frozen=True, slots=True)
class Line:
    """One pasted line. `account` is None when none is meant for sure or likely; `doubt` says why a person has
    to look: nothing that is doubtful is written unasked."""

    number: int
    text: str
    account: Account | None
    day: date | None
    title: str
    address: str
    doubt: Doubt


def lines_of(text: str) -> list[list[str]]:
    """The cells of every line that is not empty: divided by tabs, as spreadsheets copy, else by commas or
    runs of spaces."""
    rows = [row for row in text.splitlines()[:MOST_LINES] if row.strip()]
    return [[cell.strip()[:CELL_LIMIT] for cell in _cells(row) if cell.strip()] for row in rows]


def matched(
    rows: Iterable[Sequence[str]], accounts: Sequence[Account], given: Account | None = None
) -> list[Line]:
    """What each line says about which account; `given` is meant by lines that name none.

    Of several lines about one account only the one with the last day counts, the others are `older`."""
    book = _Book(accounts)
    found = [_line(number, cells, book, given) for number, cells in enumerate(rows, start=1)]
    last: dict[int, Line] = {}
    for line in found:
        if line.account and line.day and not line.doubt:
            before = last.get(line.account.id)
            if before is None or (before.day or date.min) < line.day:
                last[line.account.id] = line
    return [_or_older(line, last) for line in found]


def read_short_day(text: str) -> date | None:
    """A day as people type it in a hurry: whole, or month and day of the last twelve months."""
    plain = text.strip()
    short = _SHORT.match(plain)
    if short is None:
        found = read_day(plain)
        return found[0] if found and found[1] == "day" else None
    today = clock.today()
    for year in (today.year, today.year - 1):
        # Each year by itself: the 29th of February is not in both.
        with suppress(ValueError):
            day = date(year, int(short[1]), int(short[2]))
            if timedelta(days=-1) <= today - day < _TWELVE_MONTHS:
                return day
    return None


class _Book:
    """The accounts by their folded names and IDs."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self._by_word: dict[str, list[Account]] = defaultdict(list)
        for one in accounts:
            for word in {fold(one.name), fold(one.account)} - {""}:
                self._by_word[word].append(one)

    def named(self, cell: str) -> list[Account]:
        return self._by_word.get(fold(cell), [])

    def like(self, cell: str) -> list[Account]:
        """Accounts whose name is nearly the cell."""
        near = get_close_matches(fold(cell), self._by_word, n=1, cutoff=CLOSE)
        return self._by_word[near[0]] if near else []


def _line(number: int, cells: Sequence[str], book: _Book, given: Account | None) -> Line:
    day, address, kind, words = _sorted(cells)
    account, doubt, name = _account(words, kind, book)
    if account is None and doubt == "unknown" and given:
        account, doubt = given, ""
    if day is None:
        doubt = doubt or "no_day"
    elif day > clock.today():
        doubt = "future"
    title = " ".join(word for word in words if word != name)
    return Line(number, " ".join(cells), account, day, title, address, doubt)


def _sorted(cells: Sequence[str]) -> tuple[date | None, str, str, list[str]]:
    """Day, address and kind of a line, and its other words."""
    day, address, kind = None, "", ""
    words: list[str] = []
    for cell in cells:
        seen = read_short_day(cell) if cell[:1].isdigit() or "\u5e74" in cell else None
        known = value_words("kind").get(fold(cell))
        if seen and day is None:
            day = seen
        elif _URL.match(cell):
            address = address or cell
        elif known and not kind:
            kind = str(known)
        else:
            words.append(cell)
    return day, address, kind, words


def _account(words: Sequence[str], kind: str, book: _Book) -> tuple[Account | None, Doubt, str]:
    """The account that one of the words names, and that word."""
    for word in words:
        found = book.named(word)
        fitting = [one for one in found if not kind or one.kind == kind]
        if len(fitting) == 1:
            return fitting[0], "", word
        if found:
            return (fitting or found)[0], "several", word
    for word in words:
        near = [one for one in book.like(word) if not kind or one.kind == kind]
        if near:
            return near[0], "alike", word
    return None, "unknown", ""


def _or_older(line: Line, last: dict[int, Line]) -> Line:
    if line.doubt or line.account is None or last.get(line.account.id) is line:
        return line
    return Line(line.number, line.text, line.account, line.day, line.title, line.address, "older")


def _cells(row: str) -> list[str]:
    if "\t" in row:
        return row.split("\t")
    return re.split(r"[,\uff0c;\uff1b|]| {2,20}|(?<=\d) (?=\D)|(?<=\D) (?=\d{4})", row)
