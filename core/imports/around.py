"""What stands around the rows of a sheet, and what a day without a year or a span of days means there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from unicodedata import normalize

from core.imports.periods import period_in
from core.registry.days import in_month
from core.registry.importing.layout import one_text
from core.registry.importing.reading import Part
from core.registry.importing.table import Row

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s?(?:\u5e74|[-/.]))")
_PLAIN_SHEET = re.compile(r"(?:sheet|\u5de5\u4f5c\u8868|\u8868)\s?\d*", re.I)
_SAID = re.compile(r"\W?[^:()]{1,8}:")  # such as who reports
_LEAST_TITLE = 4
_MOST_IN_TITLES = 3
_FAR_BEFORE = 180  # days
_TAIL = r"(?:[ T].{0,40}|[^\d]{0,20})$"
_MONTH = re.compile(r"^(\d{1,2})\u6708(?:\u4efd)?(\u521d|[\u4e0a\u4e2d\u4e0b]\u65ec|\u5e95|\u672b)?$")
_MONTH_DAY = re.compile(rf"^(\d{{1,2}})(?:\u6708|[-/.])(\d{{1,2}})[\u65e5\u53f7]?{_TAIL}")
_SPAN_WITHIN = re.compile(
    r"(?:(\d{4})[-/.\u5e74])?(\d{1,2})[-/.\u6708](\d{1,2})[\u65e5\u53f7]?"
    r"\s?(?:\u81f3|\u5230|~|\u2014|\u2013|-){1,2}\s?"
    r"(?:(\d{4})[-/.\u5e74])?(?:(\d{1,2})[-/.\u6708])?(\d{1,2})[\u65e5\u53f7]?"
)


@dataclass(frozen=True, slots=True)
class Around:
    """`title`: what the sheet is called by the line above its headings, by its name or the file's; `year`:
    the one year that these speak of, None where they speak of none or several; `days`: the span or the one
    period that they name."""

    title: str = ""
    year: int | None = None
    days: tuple[date, date] | None = None


def around(part: Part, file_name: str) -> Around:
    """What stands around the rows of one sheet."""
    rows = [row for row in part.table.rows if row.number < part.headings.number]
    return around_rows(rows, part.sheet, file_name)


def around_rows(rows: Sequence[Row], name: str, file_name: str) -> Around:
    """What the rows above the headings, the sheet's name and the file's say."""
    words = [list(dict.fromkeys(one_text(cell) for cell in row.cells if one_text(cell))) for row in rows]
    # A line of many words is the upper of two rows of headings, and no title.
    above = list(dict.fromkeys(text for line in words if len(line) < _MOST_IN_TITLES for text in line))
    titles = [
        text for text in above if len(text) >= _LEAST_TITLE and not _SAID.match(normalize("NFKC", text))
    ]
    sheet = "" if _PLAIN_SHEET.fullmatch(name) else name
    stem = PurePath(file_name).stem
    years = set(_YEAR.findall(normalize("NFKC", " ".join((*above, sheet, stem)))))
    title = next(iter(titles), "") or sheet or stem
    year = int(years.pop()) if len(years) == 1 else None
    return Around(title[:200], year, _days_in((*above, sheet, stem), year))


def _days_in(texts: Sequence[str], year: int | None) -> tuple[date, date] | None:
    """The span of days that one of the texts names, else the first month, quarter or day; no whole year."""
    plain = [normalize("NFKC", text).replace(" ", "") for text in texts]
    for text in plain:
        if (found := _SPAN_WITHIN.search(text)) and (days := _span(found, year)):
            return days
    for text in plain:
        named = period_in(text, year)
        if named and named[0].first and named[0].last and named[0].length != "year":
            return named[0].first, named[0].last
    return None


def span_of(text: str, year: int | None) -> tuple[date, date] | None:
    """The first and last day of `2026.3.18-3.25` and the like; None for what is no span."""
    found = _SPAN_WITHIN.fullmatch(normalize("NFKC", text).replace(" ", ""))
    return _span(found, year) if found else None


def _span(found: re.Match[str], year: int | None) -> tuple[date, date] | None:
    first_year = int(found[1]) if found[1] else year
    last_year = int(found[4]) if found[4] else first_year
    if first_year is None or last_year is None:
        return None
    try:
        first = date(first_year, int(found[2]), int(found[3]))
        last = date(last_year, int(found[5] or found[2]), int(found[6]))
    except ValueError:
        return None
    return (first, last) if first <= last else None


def day_in_year(text: str, beside: date | None, year: int | None) -> date | None:
    """A month and a day in the year of the row's own day, or of what stands above; None where neither is
    known. A day before the row's own is of the next year only when it would else be far before it."""
    found = _MONTH_DAY.match(normalize("NFKC", text))
    known = beside.year if beside else year
    month = _MONTH.match(normalize("NFKC", text))
    if known is None or not (found or month):
        return None
    try:
        if found:
            day = date(known, int(found[1]), int(found[2]))
        else:
            day = in_month(date(known, int(month[1]), 1), month[2] or "") if month else date.min
        if beside and (beside - day).days > _FAR_BEFORE:
            day = day.replace(year=known + 1)
    except ValueError:
        return None
    return day
