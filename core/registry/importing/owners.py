"""Which unit a row means, and the units an import would create."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from core.registry.fields import fold
from core.registry.importing.plan import NewUnit
from core.registry.importing.snapshot import Snapshot, UnitEntry
from core.registry.numbering import UNIT_LETTER, highest, unit_code
from core.registry.unit_names import UnitNames
from core.registry.units import ABOVE
from core.registry.validate import Fault
from core.registry.values import code_key
from db.engine import reading
from db.models import Unit, UnitKind, UnitLevel

_DATA = Path(__file__).with_name("unit_kinds.toml")


class Owners:
    """Finds units by code, name, short name or what a person once explained (`learned`); with `create`, notes
    those that are missing as new ones."""

    def __init__(self, snapshot: Snapshot, *, create: bool, learned: Mapping[str, str] | None = None) -> None:
        self._known = snapshot
        self._names = UnitNames(learned)
        for unit in snapshot.units.values():
            self._names.add(unit.id, unit.code, unit.name, unit.level)
        self._create = create
        self._new: dict[int, NewUnit] = {}
        self._district = next(
            (unit.id for unit in snapshot.units.values() if unit.level == UnitLevel.DISTRICT), None
        )

    @property
    def new(self) -> tuple[NewUnit, ...]:
        """The units that would be created, those above before those below, each with its code."""
        ordered: dict[int, NewUnit] = {}
        for unit in self._new.values():
            self._with_those_above(unit, ordered)
        last = highest((code.upper() for code in self._known.units_by_code), UNIT_LETTER)
        coded = []
        for unit in ordered.values():
            last += not unit.code
            above = None if unit.parent_id is None else self._known.units.get(unit.parent_id)
            coded.append(
                replace(unit, code=unit.code or unit_code(last), superior=above.name if above else "")
            )
        return tuple(coded)

    def find(self, values: dict[str, Any]) -> int | Fault | None:
        """The id of the unit the row means, or why there is none. None when the row names no unit.

        Negative for a unit that would be created."""
        code, name = str(values.get("unit_code") or ""), str(values.get("unit") or "")
        if code and code_key(code) in self._known.units_by_code:
            return self._known.units_by_code[code_key(code)]
        if not name:
            return Fault("unit_code", "unknown_unit_code", {"value": code}) if code else None
        found = self._known.units_by_name.get(fold(name), [])
        if not code and len(found) > 1:
            return Fault("unit", "many_units", {"value": name})
        if found and (not code or not self._known.units[found[0]].code):
            return self._coded(found[0], code)
        meant = () if code else self._names.find(name).ids
        if len(meant) == 1:
            return int(meant[0])
        if meant:
            return Fault("unit", "many_units", {"value": name})
        if not self._create:
            return Fault("unit", "unknown_unit", {"value": name})
        return self._found(name, code, values)

    def superior(self, unit_id: int) -> str:
        """The name of the unit above."""
        above = self._known.units[unit_id].parent_id
        return self._known.units[above].name if above in self._known.units else ""

    def _found(self, name: str, code: str, values: dict[str, Any]) -> int:
        level = UnitLevel(values.get("unit_level") or UnitLevel.OPERATOR)
        above = self._above(str(values.get("supervisor") or ""), level, name)
        return self._invent(name, code, level, above)

    def _coded(self, ident: int, code: str) -> int:
        """Give a unit that is still to be created the code that a later row knows."""
        if code and ident in self._new:
            self._new[ident] = replace(self._new[ident], code=code)
            self._known.units[ident] = replace(self._known.units[ident], code=code)
            self._known.units_by_code[code_key(code)] = ident
        return ident

    def _above(self, supervisor: str, level: UnitLevel, name: str) -> int | None:
        if level is UnitLevel.DISTRICT or fold(supervisor) == fold(name):
            return None
        for ident in self._known.units_by_name.get(fold(supervisor), []) if supervisor else []:
            if UnitLevel(self._known.units[ident].level) in ABOVE[level]:
                return ident
        if not supervisor or level is UnitLevel.INDUSTRY:
            return self._district
        meant = [
            one for one in self._names.find(supervisor).ids
            if UnitLevel(self._known.units[one].level) in ABOVE[level]
        ]  # fmt: skip
        if len(meant) == 1:
            return int(meant[0])
        return self._invent(supervisor, "", UnitLevel.INDUSTRY, self._district)

    def _invent(self, name: str, code: str, level: UnitLevel, above: int | None) -> int:
        ident = -1 - len(self._new)
        if level is UnitLevel.DISTRICT:
            self._district = self._district or ident
        self._new[ident] = NewUnit(ident, code, name, level, kind_by_name(name, level), above)
        self._known.add_unit(UnitEntry(ident, code, name, level, above))
        return ident

    def _with_those_above(self, unit: NewUnit, ordered: dict[int, NewUnit]) -> None:
        if unit.parent_id in self._new and unit.parent_id not in ordered:
            self._with_those_above(self._new[unit.parent_id], ordered)
        ordered[unit.id] = unit


def grid_is_empty() -> bool:
    """Whether nobody has entered a unit yet, so that the units of a first file are new and no slips."""
    with reading() as session:
        return session.execute(select(col(Unit.id)).limit(1)).first() is None


def kind_by_name(name: str, level: UnitLevel) -> str:
    """What kind of unit a name suggests; a person can correct it in the grid."""
    for kind, endings in _endings().items():
        if name.endswith(tuple(endings)):
            return kind
    return UnitKind.INSTITUTION if level is UnitLevel.OPERATOR else UnitKind.DEPARTMENT


@lru_cache(maxsize=1)
def _endings() -> dict[str, list[str]]:
    return tomllib.loads(_DATA.read_text("utf-8"))["endings"]  # type: ignore[no-any-return]
