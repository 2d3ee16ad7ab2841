"""What every fact of a page carries: its value, where it was found, how, and how sure it is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """`value` as found at `where` (CSS-like path or name of a tag) by the method `how`; `confidence` 0–1."""

    value: T
    where: str
    how: str
    confidence: float


class State(StrEnum):
    """Whether something is on a page. UNKNOWN: a script may write it, so its absence says nothing."""

    PRESENT = "present"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a page; `value` is its text, number or address, empty when it is not PRESENT. `others`:
    further numbers of the same kind, as of a site with two filings."""

    state: State
    value: str = ""
    where: str = ""
    confidence: float = 0.0
    others: tuple[str, ...] = ()
