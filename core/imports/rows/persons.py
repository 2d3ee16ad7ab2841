"""Persons on duty, a row each."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from core.imports.plan import Row, Write
from core.imports.rows.base import Maker, changed_of, insist, person_and_phone
from core.registry.fields import fold
from db.models import Duty, DutyPerson


class Persons(Maker):
    """A person is known by unit, duty and name; position and telephone may change."""

    def begin(self) -> None:
        table = DutyPerson.__table__  # type: ignore[attr-defined]
        self._known: dict[tuple[Any, Duty, str], dict[str, Any]] = {
            (row["unit_id"], Duty(row["duty"]), fold(row["name"])): dict(row)
            for row in self.session.execute(select(table)).mappings()
        }

    def make(self, row: Row) -> Iterator[Write]:
        """The person of the row."""
        given = row.values
        duty = Duty(given.get("duty") or Duty.LIAISON)
        yield from self.person(
            given["unit"], duty, given["person"], given.get("position", ""), given.get("phone", "")
        )

    def person(
        self, unit: Any, duty: Duty, cell: str, position: str = "", phone: str = ""
    ) -> Iterator[Write]:
        """One person of a unit, whose telephone number may stand beside the name."""
        name, beside = person_and_phone(cell)
        insist(name, "person", self.kind) if "person" in self.kind.fields else None
        if not name:
            return
        new = {"position": position, "phone": phone or beside}
        old = self._known.get((unit, duty, fold(name)))
        if old is None:
            values = {"unit_id": unit, "duty": duty, "name": name, **new}
            self._known[unit, duty, fold(name)] = {**values, "id": None}
            yield Write("duty_person", values, "duty_person")
        elif old["id"] is not None and (changes := changed_of(old, new)):
            kept = {key: old[key] for key in changes}
            yield Write("duty_person", changes, "duty_person", ident=old["id"], old=kept)
