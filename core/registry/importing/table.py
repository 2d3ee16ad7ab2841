"""A file as rows of raw cells, whatever its format."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.registry.refusal import Declined
from core.registry.validate import Fault
from core.registry.values import Raw

# What a spreadsheet would run; our own exports put an apostrophe before it. The last four are full-width.
FORMULA_STARTS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


class FileRefused(Declined):
    """The file as a whole cannot be taken in; nothing was changed."""

    def __init__(self, name: str, **values: object) -> None:
        super().__init__(f"importing.file.{name}", **values)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty. `number` is the row's number in the file, from 1."""

    number: int
    cells: Sequence[Raw]


@dataclass(frozen=True, slots=True)
class Table:
    """`spoiled` maps a row's number to what is wrong with the row before its values are looked at."""

    rows: list[Row]
    spoiled: dict[int, list[Fault]] = field(default_factory=dict)
    sheet: str = ""


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
