"""What is written in one piece of a page's text, read once however many pages it stands on."""

import re
from datetime import date
from typing import NamedTuple

from .day import kept_by_day
from .patterns import Found, half_date, may_be_dated, normal, read_dates
from .words import words

SPLIT = 8  # the longest half of a date that is split over two elements
_DAY_ALONE, _SHORT, _KEPT = 16, 200, 4_096
DATED = re.compile(r"[\d〇○零]|[一二三四五六七八九]年|昨天|前天|刚刚")


class Written(NamedTuple):
    """What is written in a piece of text: normalised, the date it wholly is, all dates in it, and whether it
    is one of a page's foot."""

    text: str
    whole: Found | None
    found: tuple[Found, ...]
    foot: bool


def written(piece: str, today: date) -> Written | None:
    """None for a piece that cannot give a date, alone or with its neighbour."""
    text = normal(piece)
    if len(text) > SPLIT and not may_be_dated(text):
        return None
    if len(piece) <= _DAY_ALONE:
        return _day_written(piece, today)
    return _short_written(piece, today) if len(piece) <= _SHORT else _read(piece, today)


def _read(piece: str, today: date) -> Written | None:
    if not DATED.search(piece):
        return None
    text = normal(piece)
    whole, found = read_dates(text, today) if may_be_dated(text) else (None, ())
    if whole is None and not found and (len(text) > SPLIT or not half_date(text)):
        return None
    return Written(text, whole, found, any(word in piece for word in words()["dates"]["words"]["footer"]))


# Days alone come again and again: longer texts, most of which are met once, are not to push them out.
_day_written = kept_by_day(2 * _KEPT)(_read)
_short_written = kept_by_day(_KEPT)(_read)
