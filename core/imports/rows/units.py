"""Units of the grid with their contact, whether they disclose, and their persons on duty in columns."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from core.common.errors import RegistryRefused
from core.imports.plan import Numbered, Ref, Row, Write
from core.imports.rows.base import changed_of, person_and_phone
from core.imports.rows.persons import Persons
from core.jobs import Sentence
from core.registry.fields import fold
from core.registry.importing.owners import kind_by_name
from core.registry.units import ABOVE
from core.registry.values import code_key
from db.models import Duty, Unit, UnitKind, UnitLevel

PLAIN = ("contact", "phone", "discloses", "kind", "level")


class Units(Persons):
    """A unit is known by its code or its name, also a short one. A new one without a level is an operator;
    one that others of the file name as superior an industry supervisor; an office of government where the
    grid is empty the district's. The superior of who names none is the district's."""

    def begin(self) -> None:
        super().begin()
        table = Unit.__table__  # type: ignore[attr-defined]
        self._units: dict[Any, dict[str, Any]] = {
            row["id"]: dict(row) for row in self.session.execute(select(table)).mappings()
        }
        self._top: Any = next(
            (ident for ident, one in self._units.items() if one["level"] == UnitLevel.DISTRICT), None
        )
        self._above: set[str] = set()

    def prepare(self, rows: Sequence[Row]) -> None:
        """Make the new units of the file known, so that rows may name each other as superior."""
        self._above = {fold(str(row.values["parent"])) for row in rows if row.values.get("parent")}
        for row in rows:
            if not row.values.get("name"):
                continue
            ident = self._existing(row)
            if ident is None:
                ident = Ref(("unit", fold(row.values["name"])))
                if ident not in self._units:
                    self._units[ident] = self._new(row)
                    if self._units[ident]["level"] == UnitLevel.DISTRICT:
                        self._top = self._top or ident
                    self.names.units.add(
                        ident, row.values.get("code", ""), row.values["name"], self._units[ident]["level"]
                    )
            row.values["unit"] = ident

    def make(self, row: Row) -> Iterator[Write]:
        """The unit and its persons."""
        given, ident = row.values, row.values["unit"]
        contact, beside = person_and_phone(given.get("contact", ""))
        plain = {"contact": contact, "phone": given.get("phone") or beside}
        plain |= {key: given[key] for key in ("discloses", "kind", "level") if key in given}
        parent = self._parent(row)
        one = self._units[ident]
        if isinstance(ident, Ref):
            self._obey(one, parent)
            plain = {key: value for key, value in plain.items() if value not in (None, "")}
            code = given.get("code") or Numbered("unit")
            values = {**one, **plain, "code": code, "parent_id": parent}
            values.pop("id")
            yield Write("unit", values, "unit", mark=ident.mark)
        else:
            if given.get("parent") and parent != one["parent_id"]:
                plain["parent_id"] = parent
            if changes := changed_of(one, plain):
                if {"level", "parent_id"} & changes.keys():
                    self._obey({**one, **changes}, changes.get("parent_id", one["parent_id"]))
                old = {key: one[key] for key in changes} | {"version": one["version"]}
                yield Write("unit", changes, "unit", ident=ident, old=old)
        for duty in Duty:
            if given.get(duty.value):
                yield from self.person(ident, duty, given[duty.value])

    def _existing(self, row: Row) -> Any:
        """The id of the unit that the row means; None for a new one."""
        code = row.values.get("code")
        if code:
            known = {code_key(one["code"]): ident for ident, one in self._units.items() if one.get("code")}
            if code_key(code) in known:
                return known[code_key(code)]
        meant = self.names.units.find(row.values["name"])
        said = {"field": self.kind.fields["name"].label, "value": row.values["name"]}
        if len(meant.ids) > 1:
            row.faults.append(Sentence("imports.fault.many", said))
        if meant.short:
            row.notes.append(Sentence("imports.note.short_unit", said))
        return meant.ids[0] if meant.ids else None

    def _new(self, row: Row) -> dict[str, Any]:
        name = row.values["name"]
        level = UnitLevel(row.values.get("level") or self._level(name))
        kind = UnitKind(row.values.get("kind") or kind_by_name(name, level))
        blank = {"contact": "", "phone": "", "discloses": False, "version": 1, "parent_id": None}
        return {
            "id": None,
            "code": row.values.get("code", ""),
            "name": name,
            "level": level,
            "kind": kind,
        } | blank

    def _level(self, name: str) -> UnitLevel:
        if self._top is None and kind_by_name(name, UnitLevel.INDUSTRY) == UnitKind.OFFICE:
            return UnitLevel.DISTRICT
        return UnitLevel.INDUSTRY if fold(name) in self._above else UnitLevel.OPERATOR

    def _parent(self, row: Row) -> Any:
        word = row.values.get("parent")
        if self._units[row.values["unit"]]["level"] == UnitLevel.DISTRICT:
            return None
        if not word or fold(str(word)) == fold(row.values["name"]):
            return self._top
        ident, _ = self.names.unit(self.kind.fields["parent"].label, str(word))
        return ident

    def _obey(self, one: dict[str, Any], parent: Any) -> None:
        """The rules of the grid: who may stand under whom, and only one at the top."""
        level = UnitLevel(one["level"])
        if level is UnitLevel.DISTRICT:
            if self._top is not None and self._units[self._top]["name"] != one["name"]:
                raise RegistryRefused("grid.refused.second_district", name=self._units[self._top]["name"])
            return
        if parent is None:
            raise RegistryRefused("imports.fault.no_top")
        if UnitLevel(self._units[parent]["level"]) not in ABOVE[level]:
            raise RegistryRefused("grid.refused.level", name=one["name"], parent=self._units[parent]["name"])
