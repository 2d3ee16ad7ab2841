"""A planned row in words: why it is refused, what would change, what was taken for what."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from core.common.text import has, t
from core.imports.plan import Ref, Row
from db.engine import reading
from db.models import Channel, SiteColumn, Unit

# Table and column → where the names of its words stand.
TOPICS = {
    ("unit", "level"): "state.level", ("unit", "kind"): "state.unit_kind",
    ("site_column", "level"): "field.column_level", ("site_column", "category"): "field.column_category",
    ("channel", "registered"): "state.registered",
}  # fmt: skip
REFERRED = {"unit_id": Unit, "parent_id": Unit, "successor_id": Channel, "merged_into_id": SiteColumn}


def sentences(row: Row) -> list[str]:
    """Faults first, then each change as field: old → new, then notes; in the language in use."""
    changes = [
        t(
            "importing.table.change",
            field=t(f"imports.stored.{name}"),
            old=_said(write.table, name, write.old.get(name)),
            new=_said(write.table, name, value),
        )
        for write in row.writes
        if write.ident is not None
        for name, value in write.values.items()
        if write.old.get(name) != value
    ]
    return [*map(str, row.faults), *changes, *map(str, row.notes)]


def _said(table: str, name: str, value: Any) -> str:
    if value in (None, ""):
        return t("importing.table.empty")
    if isinstance(value, bool):
        return t("field.yes" if value else "field.no")
    if isinstance(value, Ref):
        return t("importing.action.add")
    if name in REFERRED:
        return _names(name).get(value, str(value))
    word = f"{TOPICS.get((table, name), '')}.{value.value if isinstance(value, StrEnum) else value}"
    return t(word) if has(word) else str(value)


def _names(name: str) -> Mapping[Any, str]:
    model: Any = REFERRED[name]
    with reading() as session:
        rows = session.execute(select(col(model.id), col(model.name))).all()
    return {row[0]: row[1] for row in rows}
