"""Columns of sites, with their category and since when they exist."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from core.common import clock
from core.common.errors import RegistryRefused
from core.imports.plan import Ref, Row, Write
from core.imports.rows.base import Maker, changed_of, in_order
from core.jobs import Sentence
from core.registry.fields import fold
from db.models import ColumnLevel, SiteColumn

LONGEST = 200
LEVELS = ("main_column", "column", "deep_column")


class Columns(Maker):
    """A column is known by its site and name among those that still exist."""

    def begin(self) -> None:
        table = SiteColumn.__table__  # type: ignore[attr-defined]
        rows = self.session.execute(select(table).order_by(table.c.id)).mappings()
        self._known: dict[tuple[int, str], dict[str, Any]] = {}
        self._urls: dict[tuple[int, str], str] = {}
        for one in rows:
            key = (one["channel_id"], fold(one["name"]))
            if key not in self._known or one["retired_on"] is None:
                self._known[key] = dict(one)
            if one["url"] and one["retired_on"] is None:
                self._urls[one["channel_id"], one["url"]] = one["name"]

    def make(self, row: Row) -> Iterator[Write]:
        """The column of the row, and above it those that only its row names."""
        given = row.values
        site = given["site"].id
        *above, name = list(dict.fromkeys(given[key] for key in LEVELS if given.get(key)))
        in_order(self.kind, "opened", "retired_on", given)
        parent = None
        for one in above:
            if (old := self._known.get((site, fold(one)))) is None:
                row.notes.append(Sentence("imports.note.main_column", {"name": one}))
                level = ColumnLevel.SECTION if parent else ColumnLevel.MAIN
                yield self._new(site, one, {"level": level, "parent_id": parent}, given)
                old = self._known[site, fold(one)]
            parent = old["id"]
        new = {
            "level": ColumnLevel(given["column_level"]) if "column_level" in given else None,
            "url": given.get("address", ""), "category": given.get("column_category", ""),
            "unit_id": given.get("unit"), "added": given.get("added"), "retired_on": given.get("retired_on"),
            "merged_into_id": self._successor(site, name, given.get("merged_into", "")),
            "parent_id": parent,
        }  # fmt: skip
        name = self._apart(row, site, above, name, parent)
        self._refuse_address(site, name, new["url"])
        old = self._known.get((site, fold(name)))
        if old is None:
            new["level"] = new["level"] or (ColumnLevel.SECTION if above else ColumnLevel.MAIN)
            yield self._new(site, name, new, given)
        elif not isinstance(old["id"], Ref):
            if given.get("opened"):
                new["opened_on"] = given["opened"]
            if changes := changed_of(old, new):
                kept = {key: old[key] for key in changes} | {"version": old["version"]}
                yield Write("site_column", changes, "column", ident=old["id"], old=kept)

    def _apart(self, row: Row, site: int, above: list[str], name: str, parent: Any) -> str:
        """The name of a column, with that of the one above it where another one has a column of its name."""
        old = self._known.get((site, fold(name)))
        if old is None or parent is None or old["parent_id"] in (None, parent):
            return name
        longer = f"{above[-1]}\u00b7{name}"[:LONGEST]
        row.notes.append(Sentence("imports.note.column_apart", {"name": name, "longer": longer}))
        return longer

    def _new(self, site: int, name: str, new: dict[str, Any], given: dict[str, Any]) -> Write:
        opened = given.get("opened") or min(given.get("retired_on") or clock.today(), clock.today())
        blank = {"url": "", "category": "", "unit_id": None, "added": False, "retired_on": None}
        values = {"channel_id": site, "name": name, **blank, "merged_into_id": None, "parent_id": None, **new}
        values |= {"opened_on": opened, "added": bool(values["added"]), "version": 1, "freshness_days": None}
        mark = ("column", site, fold(name))
        self._known[site, fold(name)] = {**values, "id": Ref(mark)}
        return Write("site_column", values, "column", mark=mark, day=opened)

    def _successor(self, site: int, name: str, word: str) -> Any:
        if not word:
            return None
        other = self._known.get((site, fold(word)))
        if other is None or fold(word) == fold(name):
            label = self.kind.fields["merged_into"].label
            raise RegistryRefused("imports.fault.unknown", field=label, value=word)
        return other["id"]

    def _refuse_address(self, site: int, name: str, url: str) -> None:
        other = self._urls.setdefault((site, url), name) if url else name
        if fold(other) != fold(name):
            label = self.kind.fields["address"].label
            raise RegistryRefused("validation.duplicate_page", field=label, name=other, where="-")
