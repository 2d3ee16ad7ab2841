"""What every chapter of the story shares: its book, its chance, its days and its words."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from db.demo.book import Book

OFFICE = "监管员（示例）"

YEAR = 2019
HISTORY_FROM = date(2020, 1, 1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
RULES = "national-2019.1"


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A row that the office enters by hand in a chapter of its records. A value may be another entry, which
    then stands for the row that it became."""

    chapter: str
    values: Mapping[str, Any]

    @property
    def day(self) -> date:
        """The last day it speaks of: it is entered after that."""
        return max(value for value in self.values.values() if isinstance(value, date))


@dataclass
class Story:
    """One reporting_progress: the same `seed` and `until` give the same rows. `book` holds what is written in
    bulk, `entries` what people enter; they go through the functions behind the pages (core.demonstration)."""

    seed: int
    until: date
    demo_port: int
    book: Book = field(default_factory=Book)
    entries: list[Entry] = field(default_factory=list)

    def enter(self, chapter: str, **values: Any) -> Entry:
        """Keep one row of a chapter."""
        self.entries.append(Entry(chapter, values))
        return self.entries[-1]

    def chance(self, topic: str) -> Random:
        """Random numbers of one chapter, so that chapters do not disturb each other."""
        return Random(f"{self.seed} {topic}")


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The words of the story, from `names.toml`."""
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))


def today() -> date:
    """Today in Asia/Shanghai. `core.common.clock` lies above this room, so the calendar is read here."""
    return datetime.now(SHANGHAI).date()


def instant(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """That hour of the day in Asia/Shanghai, in UTC."""
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


def days(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def months(first: date, last: date) -> Iterator[date]:
    """The first day of every month from that of `first` to that of `last`."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = next_month(month)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def weekdays_after(day: date, count: int) -> date:
    """The day `count` weekdays later; holidays are left out of this story."""
    for _ in range(count):
        day += timedelta(days=3 if day.weekday() == 4 else 2 if day.weekday() == 5 else 1)
    return day


def split(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares of `total` in proportion to `weights`, adding up to it exactly."""
    scale, carried, given, shares = total / sum(weights), 0.0, 0, []
    for weight in weights:
        carried += weight * scale
        shares.append(round(carried) - given)
        given = round(carried)
    return shares
