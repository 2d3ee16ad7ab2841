"""Items moved from sites that close into columns of another one, a row each."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from core.common.errors import RegistryRefused
from core.imports.plan import Row, Write
from core.imports.rows.base import Maker, changed_of, insist
from core.registry.fields import fold
from db.models import ColumnMigration, SiteColumn


class Migrations(Maker):
    """A move is known by the site that is left and the column; of several the last one counts."""

    def begin(self) -> None:
        table = ColumnMigration.__table__  # type: ignore[attr-defined]
        rows = self.session.execute(select(table).order_by(table.c.id)).mappings()
        self._known = {(one["from_channel_id"], one["column_id"]): dict(one) for one in rows}
        self._columns: dict[tuple[int, str], list[int]] = {}
        columns = select(col(SiteColumn.channel_id), col(SiteColumn.name), col(SiteColumn.id))
        for site, name, ident in self.session.execute(columns.order_by(col(SiteColumn.id))):
            self._columns.setdefault((site, fold(name)), []).append(ident)
        self._made: set[tuple[int, int]] = set()

    def make(self, row: Row) -> Iterator[Write]:
        """The move of the row, or what it changes of one that is there."""
        given = row.values
        key = given["left_site"].id, self._column(given)
        if key in self._made:
            raise RegistryRefused("imports.fault.twice", field=self.kind.fields["into_column"].label)
        new = self._numbers(given, self._known.get(key, {}))
        self._made.add(key)
        old = self._known.get(key)
        if old is None:
            places = {"from_channel_id": key[0], "column_id": key[1]}
            yield Write(
                "column_migration", {**places, **new, "version": 1}, "migration", day=new["finished_on"]
            )
        elif changes := changed_of(old, new):
            kept = {name: old[name] for name in changes} | {"version": old["version"]}
            yield Write("column_migration", changes, "migration", ident=old["id"], old=kept)

    def _numbers(self, given: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
        """Planned, moved and verified, and the days. Who wrote only what was moved had planned as much; how
        many were moved is never guessed once all of them are."""
        finished = given.get("finished_on")
        moved = given.get("moved", old.get("moved"))
        if finished:
            insist(moved, "moved", self.kind)
        planned = given.get("planned", old.get("planned", moved))
        insist(planned, "planned", self.kind)
        # What was verified was so of the number moved then.
        as_before = old.get("verified", 0) if moved == old.get("moved") else 0
        numbers = {"planned": planned, "moved": moved or 0, "verified": given.get("verified", as_before)}
        if numbers["verified"] > numbers["moved"]:
            label = {name: self.kind.fields[name].label for name in ("verified", "moved")}
            raise RegistryRefused("imports.fault.more", field=label["verified"], other=label["moved"])
        return {**numbers, "due_on": given.get("due_on"), "finished_on": finished}

    def _column(self, given: dict[str, Any]) -> int:
        label, word = self.kind.fields["into_column"].label, given["into_column"]
        if "site" not in given:
            return self.names.other(label, word, "column")
        found = self._columns.get((given["site"].id, fold(word)), [])
        if len(found) != 1:
            name = "many" if found else "unknown"
            raise RegistryRefused(f"imports.fault.{name}", field=label, value=word[:80])
        return found[0]
