"""A table ready to be shown or written: headings and rows of plain cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

T = TypeVar("T")

Cell = str | int | float | date | datetime | bool | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` have as many cells as there are `headings`; `name` is a title in the reader's language."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """Some of the rows that match, and how many match in all."""

    rows: tuple[T, ...]
    total: int
