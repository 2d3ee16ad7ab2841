"""What the demo sites publish: columns and dated articles, the same for the same day and site.

An article's address holds its day, so it stays where it is while the calendar moves on."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any
from zlib import crc32

from checks.demo_sites.faults import Fault, Faults, measures
from core.common.clock import SHANGHAI
from db.demo.columns import demo_columns
from db.demo.sites import DemoSite

_HERE = Path(__file__).parent
LISTED = 60
KEPT_DAYS = 4000


@dataclass(frozen=True, slots=True)
class Column:
    """One column (栏目). `every`: days between articles; `kind` chooses titles; `type` is its ColumnType."""

    key: str
    name: str
    kind: str
    type: str
    every: int
    about: str

    @property
    def path(self) -> str:
        """Where its list begins."""
        return f"/{self.key}/"


@dataclass(frozen=True, slots=True)
class Article:
    """One article; `at` is in Asia/Shanghai."""

    column: Column
    at: datetime
    title: str
    source: str
    paragraphs: tuple[str, ...]
    path: str

    @property
    def day(self) -> date:
        """The day it bears."""
        return self.at.date()


@lru_cache(maxsize=1)
def _columns() -> dict[str, tuple[Column, ...]]:
    return {theme: tuple(Column(**row) for row in rows) for theme, rows in demo_columns().items()}


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, Any]]:
    """The word lists by theme, and `shared`; not to be changed."""
    return tomllib.loads((_HERE / "words.toml").read_text("utf-8"))


def columns_of(site: DemoSite) -> tuple[Column, ...]:
    """The columns of `site`, in the order of its navigation."""
    return _columns()[site.theme]


def shown_columns(site: DemoSite, faults: Faults) -> tuple[Column, ...]:
    """The columns that the site's navigation names."""
    hidden = "letter" if Fault.NO_INTERACTION in faults else ""
    return tuple(column for column in columns_of(site) if column.kind != hidden)


def emptied(site: DemoSite, faults: Faults) -> tuple[Column, ...]:
    """The columns that show nothing because of `faults`."""
    if Fault.EMPTY_COLUMNS not in faults:
        return ()
    return columns_of(site)[-int(measures(Fault.EMPTY_COLUMNS)["columns"]) :]


def newest_day(column: Column, faults: Faults, today: date) -> date:
    """The last day on which `column` may bear an article.

    Yesterday at best: an article of today could bear an hour that is still to come."""
    stale = measures(Fault.STALE_COLUMNS)["days"] if Fault.STALE_COLUMNS in faults else {}
    return today - timedelta(days=stale.get(column.kind, 1))


def newest_day_on_home(column: Column, faults: Faults, today: date) -> date:
    """The last day of `column` that the home page shows."""
    newest = newest_day(column, faults, today)
    if Fault.STALE_HOME not in faults:
        return newest
    return min(newest, today - timedelta(days=measures(Fault.STALE_HOME)["days"]))


def articles(site: DemoSite, column: Column, newest: date, count: int = LISTED) -> list[Article]:
    """The `count` last articles of `column` up to `newest`, newest first."""
    first = newest - timedelta(days=(newest.toordinal() - _phase(site, column)) % column.every)
    return [_article(site, column, first - timedelta(days=column.every * back)) for back in range(count)]


def find_article(site: DemoSite, path: str, today: date) -> Article | None:
    """The article at `path`, or None when there was never one."""
    for column in columns_of(site):
        day = _day_in(column, path)
        if day is not None and 0 < (today - day).days < KEPT_DAYS and _publishes(site, column, day):
            found = _article(site, column, day)
            return found if found.path == path else None
    return None


def _day_in(column: Column, path: str) -> date | None:
    stem = path.removeprefix(column.path).partition("/")[2]
    if not path.startswith(column.path) or not stem.startswith("t"):
        return None
    try:
        return datetime.strptime(stem[1:9], "%Y%m%d").replace(tzinfo=SHANGHAI).date()
    except ValueError:
        return None


def _publishes(site: DemoSite, column: Column, day: date) -> bool:
    return (day.toordinal() - _phase(site, column)) % column.every == 0


def _phase(site: DemoSite, column: Column) -> int:
    return crc32(f"{site.key}/{column.key}".encode()) % column.every


@lru_cache(maxsize=20_000)
def _article(site: DemoSite, column: Column, day: date) -> Article:
    chance = random.Random(f"{site.key}/{column.key}/{day}")
    at = datetime.combine(day, time(chance.randint(8, 17), chance.randrange(60)), SHANGHAI)
    pen = _Pen(site.theme, chance, {"name": _publisher(site), "year": str(day.year), "month": str(day.month)})
    turn = day.toordinal() // column.every + crc32(f"{site.key}/{column.key}".encode())
    pen.slots["topic"] = pen.in_turn("topic", turn)
    title = pen.fill(pen.in_turn(column.kind, turn))
    return Article(
        column=column,
        at=at,
        title=title,
        source=pen.write("source"),
        paragraphs=tuple(_paragraphs(pen, column)),
        path=f"{column.path}{day:%Y%m}/t{day:%Y%m%d}_{crc32(title.encode()) % 900_000 + 100_000}.html",
    )


def _publisher(site: DemoSite) -> str:
    return site.name.removesuffix("（示例）") if site.type == "institution" else site.sponsor


def _paragraphs(pen: "_Pen", column: Column) -> Iterator[str]:
    prefix = {"policy": "policy_", "letter": "letter_"}.get(column.kind, "")
    yield pen.write(f"{prefix}opening")
    middle = pen.choices(f"{prefix}middle")
    if prefix:
        yield from (pen.fill(text) for text in middle)
    else:
        yield from (pen.fill(text) for text in pen.chance.sample(middle, 3))
    yield pen.write("closing")


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes sentences: every slot of a template keeps its word through one article."""

    theme: str
    chance: random.Random
    slots: dict[str, str]

    def choices(self, name: str) -> list[str]:
        own = words()[self.theme]
        return list(own[name] if name in own else words()["shared"][name])

    def in_turn(self, name: str, turn: int) -> str:
        return (choices := self.choices(name))[turn % len(choices)]

    def write(self, name: str) -> str:
        return self.fill(self.chance.choice(self.choices(name)))

    def fill(self, template: str) -> str:
        for _, slot, _, _ in Formatter().parse(template):
            if slot and slot not in self.slots:
                self.slots[slot] = self.chance.choice(self.choices(slot))
        return template.format_map(self.slots)
