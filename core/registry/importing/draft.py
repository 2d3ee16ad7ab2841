"""A row of an import while it is being worked out."""

from dataclasses import dataclass, field
from typing import Any

from core.registry.fields import stored_fields
from core.registry.importing.plan import PlannedRow
from core.registry.validate import Fault


@dataclass(slots=True)
class Draft:
    """`old` are the stored values of the channel the row means; None for a new one. `level_word` is how the
    row writes its level, empty where it does not."""

    number: int
    sheet: str
    faults: list[Fault]
    notes: list[Fault]
    name: str = ""
    code: str = ""
    channel_id: int | None = None
    unit_id: int | None = None
    entry_id: int | None = None
    level_word: str = ""
    old: dict[str, Any] | None = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """The row's number, after its sheet where the file has several."""
        return f"{self.sheet} {self.number}" if self.sheet else str(self.number)

    def finished(self) -> PlannedRow:
        """The row as the plan shows and carries it out."""
        if self.faults:
            action, values = "wrong", {}
        elif self.old is None:
            action, values = "add", self._all_values()
        elif self.changes:
            action, values = "change", self._new_values()
        else:
            action, values = "same", {}
        return PlannedRow(
            number=self.number,
            sheet=self.sheet,
            action=action,  # type: ignore[arg-type]
            name=self.name,
            code=self.code,
            channel_id=self.channel_id,
            values=values,
            changes=self.changes if action == "change" else {},
            faults=tuple(self.faults),
            notes=tuple(self.notes),
        )

    def _all_values(self) -> dict[str, Any]:
        given = {one.key: self.values[one.key] for one in stored_fields() if one.key in self.values}
        days = {key: self.values[key] for key in ("entered_on", "left_on") if self.values.get(key)}
        return {**given, **days, "code": self.code, "unit_id": self.unit_id}

    def _new_values(self) -> dict[str, Any]:
        new: dict[str, Any] = {key: value for key, (_, value) in self.changes.items() if key != "unit"}
        if "unit" in self.changes:
            new["unit_id"] = self.unit_id
        if "registered" in self.changes and self.values.get("left_on"):
            new["left_on"] = self.values["left_on"]
        return new
