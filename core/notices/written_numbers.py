"""Numbers written in Chinese characters, as some offices type counts: 二十三个, 百分之九十五点五."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from core.registry.fields import numerals

PERCENT = "百分之"
_POINT = "点"
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = "万"
_TWO = "两"
_WRITTEN = re.compile(
    r"(?:百分之)?[〇零一二两三四五六七八九十百千万]{1,14}(?:点[〇零一二三四五六七八九]{1,4})?"
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
        words = match.group()
        percent = words.startswith(PERCENT)
        whole, _, part = words.removeprefix(PERCENT).partition(_POINT)
        value = number_of(whole)
        if value is not None:
            fraction = "".join(str(_digit(letter)) for letter in part)
            yield Written(
                match.start(), match.end(), float(f"{value}.{fraction or 0}"), len(fraction), percent
            )


def number_of(words: str) -> int | None:
    """The whole number that the characters say; None for what is none, such as 一二."""
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
