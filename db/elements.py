"""The elements of a JSON list as rows, so that the database orders and counts them, in either dialect."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, case, cast, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlmodel import Session

from db.engine import is_postgresql


@dataclass(frozen=True, slots=True)
class Elements:
    """`table` has a row for each element; `place` counts them from 1."""

    table: TableValuedAlias
    place: ColumnElement[int]
    postgresql: bool

    def text(self, name: str) -> ColumnElement[str]:
        """The member `name` of the element as text."""
        if self.postgresql:
            member: ColumnElement[str] = cast(self.table.c.value, JSONB)[name].astext
            return member
        return func.json_extract(self.table.c.value, f"$.{name}", type_=String)

    def whole(self, name: str) -> ColumnElement[int]:
        """The member `name` of the element as a whole number."""
        return cast(self.text(name), Integer) if self.postgresql else self._number(name)

    def _number(self, name: str) -> ColumnElement[int]:
        return func.json_extract(self.table.c.value, f"$.{name}", type_=Integer)


def elements(session: Session, document: Any, name: str) -> Elements:
    """The elements of the list `name` of a JSON column; none where there is no such list."""
    if is_postgresql(session):
        items = cast(document, JSONB)[name]
        listed = case((func.jsonb_typeof(items) == "array", items))
        rows = func.jsonb_array_elements(listed).table_valued("value", with_ordinality="place")
        table = rows.render_derived()
        return Elements(table, table.c.place, True)
    listed = case((func.json_type(document, f"$.{name}") == "array", document))
    table = func.json_each(listed, f"$.{name}").table_valued("key", "value")
    return Elements(table, table.c.key + 1, False)
