"""The days that the State Council's notice of holidays gives, read from its text.

Ranges count as the notice counts them ("7 days in all"); where the text says another number, that is said,
and a person decides."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from unicodedata import normalize

from core.registry.fields import numerals

FILE = Path(__file__).with_name("holiday_words.toml")
LONGEST = 5_000
MOST_DAYS = 31
_NOTES = re.compile(r"\([^()]{0,40}\)")
_YEAR = re.compile(r"(\d{4})\u5e74")
_SENTENCES = re.compile(r"[\u3002;\n]")
_CLAUSES = re.compile(r"[,:]")
_WRITTEN = re.compile(
    r"[\u3007\u96f6\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{1,4}(?=[\u5e74\u6708\u65e5\u53f7\u5929])"
)
_SPAN = re.compile(
    r"(?:(\d{4})\u5e74)?(\d{1,2})\u6708(\d{1,2})[\u65e5\u53f7]?"
    r"(?:(?:\u81f3|-|~|\u2013|\u2014{1,2}|\u5230)"
    r"(?:(\d{4})\u5e74)?(?:(\d{1,2})\u6708)?(\d{1,2})[\u65e5\u53f7]?)?"
)


@dataclass(frozen=True, slots=True)
class Notice:
    """`rest` are the days off and `work` the weekend days on which offices work, in order. `doubts` are the
    clauses whose days do not make the number they name, or name no day that exists."""

    year: int
    rest: tuple[date, ...]
    work: tuple[date, ...]
    doubts: tuple[str, ...]


def read_notice(text: str, year: int) -> Notice:
    """The days in the text of a notice; a year in its first mention goes before `year`."""
    plain = _WRITTEN.sub(_digits, _NOTES.sub("", normalize("NFKC", text[:LONGEST])))
    named = _YEAR.search(plain)
    year = int(named[1]) if named else year
    rest, work, doubts = set[date](), set[date](), list[str]()
    for sentence in _SENTENCES.split(plain):
        _read_sentence(sentence, year, rest, work, doubts)
    return Notice(year, tuple(sorted(rest)), tuple(sorted(work)), tuple(dict.fromkeys(doubts)))


def _read_sentence(sentence: str, year: int, rest: set[date], work: set[date], doubts: list[str]) -> None:
    """What one sentence says of days: those off, those of work, what is doubtful about them."""
    words = _words()
    last: list[date] = []
    mine: set[date] = set()
    for clause in _CLAUSES.split(sentence):
        total = words["total"].search(clause)
        off = words["rest"].search(clause)
        parts = ((clause[: off.start()], off), (clause[off.end() :], None)) if off else ((clause, None),)
        for part, of_rest in parts:
            days = _days(part, year)
            if days and of_rest:
                last, mine = days, mine | set(days)
                rest |= set(days)
            elif days and words["work"].search(part):
                work |= set(days)
            elif days or days is None or (of_rest and words["lunar"].search(part)):
                # A day that is named and neither off nor of work would be lost without a word.
                doubts.append(clause.strip())
        if total and last and int(total[1]) not in (len(last), len(mine)):
            doubts.append(clause.strip())


def _digits(found: re.Match[str]) -> str:
    """A number written in numerals as digits: of a year sign by sign."""
    signs, ten = numerals()
    word = found[0]
    if not all(sign in signs or sign == ten for sign in word):
        return word
    if len(word) == len("2027"):
        return "".join(str(signs.get(sign, "")) for sign in word)
    before, tens, after = word.partition(ten)
    if not tens:
        return str(signs[word]) if len(word) == 1 else word
    return str(10 * (signs[before] if before else 1) + (signs[after] if after else 0))


def _days(clause: str, year: int) -> list[date] | None:
    """Every day of the spans a clause names; None when one does not exist or is longer than any holiday."""
    days: list[date] = []
    for first_year, month, day, last_year, last_month, last_day in _SPAN.findall(clause):
        try:
            first = date(int(first_year or year), int(month), int(day))
            last = (
                date(int(last_year or first.year), int(last_month or month), int(last_day))
                if last_day
                else first
            )
            if last < first and not last_year:
                last = last.replace(year=last.year + 1)
        except ValueError:
            return None
        if not first <= last <= first + timedelta(days=MOST_DAYS):
            return None
        days += [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return days


@lru_cache(maxsize=1)
def _words() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(word) for name, word in tomllib.loads(FILE.read_text("utf-8")).items()}
