"""The columns of a table: how a cell is read off a row, said in words, exported and sorted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar

from core.common.clock import SHANGHAI
from core.common.sheet import Cell, Sheet
from core.common.text import instant, t
from pages.components.figures import Tone
from pages.components.format import decimal, percent
from pages.components.grid import GridColumn

Row = TypeVar("Row")
# How many columns a card on a phone shows.
ON_PHONE = 6
# Columns at most this wide, in pixels, hold words that are not broken over lines.
SHORT = 110


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its heading and how to read its cell off a row.

    `form` is text, number (two decimals at most), share (0 to 1, shown as per cent), day,
    instant, or link (an address). `tone` colours the cell beside what its words say, since colour alone is
    no message. `sort` is what rows are sorted by where the cell's own words would give a wrong order. What is
    `rare` stands in exports and on wide screens only. A card on a phone shows the first few columns, unless
    `card` says of one that it stands there or does not."""

    label: str
    cell: Callable[[Row], Cell]
    form: Literal["text", "number", "share", "day", "instant", "link"] = "text"
    width: Literal["small", "medium", "large"] | int | None = None
    tone: Callable[[Row], Tone] | None = None
    sort: Callable[[Row], Any] | None = None
    rare: bool = False
    card: bool | None = None


def sheet_of(name: str, columns: Sequence[Column[Row]], rows: Sequence[Row]) -> Sheet:
    """`rows` as a table to export."""
    return Sheet(
        name=name,
        headings=[
            t("common.in_percent", label=column.label) if column.form == "share" else column.label
            for column in columns
        ],
        rows=[[_exported(column, column.cell(row)) for column in columns] for row in rows],
    )


def heading(place: int, column: Column[Any]) -> GridColumn:
    """The heading of the column at `place`."""
    kinds = {"number": "number", "share": "number", "day": "day", "instant": "day"}
    kind = kinds.get(
        column.form, "short" if isinstance(column.width, int) and column.width <= SHORT else "text"
    )
    spare = place >= ON_PHONE if column.card is None else not column.card
    marks = " spare" * spare + " rare" * column.rare
    return GridColumn(column.label, kind + marks)


def words(column: Column[Row], row: Row) -> str:
    """The cell of `row` as a reader sees it; a dash for what is not known."""
    cell = column.cell(row)
    if cell is None or cell == "":
        return t("common.none")
    if column.form == "share" and isinstance(cell, int | float):
        return percent(cell)
    if isinstance(cell, datetime):
        return instant(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if column.form == "number" and isinstance(cell, int | float):
        return decimal(cell)
    return str(cell)


def in_order(column: Column[Row], rows: Sequence[Row], *, descending: bool) -> list[Row]:
    """`rows` sorted by a column; those without a value stand last, either way.

    Chinese words sort by their bytes in GB 18030, whose 3,755 commonest characters stand by pinyin."""
    keyed = [(_key(column, row), row) for row in rows]
    known = sorted(
        ((key, row) for key, row in keyed if key is not None), key=lambda pair: pair[0], reverse=descending
    )
    return [row for _, row in known] + [row for key, row in keyed if key is None]


def _key(column: Column[Row], row: Row) -> Any:
    value = column.sort(row) if column.sort else column.cell(row)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value.casefold().encode("gb18030", "replace")
    return value


def _exported(column: Column[Any], cell: Cell) -> Cell:
    if column.form == "share" and isinstance(cell, int | float):
        return round(100 * cell, 2)
    if isinstance(cell, datetime) and cell.tzinfo:
        return cell.astimezone(SHANGHAI).replace(tzinfo=None)
    return cell
