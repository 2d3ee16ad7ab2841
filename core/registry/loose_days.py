"""What a day without a year, or a span of days, means beside other days."""

import re
from datetime import date
from unicodedata import normalize

from core.registry.days import in_month

_FAR_BEFORE = 180  # days
_TAIL = r"(?:[ T].{0,40}|[^\d]{0,20})$"
_MONTH = re.compile(r"^(\d{1,2})\u6708(?:\u4efd)?(\u521d|[\u4e0a\u4e2d\u4e0b]\u65ec|\u5e95|\u672b)?$")
_MONTH_DAY = re.compile(rf"^(\d{{1,2}})(?:\u6708|[-/.])(\d{{1,2}})[\u65e5\u53f7]?{_TAIL}")
_SPAN_WITHIN = re.compile(
    r"(?:(\d{4})[-/.\u5e74])?(\d{1,2})[-/.\u6708](\d{1,2})[\u65e5\u53f7]?"
    r"\s?(?:\u81f3|\u5230|~|\u2014|\u2013|-){1,2}\s?"
    r"(?:(\d{4})[-/.\u5e74])?(?:(\d{1,2})[-/.\u6708])?(\d{1,2})[\u65e5\u53f7]?"
)


def span_of(text: str, year: int | None) -> tuple[date, date] | None:
    """The first and last day of `2026.3.18-3.25` and the like; None for what is no span."""
    found = _SPAN_WITHIN.fullmatch(normalize("NFKC", text).replace(" ", ""))
    return _span(found, year) if found else None


def span_within(text: str, year: int | None) -> tuple[date, date] | None:
    """The first span of days that a plain text names anywhere."""
    found = _SPAN_WITHIN.search(text)
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
