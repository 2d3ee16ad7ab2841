"""Dates as western languages write them: `20.10.2026`, `20 Oct 2026`, `October 20, 2026`, `10/20/2026`."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .words import words

# A year that no Chinese form goes on from: most texts have none, and are passed by at a glance.
_YEAR_LAST = re.compile(r"(?<![\d.])(?:19|20)\d{2}(?!\d|\s?年|[-/.]\d)|\d[./]\s?(?:19|20)\d{2}(?!\d)")
_POINTS = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d{2})(?![\d.]\d|\d)")
_SLASHES = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,2})/((?:19|20)\d{2})(?![\d/])")
_DAY_FIRST = re.compile(
    r"(?<![\d.:/-])(\d{1,2})(?:st|nd|rd|th|er|\.)?[\s-]?(?:of\s|de\s)?([^\W\d_]{3,12})\.?,?[\s-]?(?:de\s|del\s)?"
    r"((?:19|20)\d{2})(?!\d)",
    re.I,
)
_MONTH_FIRST = re.compile(
    r"(?<![^\W\d_])([^\W\d_]{3,12})\.?\s?(\d{1,2})(?:st|nd|rd|th)?,?\s?((?:19|20)\d{2})(?!\d)", re.I
)


class Western(NamedTuple):
    """Year, month and day as numbers, not yet known to be a day of the calendar, and where they stand."""

    year: int
    month: int
    day: int
    start: int
    end: int


def western_dates(text: str) -> Iterator[Western]:
    """Every such date in `text`. `03/04/2026` is given only where both readings are one day."""
    if not _YEAR_LAST.search(text):
        return
    for match in _POINTS.finditer(text):
        yield Western(int(match[3]), int(match[2]), int(match[1]), *match.span())
    for match in _SLASHES.finditer(text):
        first, second = int(match[1]), int(match[2])
        # Either order is in use: only a number above twelve tells which of the two is the day.
        if first > 12 or second > 12 or first == second:
            month, day = (second, first) if first > 12 else (first, second)
            yield Western(int(match[3]), month, day, *match.span())
    for match in _DAY_FIRST.finditer(text):
        if month := month_named(match[2]):
            yield Western(int(match[3]), month, int(match[1]), *match.span())
    for match in _MONTH_FIRST.finditer(text):
        if month := month_named(match[1]):
            yield Western(int(match[3]), month, int(match[2]), *match.span())


def month_named(name: str) -> int:
    """The number of a month by its name or usual short form; 0 for any other word."""
    return _months().get(name.lower(), 0)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Every name of a month and its usual short forms."""
    return {name: number for number, names in enumerate(words()["dates"]["months"], 1) for name in names}
