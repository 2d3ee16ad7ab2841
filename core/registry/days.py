"""Days as clerks write them: 2024-03-05, 2024.3.5, a numeral day, a spreadsheet's serial number, a month.

A month, a quarter or a year stands for its first day, and a year of two digits for the nearest past one;
whoever reads one can ask (`precision`) and say so."""

import re
from datetime import date, timedelta
from typing import Literal
from unicodedata import normalize

from core.common import clock
from core.registry.fields import numerals

Precision = Literal["day", "month", "quarter", "half", "year", "short"]
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000  # 1954 to 2119, as days since SERIAL_START
SERIAL_START = date(1899, 12, 30)
FIRST_YEAR = 1949
# What may follow a day: a time, or a few words such as "cancelled".
_TAIL = r"(?:[ T].{0,40}|[^\d]{0,20})$"
_DAY = re.compile(
    rf"^(\d{{4}})[-/.\u5e74](\d{{1,2}})(?:[-/.\u6708](\d{{1,2}})[\u65e5\u53f7]?|\u6708|(?=\D|$)){_TAIL}"
)
_EIGHT = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")
_YEAR = re.compile(r"^(\d{4})\u5e74?\u521d?$")
_PART = re.compile(
    r"^(\d{4})(?:\u5e74(?:\u5ea6)?)?(?:(?:\u7b2c)?([\u4e00\u4e8c\u4e09\u56db1-4])\u5b63\u5ea6?|[Qq]([1-4])|([\u4e0a\u4e0b])\u534a\u5e74)\u521d?$"
)
# Two digits of a year: where the first number is called a year, or cannot be a month.
_SHORT = re.compile(
    rf"^(\d{{2}})([-/.\u5e74])(\d{{1,2}})(?:[-/.\u6708](\d{{1,2}})[\u65e5\u53f7]?|\u6708){_TAIL}"
)
_ENGLISH = re.compile(r"^(\d{1,2})[- ]([A-Za-z]{3,9})[-, ]{1,2}(\d{4}|\d{2})$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_QUARTER = "\u5b63"
_WITHIN = re.compile(r"\u6708\u4efd?(\u5e95|\u672b|\u4e2d\u65ec|\u4e0b\u65ec)")
_ENDS, _THIRDS = ("\u5e95", "\u672b"), {"\u4e2d": 11, "\u4e0b": 21}
MONTHS, MONTH_AND_MORE = 12, 31
_WRITTEN = re.compile(r"^(.{4})\u5e74(?:(.{1,3})\u6708)?(?:(.{1,3})[\u65e5\u53f7])?")


def read_day(text: str) -> tuple[date, Precision] | None:
    """The day a text names and how exactly it names it; None when it names none."""
    plain = normalize("NFKC", text).replace(" ", "") if _numeral(text) else normalize("NFKC", text)
    plain = plain.strip().lstrip("'\u2018\u2019`")
    if plain.isdecimal() and len(plain) == 5 and FIRST_SERIAL <= int(plain) <= LAST_SERIAL:
        return SERIAL_START + timedelta(days=int(plain)), "day"
    if _QUARTER in plain:
        return _part_of_year(plain)
    found = _DAY.match(plain) or _EIGHT.match(plain) or _YEAR.match(plain)
    parts = found.groups() if found else _written(plain)
    if parts:
        made = _made(*parts)
        within = _WITHIN.search(plain) if made and made[1] == "month" else None
        return (in_month(made[0], within[1]), "month") if made and within else made
    return _part_of_year(plain) or _two_digits(plain) or _english(plain)


def _part_of_year(plain: str) -> tuple[date, Precision] | None:
    found = _PART.match(plain)
    if found is None:
        return None
    year, word, number, half = found.groups()
    if half:
        return date(int(year), 7 if half == "\u4e0b" else 1, 1), "half"
    signs, _ = numerals()
    return date(int(year), 3 * int(signs.get(word or number, word or number)) - 2, 1), "quarter"


def _two_digits(plain: str) -> tuple[date, Precision] | None:
    found = _SHORT.match(plain)
    if found is None or (found[2] != "\u5e74" and int(found[1]) <= MONTHS and len(found[4] or "") > 1):
        return None  # as well a month, a day and a year
    made = _made(_whole_year(found[1]), found[3], found[4])
    return (made[0], "short") if made else None


def _english(plain: str) -> tuple[date, Precision] | None:
    found = _ENGLISH.match(plain)
    if found is None or found[2][:3].lower() not in _MONTHS:
        return None
    month = str(_MONTHS.index(found[2][:3].lower()) + 1)
    short = len(found[3]) == 2
    made = _made(_whole_year(found[3]) if short else found[3], month, found[1])
    return (made[0], "short") if made and short else made


def _whole_year(digits: str) -> str:
    this = clock.today().year
    year = this - this % 100 + int(digits)
    return str(year if year <= this else year - 100)


def _made(year: str, month: str | None = None, day: str | None = None) -> tuple[date, Precision] | None:
    if int(year) < FIRST_YEAR:
        return None
    try:
        made = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return made, "day" if day else "month" if month else "year"


def in_month(first: date, word: str) -> date:
    """The day that a word such as "end" or "middle third" stands for in the month that begins on `first`."""
    if word[:1] in _ENDS:
        return (first + timedelta(days=MONTH_AND_MORE)).replace(day=1) - timedelta(days=1)
    return first.replace(day=_THIRDS.get(word[:1], 1))


def _numeral(text: str) -> bool:
    return bool(_WRITTEN.match(text.replace(" ", ""))) and not text[:1].isascii()


def _written(text: str) -> tuple[str, ...] | None:
    """Year, month and day of a day written in numerals, as digits."""
    found = _WRITTEN.match(text)
    if found is None:
        return None
    signs, _ = numerals()
    if not all(sign in signs for sign in found[1]):
        return None
    year = "".join(str(signs[sign]) for sign in found[1])
    small = [_small(part) for part in found.groups()[1:] if part]
    return (year, *map(str, small)) if None not in small else None


def _small(word: str) -> int | None:
    """1 to 31, written as units, with the character for ten, or as digits."""
    signs, ten = numerals()
    if word.isdigit() and word.isascii():
        return int(word)
    before, tens, after = word.partition(ten)
    if any(sign not in signs for sign in before + after) or len(before) > 2 or len(after) > 1:
        return None
    if not tens:
        return int("".join(str(signs[sign]) for sign in before))
    return 10 * (signs[before] if before else 1) + (signs[after] if after else 0)
