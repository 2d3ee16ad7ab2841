"""Numbers written in Chinese characters, as some offices type counts: twenty-three, ninety-five per cent."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from core.registry.fields import numerals

_UNITS = {"\u5341": 10, "\u767e": 100, "\u5343": 1000}
_LARGE = "\u4e07"
_TWO = "\u4e24"
# A share says so before the number; a point stands in the middle.
_WRITTEN = re.compile(
    r"(?P<share>\u767e\u5206\u4e4b)?"
    r"(?P<whole>[\u3007\u96f6\u4e00\u4e8c\u4e24\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u4e07]{1,14})"
    r"(?:\u70b9(?P<part>[\u3007\u96f6\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d]{1,4}))?"
)


class Written(NamedTuple):
    """A number in characters: where it stands, what it is, digits behind its point, whether a share."""

    start: int
    end: int
    value: float
    digits: int
    percent: bool


def written(text: str) -> Iterator[Written]:
    """Every well-formed number in characters of `text`."""
    for match in _WRITTEN.finditer(text):
        value = number_of(match["whole"])
        if value is not None:
            part = "".join(str(_digit(letter)) for letter in match["part"] or "")
            share = match["share"] is not None
            yield Written(match.start(), match.end(), float(f"{value}.{part or 0}"), len(part), share)


def number_of(words: str) -> int | None:
    """The whole number that the characters say; None for what is none, such as \u4e00\u4e8c."""
    above, found, below = words.rpartition(_LARGE)
    if found:
        head, tail = number_of(above), number_of(below) if below else 0
        return None if head is None or tail is None or tail >= 10_000 else head * 10_000 + tail
    total, digit, least = 0, None, 10_000
    for letter in words:
        if letter in _UNITS:
            worth = _UNITS[letter]
            if worth >= least or digit == 0:
                return None
            total, digit, least = total + (1 if digit is None else digit) * worth, None, worth
        else:
            if digit:
                return None
            digit = _digit(letter)
    return total + (digit or 0) if words else None


def _digit(letter: str) -> int:
    digits = numerals()[0]
    return 2 if letter == _TWO else digits[letter]
