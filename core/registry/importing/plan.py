"""What an import would do, row by row: the result of the dry run."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

from core.registry.validate import Fault

Action = Literal["add", "change", "same", "wrong"]
ACTIONS: tuple[Action, ...] = ("add", "change", "same", "wrong")
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Options:
    """`create_units`: units the file names that do not exist are added to the grid. `clear_blanks`: an
    empty cell empties the field instead of leaving it. `skip_wrong`: rows that are wrong are left out
    instead of stopping the import. `level_names`: a word that the file writes for a level throughout becomes
    the office's name for it. `since`: the day on which new channels entered that name no day of
    their own; None is the day of the import, before which no figure would know of them."""

    create_units: bool = False
    clear_blanks: bool = False
    skip_wrong: bool = False
    level_names: bool = True
    since: date | None = None

    def document(self) -> dict[str, Any]:
        """The options as plain data."""
        return {**asdict(self), "since": self.since.isoformat() if self.since else None}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Options":
        """What `document` gave; one without a day is of a job asked for before there was one."""
        since = document.get("since")
        return cls(**{**document, "since": date.fromisoformat(since) if since else None})


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """`values` are what would be stored: everything of an addition, only what differs of a change.
    `changes` maps a field to (old, new). `channel_id` is None for an addition. `sheet` is empty where the
    file has only one."""

    number: int
    action: Action
    name: str
    code: str = ""
    channel_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()
    sheet: str = ""

    @property
    def changed_id(self) -> int:
        """The channel that it changes. Raises `LookupError` for an addition, which has none yet."""
        if self.channel_id is None:
            raise LookupError(f"row {self.number} adds a channel")
        return self.channel_id


@dataclass(frozen=True, slots=True)
class Question:
    """A word of the file that needs a person: it means several values, of which `taken` is used for now, or
    none that is known. `field` is the key of the field; `count` says how many rows have it."""

    field: str
    word: str
    options: tuple[str, ...]
    taken: str
    count: int


@dataclass(frozen=True, slots=True)
class LevelWords:
    """How the file writes a level that everybody has: its words with how many rows have each, the most
    frequent first. `kept` is the one that becomes the office's name for the level; empty for none."""

    level: str
    words: tuple[tuple[str, int], ...]
    kept: str = ""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit the import would create. `id` is negative until it is stored; so may `parent_id` be."""

    id: int
    code: str
    name: str
    level: str
    kind: str
    parent_id: int | None
    superior: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole dry run. `unknown` are headings that no field has: their columns are not taken in.
    `absent` counts registered channels that the file does not name; they stay as they are."""

    rows: tuple[PlannedRow, ...]
    units: tuple[NewUnit, ...]
    unknown: tuple[str, ...]
    absent: int
    questions: tuple[Question, ...] = ()
    level_words: tuple[LevelWords, ...] = ()

    def count(self, action: Action) -> int:
        """How many rows have that action."""
        return self.counts.get(action, 0)

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(row.action for row in self.rows))

    @property
    def missing_units(self) -> tuple[str, ...]:
        """The names of units that rows ask for and the grid does not have."""
        return tuple(
            dict.fromkeys(
                str(fault.values["value"])
                for row in self.rows
                for fault in row.faults
                if fault.name == "unknown_unit"
            )
        )

    @property
    def level_names(self) -> dict[str, str]:
        """Level → the name that it gets from the file."""
        return {one.level: one.kept for one in self.level_words if one.kept}

    def does_something(self) -> bool:
        """Whether applying it would write anything."""
        return bool(self.count("add") + self.count("change") + len(self.level_names))

    def fingerprint(self) -> str:
        """Equal for two plans that would do the same; compared before the plan is carried out."""
        whole = [
            [
                [row.sheet, row.number, row.action, row.channel_id, row.values, row.changes]
                for row in self.rows
            ],
            [[unit.name, unit.level, unit.parent_id] for unit in self.units],
            self.level_names,
        ]
        text = json.dumps(whole, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()
