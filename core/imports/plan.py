"""What an import would do, row by row: the result of the dry run."""

import hashlib
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any, Literal

from core.imports.kinds import Kind
from core.jobs import Sentence
from core.registry.importing.plan import Action

Progress = Callable[[float], None]
CLASS = "class"  # among the values of a row: what its list calls such a problem
# Table → columns of which the trail says nothing: who wrote, what, and what the answer was.
UNTOLD: Mapping[str, frozenset[str]] = {
    "citizen_message": frozenset({"topic", "text", "contact", "reply"}),
    "error_report": frozenset({"text", "contact", "reply", "address"}),
}
# Table → what the trail calls its rows, where that is not the table's name.
NOUNS: Mapping[str, str] = {
    "citizen_message": "message",
    "error_report": "report",
    "column_migration": "migration",
}


@dataclass(frozen=True, slots=True, repr=False)
class Ref:
    """The id of a row that the import itself writes: that of the `Write` with this `mark`."""

    mark: Hashable

    def __repr__(self) -> str:
        return f"Ref{self.mark}"


@dataclass(frozen=True, slots=True, repr=False)
class Numbered:
    """A number that is given when the row is written: `YYYY-NNNNN` of an issue, `UNNNN` of a unit."""

    of: Literal["issue", "unit"]
    year: int = 0

    def __repr__(self) -> str:
        return f"{self.of}{self.year}"


class Moment(Enum):
    """An instant that is only known when the row is written."""

    NOW = "now"


@dataclass(frozen=True, slots=True)
class Write:
    """One row that is written. `table` is its table; `values` what is stored: everything of an addition,
    what differs of a change. `ident` and `old`: the row that is changed and what it holds. `day`: when it
    happened, if that matters to the trail; `noun`: what the trail calls it."""

    table: str
    values: dict[str, Any]
    noun: str
    ident: int | None = None
    old: Mapping[str, Any] = field(default_factory=dict)
    mark: Hashable = None
    day: date | None = None


@dataclass(slots=True)
class Row:
    """One row of the file. `shown` is what it says, short; `faults` and `notes` are sentences; `writes` what
    it would do, none when everything is there already."""

    number: int
    sheet: str
    shown: str
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Sentence] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)
    writes: tuple[Write, ...] = ()

    @property
    def action(self) -> Action:
        if self.faults:
            return "wrong"
        if not self.writes:
            return "same"
        for write in self.writes:
            if write.ident is None:
                return "add"
        return "change"


@dataclass(frozen=True)
class Plan:
    """The whole dry run. `unknown` are headings that no field has; `remarks` are about the file; `strangers`
    the names of units that nobody is called by, each once."""

    kind: Kind
    rows: tuple[Row, ...]
    unknown: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows have each action; made when the rows are."""
        return dict(Counter(row.action for row in self.rows))

    def count(self, action: Action) -> int:
        """How many rows have that action."""
        return self.counts.get(action, 0)

    def does_something(self) -> bool:
        """Whether carrying it out would write anything."""
        return any(row.writes and not row.faults for row in self.rows)

    def writes(self) -> list[Write]:
        """Everything that is written, each mark once, in the order of the rows."""
        seen: set[Hashable] = set()
        found: list[Write] = []
        for row in self.rows:
            for write in () if row.faults else row.writes:
                if write.mark is None or write.mark not in seen:
                    seen.add(write.mark)
                    found.append(write)
        return found

    def fingerprint(self) -> str:
        """Equal for two plans that would do the same; compared before the plan is carried out."""
        whole = [(row.sheet, row.number, row.action) for row in self.rows]
        done = [
            (write.table, write.ident, write.values if write.ident else tuple(write.values.values()))
            for write in self.writes()
        ]
        return hashlib.sha256(repr((whole, done)).encode(errors="surrogatepass")).hexdigest()
