"""A file as rows of raw cells, whatever its format."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.common.errors import RegistryRefused
from core.common.export import FORMULA_STARTS
from core.registry.validate import Fault
from core.registry.values import Raw


class FileRefused(RegistryRefused):
    """The file as a whole cannot be taken in; nothing was changed. `unknown`: what may be its headings, for
    a person to explain."""

    def __init__(self, name: str, *, unknown: Sequence[str] = (), **values: object) -> None:
        super().__init__(f"importing.file.{name}", **values)
        self.unknown = tuple(unknown)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty. `number` is the row's number in its sheet, from 1."""

    number: int
    cells: Sequence[Raw]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`formulas` maps a row to the columns that hold one, as bits. `wide` maps a
    row to its cells that span columns, as (first, last) column. `from_1904`: days as numbers count from
    1904."""

    rows: list[Row]
    formulas: dict[int, int] = field(default_factory=dict)
    sheet: str = ""
    wide: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    from_1904: bool = False

    def begins_at(self, number: int, place: int) -> int:
        """The column in which the cell at this column begins; another one where it spans several."""
        spans = self.wide.get(number, ())
        return next((first for first, last in spans if first <= place <= last), place)

    def faults(self, number: int, columns: Iterable[int]) -> list[Fault]:
        """What is wrong with a row before its values are looked at, in the columns that are taken in."""
        return [
            Fault("", "formula", {"where": f"{letters(place + 1)}{number}"})
            for place in columns
            if self.formulas.get(number, 0) >> place & 1
        ]


def letters(column: int) -> str:
    """1 → A, 27 → AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def guarded(text: str) -> str:
    """Text that already looks guarded gets one apostrophe more, so that `unguarded` gives it back."""
    return f"'{text}" if text.startswith("'") and _runs(text) else text


def unguarded(text: str) -> str:
    """Without the apostrophe that an export puts before what a spreadsheet would run."""
    return text[1:] if text.startswith("'") and _runs(text) else text


def is_blank(cells: Sequence[Raw]) -> bool:
    """Whether a row holds nothing but space."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _runs(text: str) -> bool:
    return text.lstrip("'").lstrip(" ").startswith(FORMULA_STARTS)
