"""Columns of sites, with their category and since when they exist."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from core.common import clock
from core.common.errors import RegistryRefused
from core.imports.plan import Ref, Row, Write
from core.imports.rows.base import Maker, changed_of, in_order
from core.registry.fields import fold
from db.models import ColumnLevel, SiteColumn


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
        """The column of the row."""
        given = row.values
        site, name = given["site"].id, given["column"]
        in_order(self.kind, "opened", "retired_on", given)
        new = {
            "level": ColumnLevel(given["column_level"]) if "column_level" in given else None,
            "url": given.get("address", ""), "category": given.get("column_category", ""),
            "unit_id": given.get("unit"), "added": given.get("added"), "retired_on": given.get("retired_on"),
            "merged_into_id": self._successor(site, name, given.get("merged_into", "")),
        }  # fmt: skip
        old = self._known.get((site, fold(name)))
        self._refuse_address(site, name, new["url"])
        if old is None:
            opened = given.get("opened") or min(given.get("retired_on") or clock.today(), clock.today())
            values = {"channel_id": site, "name": name, **new, "opened_on": opened}
            values |= {"level": new["level"] or ColumnLevel.MAIN, "added": bool(new["added"]), "version": 1}
            values |= {"parent_id": None, "freshness_days": None}
            mark = ("column", site, fold(name))
            self._known[site, fold(name)] = {**values, "id": Ref(mark)}
            yield Write("site_column", values, "column", mark=mark, day=opened)
        elif not isinstance(old["id"], Ref):
            if given.get("opened"):
                new["opened_on"] = given["opened"]
            if changes := changed_of(old, new):
                kept = {key: old[key] for key in changes} | {"version": old["version"]}
                yield Write("site_column", changes, "column", ident=old["id"], old=kept)

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
