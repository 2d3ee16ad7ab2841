"""What stands around the rows of a sheet, and what a day without a year or a span of days means there."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from unicodedata import normalize

from core.registry.days import in_month
from core.registry.importing.layout import one_text
from core.registry.importing.reading import Part

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s?(?:\u5e74|[-/.]))")
_PLAIN_SHEET = re.compile(r"(?:sheet|\u5de5\u4f5c\u8868|\u8868)\s?\d*", re.I)
_LEAST_TITLE = 4
_FAR_BEFORE = 180  # days
_TAIL = r"(?:[ T].{0,40}|[^\d]{0,20})$"
_MONTH = re.compile(r"^(\d{1,2})\u6708(?:\u4efd)?(\u521d|[\u4e0a\u4e2d\u4e0b]\u65ec|\u5e95|\u672b)?$")
_MONTH_DAY = re.compile(rf"^(\d{{1,2}})(?:\u6708|[-/.])(\d{{1,2}})[\u65e5\u53f7]?{_TAIL}")
_SPAN = re.compile(
    r"^(?:(\d{4})[-/.\u5e74])?(\d{1,2})[-/.\u6708](\d{1,2})[\u65e5\u53f7]?\s?(?:\u81f3|\u5230|~|\u2014|\u2013|-){1,2}\s?"
    r"(?:(\d{4})[-/.\u5e74])?(?:(\d{1,2})[-/.\u6708])?(\d{1,2})[\u65e5\u53f7]?$"
)


@dataclass(frozen=True, slots=True)
class Around:
    """`title`: what the sheet is called by the line above its headings, by its name or the file's; `year`:
    the one year that these speak of, None where they speak of none or several."""

    title: str = ""
    year: int | None = None


def around(part: Part, file_name: str) -> Around:
    """What stands around the rows of one sheet."""
    rows = (row for row in part.table.rows if row.number < part.headings.number)
    above = list(dict.fromkeys(one_text(cell) for row in rows for cell in row.cells if one_text(cell)))
    titles = [text for text in above if len(text) >= _LEAST_TITLE and ":" not in normalize("NFKC", text)]
    sheet = "" if _PLAIN_SHEET.fullmatch(part.sheet) else part.sheet
    stem = PurePath(file_name).stem
    years = set(_YEAR.findall(normalize("NFKC", " ".join((*above, sheet, stem)))))
    title = next(iter(titles), "") or sheet or stem
    return Around(title[:200], int(years.pop()) if len(years) == 1 else None)


def span_of(text: str, year: int | None) -> tuple[date, date] | None:
    """The first and last day of `2026.3.18-3.25` and the like; None for what is no span."""
    found = _SPAN.match(normalize("NFKC", text).replace(" ", ""))
    if found is None:
        return None
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
