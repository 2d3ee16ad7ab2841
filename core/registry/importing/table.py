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
    """`formulas` and `errors` map a row to the columns that hold a formula, or what one could not work out,
    as bits. `wide` maps a row to its cells that span columns, as (first, last) column. `from_1904`: days as
    numbers count from 1904. `lines`: of a table that lay on its side, the row that each column was.
    `slice`: of a part of a sheet that goes on to the right, the period or site it is of; `whole`: that
    sheet's name."""

    rows: list[Row]
    formulas: dict[int, int] = field(default_factory=dict)
    sheet: str = ""
    wide: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    from_1904: bool = False
    errors: dict[int, int] = field(default_factory=dict)
    hidden_columns: frozenset[int] = frozenset()
    lines: tuple[int, ...] = ()
    slice: str = ""
    whole: str = ""

    def begins_at(self, number: int, place: int) -> int:
        """The column in which the cell at this column begins; another one where it spans several."""
        spans = self.wide.get(number, ())
        return next((first for first, last in spans if first <= place <= last), place)

    def faults(self, row: Row, columns: Iterable[int]) -> tuple[list[Fault], list[Fault]]:
        """What is wrong with a row before its values are looked at, in the columns that are taken in; and
        notes of formulas whose result, as the file holds it, is taken."""
        formulas, errors = self.formulas.get(row.number, 0), self.errors.get(row.number, 0)
        faults: list[Fault] = []
        notes: list[Fault] = []
        for place in columns if formulas or errors else ():
            where = {"where": self._where(row.number, place)}
            if errors >> place & 1:
                faults.append(Fault("", "error_value", where))
            elif formulas >> place & 1:
                filled = place < len(row.cells) and not is_blank([row.cells[place]])
                (notes if filled else faults).append(
                    Fault("", "formula_taken" if filled else "formula", where)
                )
        return faults, notes

    def _where(self, number: int, place: int) -> str:
        """The name of a cell in the sheet as it was."""
        return f"{letters(number)}{self.lines[place]}" if self.lines else f"{letters(place + 1)}{number}"


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
