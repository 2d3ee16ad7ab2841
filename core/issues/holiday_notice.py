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

FILE = Path(__file__).with_name("holiday_words.toml")
LONGEST = 5_000
MOST_DAYS = 31
_NOTES = re.compile(r"\([^()]{0,40}\)")
_YEAR = re.compile(r"(\d{4})\u5e74")
_CLAUSES = re.compile(r"[,\u3002;\n:]")
_SPAN = re.compile(
    r"(?:(\d{4})\u5e74)?(\d{1,2})\u6708(\d{1,2})\u65e5"
    r"(?:(?:\u81f3|-|\u2014|\u5230)(?:(\d{4})\u5e74)?(?:(\d{1,2})\u6708)?(\d{1,2})\u65e5)?"
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
    plain = _NOTES.sub("", normalize("NFKC", text[:LONGEST]))
    named = _YEAR.search(plain)
    year = int(named[1]) if named else year
    words, rest, work, doubts = _words(), set[date](), set[date](), list[str]()
    last: list[date] = []
    for clause in _CLAUSES.split(plain):
        total = re.search(words["total"], clause)
        before, off, _ = clause.partition(words["rest"])
        days = _days(before if off else clause, year)
        if days is None:
            doubts.append(clause.strip())
        elif off:
            rest |= set(days)
            last = days
        elif words["work"] in clause:
            work |= set(days)
        if total and last and int(total[1]) != len(last):
            doubts.append(clause.strip())
    return Notice(year, tuple(sorted(rest)), tuple(sorted(work)), tuple(dict.fromkeys(doubts)))


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
        except ValueError:
            return None
        if last < first and not last_year:
            last = last.replace(year=last.year + 1)
        if not first <= last <= first + timedelta(days=MOST_DAYS):
            return None
        days += [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return days


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    return tomllib.loads(FILE.read_text("utf-8"))
