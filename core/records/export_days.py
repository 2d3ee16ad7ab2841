"""Days and months as exports of other systems write them."""

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from unicodedata import normalize

from core.registry.values import Raw

# Which of the numbers of `3/4/2019` is which; `year` where the year stands first, or nobody can say.
Order = Literal["year", "month", "day"]
_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})\s?[-/.\u5e74]\s?(\d{1,2})(?:\s?[-/.\u6708]\s?(\d{1,2})(?!\d)\u65e5?)?\u6708?"
)
_RUN = re.compile(r"^(\d{4})(\d{2})(\d{2})?(\d{2})?$")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s{1,3})?(?<![a-z])([a-z]{3})[a-z]{0,6}\.?\s{0,3}"
    r"(?:(\d{1,2})(?:st|nd|rd|th)?,?\s{1,3})?(\d{4})"
)
_TIME = re.compile(r"(?<!\d)(\d{1,2}):\d{2}")
_Parts = tuple[int, int, int | None]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A day, or a month from its first to its last; `hourly` where the text names an hour of the day."""

    first: date
    last: date
    hourly: bool = False


def order_of(texts: Iterable[str]) -> Order:
    """Which way a column writes days whose year stands last: by the numbers that can be no month."""
    firsts, seconds = [0], [0]
    for text in texts:
        for found in _YEAR_LAST.finditer(normalize("NFKC", text)):
            firsts.append(int(found[1]))
            seconds.append(int(found[2]))
    if max(firsts) > 12 >= max(seconds):
        return "day"
    return "month" if max(seconds) > 12 >= max(firsts) else "year"


def stretch_of(cell: Raw, order: Order, months: Sequence[str]) -> Stretch | str:
    """The day or whole month that a cell names; the text where it names neither, such as a week."""
    if isinstance(cell, datetime):
        return Stretch(cell.date(), cell.date(), (cell.hour, cell.minute) != (0, 0))
    if isinstance(cell, date):
        return Stretch(cell, cell)
    plain = int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    text = normalize("NFKC", str(plain)).strip()
    found = [made for parts in _named_in(text.casefold(), order, months) if (made := _made(parts))]
    if not found:
        return text
    hourly = bool(_TIME.search(text)) or (len(text) == 10 and text.isdigit())
    whole = Stretch(found[0].first, found[-1].last, hourly)
    month_ends = calendar.monthrange(whole.first.year, whole.first.month)[1]
    of_month = whole.first.day == 1 and whole.last == whole.first.replace(day=month_ends)
    return whole if whole.first == whole.last or of_month else text


def _named_in(text: str, order: Order, months: Sequence[str]) -> list[_Parts]:
    run = _RUN.match(text)
    if run:
        return [(int(run[1]), int(run[2]), int(run[3]) if run[3] else None)]
    if found := _YEAR_FIRST.findall(text):
        return [(int(year), int(month), int(day) if day else None) for year, month, day in found]
    runs = re.findall(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)", text)
    if runs:
        return [(int(year), int(month), int(day)) for year, month, day in runs]
    if found := _YEAR_LAST.findall(text):
        return [] if order == "year" else [_year_last(one, order) for one in found]
    return [
        (int(year), months.index(name) + 1, int(before or after) if before or after else None)
        for before, name, after, year in _NAMED.findall(text)
        if name in months
    ]


def _year_last(found: tuple[str, str, str], order: Order) -> _Parts:
    first, second, year = map(int, found)
    month, day = (first, second) if order == "month" else (second, first)
    return year + (2000 if year < 100 else 0), month, day


def _made(parts: _Parts) -> Stretch | None:
    year, month, day = parts
    try:
        first = date(year, month, day or 1)
    except ValueError:
        return None
    return Stretch(first, first if day else first.replace(day=calendar.monthrange(year, month)[1]))
