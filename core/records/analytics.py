"""Exports of web analytics as rows of visits: whatever stands above the headings or below the days is left
out, hours of a day are added up, and what an export does not say stays empty, never 0."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated
from unicodedata import normalize

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Limited

from core.common.text import t
from core.records.export_days import Order, Stretch, order_of, stretch_of
from core.registry.fields import fold
from core.registry.importing.filled_in import cell_of
from core.registry.importing.reading import tables_of
from core.registry.importing.table import Row, Table
from core.registry.values import Raw
from db.models import TrafficSpan

FILE = Path(__file__).with_name("analytics.toml")
# The fields of the chapter of visits, in the order of the columns of what is read.
DATED = ("day", "month", "nth", "year_apart")
FIELDS = ("channel_id", "day", "span", "visits", "new_visitors")
_NUMBER = re.compile(r"^(\d+(?:\.\d+)?)([^\d.]?)$")


class Words(BaseModel):
    """The file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: tuple[str, ...]
    month: tuple[str, ...]
    nth: tuple[str, ...]
    year_apart: tuple[str, ...]
    month_apart: tuple[str, ...]
    day_apart: tuple[str, ...]
    hour: tuple[str, ...]
    site: tuple[str, ...]
    counted: Annotated[tuple[tuple[str, ...], ...], Limited(min_length=1)]
    fresh: tuple[str, ...]
    aside: tuple[str, ...]
    nothing: tuple[str, ...]
    units: tuple[str, ...]
    times: Mapping[str, int]
    months: Annotated[tuple[str, ...], Limited(min_length=12, max_length=12)]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person says of an export: of which site it is, if it does not say so, and the heading of the
    column that counts as visits, if not the likeliest."""

    site: int | None = None
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """An export that was read. The cells of `table` are those of `FIELDS`; `counted` are the headings of what
    may be counted as visits, `chosen` the one that is; `aside` are the rows that are no day."""

    table: Table
    counted: tuple[str, ...]
    chosen: str
    names_sites: bool
    aside: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    """The row of the headings: what each column holds; `counts` by heading, the likeliest first."""

    number: int
    places: Mapping[str, int]
    counts: Mapping[str, int]


@dataclass(slots=True)
class _Day:
    """What one row, or the hours of one day, say."""

    number: int
    site: Raw
    when: Stretch | str
    visits: Raw
    fresh: Raw
    formulas: int = 0
    cells: list[Raw] = field(default_factory=list)


@lru_cache(maxsize=1)
def words() -> Words:
    """The words of exports. Raises `pydantic.ValidationError` naming every wrong key."""
    return Words.model_validate(tomllib.loads(FILE.read_text("utf-8")))


def read_export(data: bytes, name: str, counted: str = "") -> Export | None:
    """The file as an export of web analytics; None where it is none. Raises `DomainError` as `tables_of`."""
    for table in tables_of(data, name).tables:
        heads = [head for row in table.rows if (head := _head(row))]
        if heads:
            return _read(table, heads[0], counted)
    return None


def _head(row: Row) -> _Head | None:
    """The row as headings: days and what may be counted."""
    known = _meanings()
    places: dict[str, int] = {}
    counts: list[tuple[int, str, int]] = []
    for place in range(len(row.cells)):
        cell = cell_of(row, place)
        meant = known.get(fold(cell)) if isinstance(cell, str) else None
        if isinstance(meant, int):
            counts.append((meant, str(cell), place))
        elif meant is not None:
            places.setdefault(meant, place)
    dated = places.keys() & {"day", "month", "nth"} or {"year_apart", "month_apart"} <= places.keys()
    if not dated or not counts:
        return None
    return _Head(row.number, places, {name: place for _, name, place in sorted(counts)})


@lru_cache(maxsize=1)
def _meanings() -> Mapping[str, str | int]:
    """Folded heading → the sort of its column, or how likely it is what counts as visits: 0 most."""
    known: dict[str, str | int] = {}
    for rank, spelled in enumerate(words().counted):
        known |= {fold(word): rank for word in spelled}
    for sort in (
        "day", "month", "nth", "year_apart", "month_apart", "day_apart", "hour", "site", "fresh",
    ):  # fmt: skip
        known |= {fold(word): sort for word in getattr(words(), sort)}
    return known


def _read(table: Table, head: _Head, counted: str) -> Export:
    chosen = counted if counted in head.counts else next(iter(head.counts))
    rows = [row for row in table.rows if row.number > head.number]
    ends = next((n for n, row in enumerate(rows) if _begins_another(row, head)), len(rows))
    when = _clock(table, head, rows[:ends])
    days: list[_Day] = []
    aside: list[int] = []
    for row in rows[:ends]:
        if _is_aside(row, head, chosen):
            aside.append(row.number)
        else:
            days.append(_day(table, row, head, head.counts[chosen], when))
    days = list(_whole_days(days, hours="hour" in head.places))
    made = [Row(one.number, [one.site, *_said(one), one.visits, one.fresh]) for one in days]
    formulas = {one.number: one.formulas for one in days if one.formulas}
    return Export(
        Table(made, formulas, table.sheet), tuple(head.counts), chosen, "site" in head.places, tuple(aside)
    )


def _begins_another(row: Row, head: _Head) -> bool:
    """Headings of days again: another table follows, whatever it counts."""
    again = (cell_of(row, head.places[sort]) for sort in DATED if sort in head.places)
    return any(isinstance(cell, str) and _meanings().get(fold(cell)) in DATED for cell in again)


def _is_aside(row: Row, head: _Head, chosen: str) -> bool:
    """A total, a remark, or a row with no day at all."""
    cells = [cell_of(row, place) for place in range(len(row.cells))]
    first = next((str(cell) for cell in cells if cell not in (None, "")), "")
    plain = normalize("NFKC", first).casefold().lstrip("(* ")
    if plain.startswith("#") or any(plain.startswith(word) for word in words().aside):
        return True
    dated = [head.places[sort] for sort in DATED if sort in head.places]
    return all(cell_of(row, place) in (None, "") for place in dated) or len(cells) <= head.counts[chosen]


def _clock(table: Table, head: _Head, rows: Sequence[Row]) -> Callable[[Row], Stretch | str]:
    """What tells the day of a row."""
    places = head.places
    if "nth" in places:
        first = _first_day(table, head)
        return lambda row: _nth(first, cell_of(row, places["nth"]))
    if "year_apart" in places and "month_apart" in places and not places.keys() & {"day", "month"}:
        return lambda row: _apart(row, places)
    place = places.get("day", places.get("month", 0))
    order: Order = order_of(str(cell_of(row, place) or "") for row in rows)
    return lambda row: stretch_of(cell_of(row, place), order, words().months)


def _first_day(table: Table, head: _Head) -> date | None:
    """The first of the days that stand above the headings."""
    for row in table.rows:
        if row.number < head.number:
            for cell in row.cells:
                found = stretch_of(re.sub(r"^[^\d]+", "", str(cell)), "year", words().months)
                if isinstance(found, Stretch):
                    return found.first
    return None


def _nth(first: date | None, cell: Raw) -> Stretch | str:
    text = str(cell).strip()
    number = text.removesuffix(".0")
    if first is None or not number.isdecimal() or len(number) > 4:
        return text
    day = first + timedelta(days=int(number))
    return Stretch(day, day)


def _apart(row: Row, places: Mapping[str, int]) -> Stretch | str:
    sorts = [sort for sort in ("year_apart", "month_apart", "day_apart") if sort in places]
    parts = [str(cell_of(row, places[sort]) or "").strip() for sort in sorts]
    digits = [re.sub(r"\D", "", part.removesuffix(".0")) for part in parts]
    return stretch_of("-".join(digits), "year", words().months)


def _day(table: Table, row: Row, head: _Head, count: int, when: Callable[[Row], Stretch | str]) -> _Day:
    site, fresh = head.places.get("site"), head.places.get("fresh")
    taken = {0: site, 1: head.places.get("day"), 3: count, 4: fresh}
    bits = table.formulas.get(row.number, 0)
    return _Day(
        row.number,
        None if site is None else cell_of(row, site),
        when(row),
        _number(cell_of(row, count)),
        None if fresh is None else _number(cell_of(row, fresh)),
        sum(1 << new for new, old in taken.items() if old is not None and bits >> old & 1),
    )


def _whole_days(days: Sequence[_Day], *, hours: bool) -> Iterator[_Day]:
    """Hours of one day added up; what any of them leaves open stays open."""
    whole: dict[object, _Day] = {}
    for one in days:
        if isinstance(one.when, str) or not (hours or one.when.hourly):
            yield one
            continue
        key = (one.site, one.when.first)
        before = whole.setdefault(key, one)
        if before is not one:
            before.visits, before.fresh = _sum(before.visits, one.visits), _sum(before.fresh, one.fresh)
            before.formulas |= one.formulas
    yield from whole.values()


def _sum(one: Raw, other: Raw) -> Raw:
    if isinstance(one, int) and isinstance(other, int):
        return one + other
    return next((raw for raw in (one, other) if isinstance(raw, str)), None)


def _said(one: _Day) -> tuple[Raw, Raw]:
    """The day and whether it stands for a month; what is neither in quotes, so that it is read as none."""
    if isinstance(one.when, str):
        return f'"{one.when}"', None
    span = TrafficSpan.DAY if one.when.first == one.when.last else TrafficSpan.MONTH
    return one.when.first, t(f"records.choice.traffic.{span}")


def _number(cell: Raw) -> Raw:
    """A number however it is grouped or shortened; None for nothing, the text for what is no number."""
    if cell is None or isinstance(cell, int | float):
        return cell
    text = normalize("NFKC", str(cell)).strip().casefold()
    if not text or text in words().nothing:
        return None
    text = re.sub(r"[,\s'\u00a0\u202f]", "", text)
    for unit in words().units:
        text = text.removesuffix(unit)
    found = _NUMBER.match(text)
    if found is None or found[2] not in ("", *words().times):
        return str(cell)
    number = float(found[1]) * words().times.get(found[2], 1)
    return round(number) if abs(number - round(number)) < 1e-6 else str(cell)
