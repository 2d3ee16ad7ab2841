"""The ways in which a date is written on Chinese official pages, and nothing about where it stands."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import urlsplit

from .day import kept_by_day
from .western import month_named, western_dates
from .words import words

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | dict.fromkeys(
    "零○0Oo", 0
)
_TENS = {"廿": 2, "卅": 3}
_CLOCK_TIME = r"(?:[T\s]*+\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2})?(?:\.\d+)?秒?分?(?:\s?(?:Z|[+-]\d\d:?\d\d))?)?"
# The same, its hour, minute and zone given out.
_ZONED_TIME = (
    r"(?:[T\s]*+(\d{1,2})[:时](\d{1,2})(?:[:分]\d{1,2})?(?:\.\d+)?秒?分?(?:\s?(Z|[+-]\d\d:?\d\d)(?!\d))?)?"
)

_FULL = re.compile(
    r"(?<![\d.\-/])((?:19|20)\d{2})\s?(?:年|[-/.])\s?(\d{1,2}|元)\s?(?:月|[-/.])\s?(\d{1,2}(?!\d|[-/.]\d)|\d\d(?=\d\d:\d\d))\s?日?"
    + _ZONED_TIME
)
_PAIRED = re.compile(r"[\d元]\s?[-/.月]\s?\d")  # what a month and its day have in any form with digits
# That, or Chinese numerals, eight digits, what is counted from today, the letters and points of
# western dates. It begins with all letters that any of them begins with: the rest of a text is passed by.
_MAYBE = re.compile(
    r"[\d元年前刚今昨A-Za-zÀ-ӿ./](?:(?<=[A-Za-zÀ-ӿ前])|(?<=[\d元])\s?[-/.月]\s?\d|(?<=\d)\d{7}|(?<=年)[^月]{1,3}月"
    r"|(?<=刚)刚|(?<=[今昨])天|(?<=[./])\s?\d{4})"
)
_CHINESE = re.compile(
    r"([〇○零0Oo一二三四五六七八九]{4})年([一二三四五六七八九十元]{1,3}|\d{1,2})月([一二三四五六七八九十廿卅]{1,3}|\d{1,2})日"
)
_MONTH_DAY = re.compile(r"(?<![\d年.\-/])(\d{1,2})(?:-|月)(\d{1,2})(?!\d|[-/.]\d)日?" + _CLOCK_TIME)
_LOOSE = re.compile(r"(\d{2})[/.](\d{2})" + _CLOCK_TIME)
_SHORT_YEAR = re.compile(r"'?(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?" + _CLOCK_TIME)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_RELATIVE = re.compile(r"(\d{1,3})\s?(分钟|小时|天|周)前|(刚刚|今天|昨天|前天)" + _CLOCK_TIME)
_DAYS = {"天": 1, "周": 7}
_MONTH_YEAR = re.compile(r"([A-Za-z]{3})\.? ((?:19|20)\d\d)")
_SPLIT_MONTH = re.compile(r"((?:19|20)\d{2})\s?[-/.年]\s?(\d{1,2})月?")
_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_DAY = re.compile(r"(\d{1,2})日?")
_MONTH = re.compile(r"(\d{1,2})月")
_HALVES = (_DAY, _SPLIT_MONTH, _YEAR, _MONTH_DAY, _LOOSE, _MONTH)

_ADDRESS = (
    re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?(?!\d)"),
    re.compile(r"(?<!\d)(20\d{2})[-_/](0?[1-9]|1[0-2])[-_/](0?[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(20\d{2})[-_/](0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])(?=/)"),
)
_NAMED_MONTH = re.compile(r"/(20\d{2})/([a-z]{3})[a-z]{0,6}/(\d{1,2})(?=/)", re.I)
_MONTH_FOLDER = re.compile(r"(?<!\d)(20\d{2})[-_/]?(0[1-9]|1[0-2])(?!\d)")
_YEAR_FOLDER = re.compile(r"/(20\d{2})/")
_SHANGHAI_MINUTES = 480  # east of Greenwich
_MOST_APART = 45  # days between the day of a page's making and the day that its list gives
_BRACKETS = " \t[]()（）【】〔〕<>《》「」|·•・-—:,，;；"


# Titles, dates and foot lines come again on page after page: what was read in them is kept.
_SHORT, _KEPT = 200, 4_096


# Text of these is normal already: ideographs, and the marks that have one form only.
_NORMAL = re.compile("[\x00-\x7f·\u2013\u2014\u2018-\u201d\u3001-\u3011\u4e00-\u9fff]*+")


# What the normal form of wide marks is: nearly all texts hold no others that have one.
_WIDE = (*((chr(ord(mark) + 0xFEE0), mark) for mark in ",:;!?()%+-./~"), ("\u3000", " "), ("\u2026", "..."))


class Found(NamedTuple):
    """A date in a text: the day, where in the (normalised) text, and how it was written."""

    day: date
    start: int
    end: int
    how: str  # full · short-year · month-day and loose (the year is a guess) · relative


def normal(text: str) -> str:
    """Full-width digits and punctuation made plain, so that patterns see one form."""
    if text.isascii() or _NORMAL.fullmatch(text):
        return text
    return _known_normal(text) if len(text) <= _SHORT else _normal(text)


def normal_all(texts: list[str]) -> list[str]:
    """`normal` of each text of a page, in one look at all of them."""
    whole = _narrowed("\n".join(texts))
    lines = whole.split("\n")
    if len(lines) != len(texts):
        return list(map(normal, texts))
    if _NORMAL.fullmatch(whole):
        return lines
    return [
        line if _NORMAL.fullmatch(line) else normal(text) for line, text in zip(lines, texts, strict=True)
    ]


def _normal(text: str) -> str:
    plain = _narrowed(text)
    return plain if _NORMAL.fullmatch(plain) else normalize("NFKC", text)


_known_normal = lru_cache(maxsize=_KEPT)(_normal)


def _narrowed(text: str) -> str:
    """`text` with the wide marks of Chinese texts made narrow: the library goes through every character."""
    for wide, plain in _WIDE:
        if wide in text:
            text = text.replace(wide, plain)
    return text


def may_be_dated(text: str) -> bool:
    """Whether `dates_in` or `whole_date` find anything in `text` (normalised); most numbers are no day."""
    return bool(_MAYBE.search(text))


def dates_in(text: str, today: date) -> tuple[Found, ...]:
    """Every date written in `text` (normalised). Future days are given too; only years are never guessed
    into the future."""
    if not ("20" in text or "19" in text or "年" in text or _PAIRED.search(text)):
        return ()
    return _short_dates(text, today) if len(text) <= _SHORT else tuple(_dates_in(text, today))


@kept_by_day(_KEPT)
def _short_dates(text: str, today: date) -> tuple[Found, ...]:
    return tuple(_dates_in(text, today))


def _dates_in(text: str, today: date) -> Iterator[Found]:
    text = text[: words()["dates"]["limits"]["longest_piece"]]
    taken: list[tuple[int, int]] = []
    century = "20" in text or "19" in text  # no year in digits without its century
    paired = bool(_PAIRED.search(text))
    for match in _FULL.finditer(text) if century and paired else ():
        day = _shanghai(match)
        taken.append(match.span())
        if day:
            yield Found(day, *match.span(), "full")
    for match in _CHINESE.finditer(text) if "年" in text else ():
        day = _day(_year(match[1]), _number(match[2]), _number(match[3]))
        taken.append(match.span())
        if day:
            yield Found(day, *match.span(), "full")
    for one in western_dates(text) if century else ():
        day = _day(one.year, one.month, one.day)
        if day:
            taken.append((one.start, one.end))
            yield Found(day, one.start, one.end, "full")
    for match in _MONTH_DAY.finditer(text) if paired else ():
        day = last_such_day(int(match[1]), int(match[2]), today)
        if day and not any(start < match.end() and match.start() < end for start, end in taken):
            yield Found(day, *match.span(), "month-day")


def whole_date(text: str, today: date) -> Found | None:
    """The date if `text` (normalised) is nothing but a date, in brackets or after a label perhaps."""
    return _short_whole(text, today) if len(text) <= _SHORT else _whole_date(text, today)


@kept_by_day(_KEPT)
def _short_whole(text: str, today: date) -> Found | None:
    return _whole_date(text, today)


def read_dates(text: str, today: date) -> tuple[Found | None, tuple[Found, ...]]:
    """What `whole_date` and `dates_in` give of `text`, read once; nothing of it is kept."""
    found = tuple(_dates_in(text, today))
    return _whole_date(text, today, found), found


def _whole_date(text: str, today: date, known: tuple[Found, ...] | None = None) -> Found | None:
    """`known`: the dates in `text`, where they are read already."""
    core = text.strip(_BRACKETS)
    labels = _labels()
    if core.startswith(labels):
        core = core[len(next(filter(core.startswith, labels))) :].strip(_BRACKETS)
    for found in dates_in(core, today) if known is None or core != text else known:
        if not (core[: found.start] + core[found.end :]).strip(_BRACKETS):
            return found
    return _loosely(core, today)


@lru_cache(maxsize=1)
def _labels() -> tuple[str, ...]:
    return tuple(words()["dates"]["words"]["label"])


def _loosely(core: str, today: date) -> Found | None:
    """Forms too ambiguous to be looked for inside other text."""
    if not (core[:1].isdigit() or core.startswith(("'", "刚刚", "今天", "昨天", "前天"))):
        return None
    if match := _SHORT_YEAR.fullmatch(core):
        day = _day(2000 + int(match[1]), int(match[2]), int(match[3]))
        return Found(day, *match.span(), "short-year") if day and day <= today else None
    if match := _COMPACT.fullmatch(core):
        day = _day(int(match[1]), int(match[2]), int(match[3]))
        return Found(day, *match.span(), "full") if day else None
    if match := _LOOSE.fullmatch(core):
        day = last_such_day(int(match[1]), int(match[2]), today)
        return Found(day, *match.span(), "loose") if day else None
    if match := _RELATIVE.fullmatch(core):
        back = {"昨天": 1, "前天": 2}.get(match[3] or "", int(match[1] or 0) * _DAYS.get(match[2] or "", 0))
        return Found(today - timedelta(days=back), *match.span(), "relative")
    return None


def half_date(text: str) -> bool:
    """Whether `text` (normalised) can be a half of what `split_date` reads."""
    core = text.strip(_BRACKETS)
    return any(half.fullmatch(core) for half in _HALVES)


@kept_by_day(_KEPT)
def split_date(first: str, second: str, today: date) -> tuple[date, bool] | None:
    """The date written across two neighbouring elements, and whether its year is written, too: `03` and
    `2026-11`, `2026` and `11-03`; `03` and `11月` without a year."""
    for one, other in ((first, second), (second, first)):
        one, other = one.strip(_BRACKETS), other.strip(_BRACKETS)
        day, month = _DAY.fullmatch(one), _SPLIT_MONTH.fullmatch(other)
        if day and month:
            return _known(_day(int(month[1]), int(month[2]), int(day[1])))
        year, rest = _YEAR.fullmatch(one), _MONTH_DAY.fullmatch(other) or _LOOSE.fullmatch(other)
        if year and rest:
            return _known(_day(int(year[1]), int(rest[1]), int(rest[2])))
        if day and (named := _MONTH_YEAR.fullmatch(other)) and (number := month_named(named[1])):
            return _known(_day(int(named[2]), number, int(day[1])))
        alone = _MONTH.fullmatch(other)
        if day and alone:
            guess = last_such_day(int(alone[1]), int(day[1]), today)
            return (guess, False) if guess else None
    return None


@lru_cache(maxsize=_KEPT)
def split_in_three(one: str, two: str, three: str) -> date | None:
    """The date written across three neighbouring elements in any order: `28`, `11月`, `2026`; `Nov`, `28`,
    `2026`. Two bare numbers with a year do not say which of them is the month."""
    parts = [part.strip(_BRACKETS) for part in (one, two, three)]
    years = [match for part in parts if (match := _YEAR.fullmatch(part))]
    months = [month for part in parts if (month := _month_alone(part))]
    days = [match for part in parts if (match := _DAY.fullmatch(part))]
    if not len(years) == len(months) == len(days) == 1:
        return None
    return _day(int(years[0][1]), months[0], int(days[0][1]))


def _month_alone(text: str) -> int:
    if match := _MONTH.fullmatch(text):
        return int(match[1])
    return month_named(text) if 3 <= len(text) <= 10 and text.isalpha() and text.isascii() else 0


def _known(day: date | None) -> tuple[date, bool] | None:
    return (day, True) if day else None


def _path(address: str) -> str:
    """The path of an address that a page gives for its own; empty where there is no making sense of it."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


@lru_cache(maxsize=_KEPT)
def date_in_address(address: str) -> date | None:
    """The day that a content system wrote into the path of a page: `/202611/t20261103_123.html`."""
    path = _path(address)
    for pattern in _ADDRESS:
        for match in reversed(list(pattern.finditer(path))):
            day = _day(int(match[1]), int(match[2]), int(match[3]))
            if day:
                return day
    named = _NAMED_MONTH.search(path)
    return _day(int(named[1]), month_named(named[2]), int(named[3])) if named else None


@lru_cache(maxsize=_KEPT)
def year_in_address(address: str, month: int, day: int) -> int | None:
    """The year of an item dated `month` and `day`, by what its address says of the day, the month or the
    year in which its page was made; None where it says none, or another season."""
    path = _path(address)
    near = date_in_address(address)
    if near is None and (match := _MONTH_FOLDER.search(path)):
        near = _day(int(match[1]), int(match[2]), 15)
    if near is None:
        folder = _YEAR_FOLDER.search(path)
        return int(folder[1]) if folder else None
    days = (
        (abs((made - near).days), made.year) for y in (-1, 0, 1) if (made := _day(near.year + y, month, day))
    )
    apart, year = min(days, default=(_MOST_APART + 1, 0))
    return year if apart <= _MOST_APART else None


def in_year(day: date, year: int) -> date | None:
    """The same day of another year; None for the 29th of February of a year that has none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def last_such_day(month: int, day: int, today: date) -> date | None:
    """The last day up to `today` with this month and day; a year left out is never a coming one."""
    for year in range(today.year, today.year - 5, -1):
        candidate = _day(year, month, day)
        if candidate and candidate <= today:
            return candidate
    return None


def _shanghai(match: re.Match[str]) -> date | None:
    """The day of a match of `_FULL`; a time in UTC, as programs write it, is turned into Shanghai's. Any
    other zone is that of the site's readers, who see the day that is written."""
    day = _day(int(match[1]), 1 if match[2] == "元" else int(match[2]), int(match[3]))
    zone = match[6]
    if day is None or not zone or (zone != "Z" and zone[1:].strip("0:")):
        return day
    minutes = int(match[5]) + _SHANGHAI_MINUTES
    return (datetime.combine(day, time()) + timedelta(hours=int(match[4]), minutes=minutes)).date()


def _day(year: int, month: int, day: int) -> date | None:
    if year < words()["dates"]["limits"]["oldest_year"]:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str) -> int:
    return int("".join(str(_DIGITS[character]) for character in text))


def _number(text: str) -> int:
    if text.isdigit() and text.isascii():
        return int(text)
    if text == "元":
        return 1
    if text[0] in _TENS:
        return _TENS[text[0]] * 10 + _DIGITS.get(text[1:].removeprefix("十"), 0)
    tens, mark, ones = text.rpartition("十")
    if not mark:
        return _DIGITS.get(text, 0)
    return (_DIGITS.get(tens, 0) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
