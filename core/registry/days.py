"""Days as clerks write them: 2024-03-05, 2024.3.5, a numeral day, a spreadsheet's serial number, a month.

A month or a year stands for its first day, and whoever reads one can ask (`precision`) and say so."""

import re
from datetime import date, timedelta
from typing import Literal
from unicodedata import normalize

from core.registry.fields import numerals

Precision = Literal["day", "month", "year"]
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000  # 1954 to 2119, as days since SERIAL_START
SERIAL_START = date(1899, 12, 30)
FIRST_YEAR = 1949
# What may follow a day: a time, or a few words such as "cancelled".
_TAIL = r"(?:[ T].{0,40}|[^\d]{0,20})$"
_DAY = re.compile(
    rf"^(\d{{4}})[-/.\u5e74](\d{{1,2}})(?:[-/.\u6708](\d{{1,2}})[\u65e5\u53f7]?|\u6708|(?=\D|$)){_TAIL}"
)
_EIGHT = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")
_YEAR = re.compile(r"^(\d{4})\u5e74?$")
_WRITTEN = re.compile(r"^(.{4})\u5e74(?:(.{1,3})\u6708)?(?:(.{1,3})[\u65e5\u53f7])?")


def read_day(text: str) -> tuple[date, Precision] | None:
    """The day a text names and how exactly it names it; None when it names none."""
    plain = normalize("NFKC", text).replace(" ", "") if _numeral(text) else normalize("NFKC", text)
    if plain.isdigit() and len(plain) == 5 and FIRST_SERIAL <= int(plain) <= LAST_SERIAL:
        return SERIAL_START + timedelta(days=int(plain)), "day"
    found = _DAY.match(plain) or _EIGHT.match(plain) or _YEAR.match(plain)
    parts = found.groups() if found else _written(plain)
    return _made(*parts) if parts else None


def _made(year: str, month: str | None = None, day: str | None = None) -> tuple[date, Precision] | None:
    if int(year) < FIRST_YEAR:
        return None
    try:
        made = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return made, "day" if day else "month" if month else "year"


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
