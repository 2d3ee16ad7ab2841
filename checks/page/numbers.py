"""Numbers that carry their own proof."""

from collections.abc import Collection
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OLDEST_YEAR = 1900


def is_id(text: str, provinces: Collection[int], today: date) -> bool:
    """Whether 18 characters are a citizen's number (GB 11643): province, possible birthday, check digit."""
    if int(text[:2]) not in provinces or _CHECKS[_sum(text) % 11] != text[17]:
        return False
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return born.year >= _OLDEST_YEAR and born <= today


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _sum(text: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
