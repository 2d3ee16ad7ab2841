"""Files filled in from a template of ours: a table whose headings stand near its top, in either language."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import TypeVar

from core.common.errors import DomainError
from core.registry.fields import fields, fold
from core.registry.importing.table import Row, Table, unguarded
from core.registry.importing.text_table import read_text_table
from core.registry.importing.workbook import read_workbook
from core.registry.values import Raw, one_line, read, spellings_in

ZIP = b"PK\x03\x04"
ENDINGS = (".xlsx", ".csv")
HEADING_ROWS = 10

T = TypeVar("T")


def tables_of(data: bytes, name: str) -> Sequence[Table]:
    """The tables of a file. Raises `DomainError` for one that is neither a workbook nor a text table."""
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS or (ending == ".xlsx") != data.startswith(ZIP):
        raise DomainError("record_ending")
    return read_workbook(data).tables if ending == ".xlsx" else [read_text_table(data)]


def headings_in(
    table: Table, spelled: Mapping[str, T], enough: Callable[[Collection[T]], bool]
) -> tuple[int, dict[int, T]] | None:
    """The number of the row of headings, and what each column (from 0) holds; None where no row has enough.

    `spelled` is a folded heading → what it means; a note in brackets behind it may be missing there."""
    for row in table.rows[:HEADING_ROWS]:
        found = {
            place: meant
            for place, cell in enumerate(row.cells)
            if isinstance(cell, str) and (meant := _meant(cell, spelled)) is not None
        }
        if enough(found.values()):
            return row.number, found
    return None


def _meant(cell: str, spelled: Mapping[str, T]) -> T | None:
    words = (fold(cell), *spellings_in(cell))
    return next((spelled[word] for word in words if word in spelled), None)


def cell_of(row: Row, place: int) -> Raw:
    """The cell in a column, on one line; None where the row is shorter."""
    cell = row.cells[place] if place < len(row.cells) else None
    return one_line(unguarded(cell)) if isinstance(cell, str) else cell


def shown(cells: Collection[Raw]) -> str:
    """A row as people find it again in their file."""
    return " · ".join(str(cell) for cell in cells if cell not in (None, ""))


def day_of(cell: Raw) -> date | None:
    """A day in any of the spellings that the register reads. Raises `Unreadable`."""
    value = read(next(known for known in fields().values() if known.form == "day"), cell)
    return value if isinstance(value, date) else None
