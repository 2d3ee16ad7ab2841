"""Units and persons called to account, a row each."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from core.common import clock
from core.imports.plan import Row, Write
from core.imports.rows.base import Maker
from db.models import Accountability


class Calls(Maker):
    """A record is known by kind, unit, person and day; one that was withdrawn is no record."""

    def begin(self) -> None:
        query = select(
            col(Accountability.kind), col(Accountability.unit_id), col(Accountability.person),
            col(Accountability.day),
        ).where(col(Accountability.withdrawn_at).is_(None))  # fmt: skip
        self._known: set[tuple[Any, ...]] = {tuple(row) for row in self.session.execute(query)}

    def make(self, row: Row) -> Iterator[Write]:
        """The record of the row."""
        given = row.values
        person = given.get("called") or ""
        mark = given["call"], given["unit"], person, given["called_on"]
        if mark in self._known:
            return
        self._known.add(mark)
        values = {
            "kind": given["call"], "unit_id": given["unit"], "person": person, "day": given["called_on"],
            "reason": given["ground"], "basis": given.get("paper") or "", "issue_id": None,
            "made_by": self.actor.name, "made_at": clock.now(), "withdrawn_at": None, "withdrawn_by": "",
            "version": 1,
        }  # fmt: skip
        yield Write("accountability", values, "accountability", day=given["called_on"])
