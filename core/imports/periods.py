"""Days, months, quarters and years that stand in a heading, such as "第一季度得分" or "2026年1月"."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from unicodedata import normalize

from core.registry.fields import numerals
from core.registry.values import Raw

Length = Literal["day", "month", "quarter", "half", "year"]
_MONTHS_OF: dict[Length, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_NUMERAL = r"[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]"
_YEAR = r"(?:(20\d\d|\d\d)\u5e74(?:\u5ea6)?[-/.]?)?"
_QUARTER = re.compile(
    rf"{_YEAR}(?:\u7b2c?([\u4e00\u4e8c\u4e09\u56db1-4])\u5b63(?:\u5ea6)?|[Qq]([1-4])(?![A-Za-z0-9]))"
)
_HALF = re.compile(rf"{_YEAR}([\u4e0a\u4e0b])\u534a\u5e74(?:\u5ea6)?")
_MONTH = re.compile(
    rf"(?<!\d){_YEAR}(1[0-2]|0?[1-9]|{_NUMERAL}{{1,2}})\u6708(?:\u4efd|(\d{{1,2}})[\u65e5\u53f7])?(?![\u521d\u5e95\u672b])"
)
_DIGITS = re.compile(
    r"(?<!\d)(20\d\d)(?:[-/.](1[0-2]|0?[1-9])(?:[-/.](\d{1,2}))?|(0[1-9]|1[0-2])(\d\d)?)(?!\d)"
)
_WHOLE_YEAR = re.compile(r"(?<!\d)(20\d\d)\u5e74?(?:\u5ea6|\u5168\u5e74)?(?!\d)")
_OF = "\u7684"  # between a period and what is of it
_AROUND = f" {_OF}-_/|:,()[]" + "\u3001" + "\u3010" + "\u3011" + "\u2014\u00b7\r\n\t"


@dataclass(frozen=True, slots=True)
class Period:
    """`name` as the heading writes it; `first` and `last` day, None where nobody knows its year."""

    name: str
    length: Length
    first: date | None = None
    last: date | None = None

    @property
    def key(self) -> tuple[str, object]:
        """What tells it from others of the same table."""
        return self.length, self.first or self.name


def period_in(cell: Raw, year: int | None) -> tuple[Period, str] | None:
    """The period that a heading names, and what it says besides; None for a heading that names none.
    `year`: of those that name none themselves."""
    if isinstance(cell, date | datetime):
        day = cell.date() if isinstance(cell, datetime) else cell
        length: Length = "month" if day.day == 1 else "day"
        whole = _period(f"{day:%Y-%m}" if length == "month" else day.isoformat(), length, day.year, day)
        return (whole, "") if whole else None
    if not isinstance(cell, str):
        return None
    text = normalize("NFKC", cell).replace(" ", "")
    for pattern, made in _FORMS:
        if found := pattern.search(text):
            period = made(found, year)
            rest = f"{text[: found.start()]} {text[found.end() :]}".strip(_AROUND)
            return (period, rest) if period else None
    return None


def _quarter(found: re.Match[str], year: int | None) -> Period | None:
    signs, _ = numerals()
    sign = found[2] or found[3]
    number = int(signs.get(sign, sign))
    return _period(found[0], "quarter", _year(found[1], year), (3 * number - 2, 1))


def _half(found: re.Match[str], year: int | None) -> Period | None:
    return _period(found[0], "half", _year(found[1], year), (1 if found[2] == "\u4e0a" else 7, 1))


def _month(found: re.Match[str], year: int | None) -> Period | None:
    signs, ten = numerals()
    word = found[2]
    if not word.isdecimal():
        before, tens, after = word.partition(ten)
        if (len(word) > 1 and not word.startswith(ten)) or (after and after not in signs):
            return None
        word = str((10 if tens else int(signs[before])) + (int(signs[after]) if after else 0))
    if not 1 <= int(word) <= 12:
        return None
    day = int(found[3]) if found[3] else 1
    return _period(found[0], "day" if found[3] else "month", _year(found[1], year), (int(word), day))


def _digits(found: re.Match[str], _: int | None) -> Period | None:
    month, day = found[2] or found[4], found[3] or found[5]
    return _period(found[0], "day" if day else "month", int(found[1]), (int(month), int(day or 1)))


def _whole_year(found: re.Match[str], _: int | None) -> Period | None:
    return _period(found[0], "year", int(found[1]), (1, 1))


# In this order: the word of a quarter or a month says more than the year before it.
_FORMS = (
    (_QUARTER, _quarter), (_HALF, _half), (_MONTH, _month), (_DIGITS, _digits), (_WHOLE_YEAR, _whole_year),
)  # fmt: skip


def _year(digits: str | None, otherwise: int | None) -> int | None:
    return otherwise if not digits else int(digits) if len(digits) > 2 else 2000 + int(digits)


def _period(name: str, length: Length, year: int | None, at: date | tuple[int, int]) -> Period | None:
    if year is None:
        return Period(name, length)
    try:
        first = at if isinstance(at, date) else date(year, *at)
    except ValueError:
        return None
    if length == "day":
        return Period(name, length, first, first)
    month = first.month + _MONTHS_OF[length] - 1
    return Period(name, length, first, date(first.year, month, monthrange(first.year, month)[1]))
