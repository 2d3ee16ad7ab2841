"""Rows of the demonstration, collected in memory and then written in batches."""

from functools import lru_cache
from typing import Any

from pydantic_core import PydanticUndefined
from sqlalchemy import Table, func, select, text
from sqlmodel import Session, SQLModel

from db.many_rows import insert_many

BATCH = 5000
Row = dict[str, Any]


class Book:
    """Rows by table. Ids are given here, counted from 1, so that rows can name each other."""

    def __init__(self) -> None:
        self._rows: dict[type[SQLModel], list[Row]] = {}

    def add(self, model: type[SQLModel], **fields: Any) -> int:
        """Keep one row and return its id (its place for a table keyed otherwise).

        Raises `KeyError` for a field the table does not have."""
        blank = _blank(model)
        if unknown := fields.keys() - _names(model):
            raise KeyError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
        rows = self._rows.setdefault(model, [])
        row = {**blank, **fields}
        if "id" in blank:
            row["id"] = len(rows) + 1
        rows.append(row)
        return len(rows)

    def row(self, model: type[SQLModel], row_id: int) -> Row:
        """The kept row with that id, to be changed in place."""
        return self._rows[model][row_id - 1]

    def rows(self, model: type[SQLModel]) -> list[Row]:
        """All kept rows of one table, in the order of their ids."""
        return self._rows.get(model, [])

    def tables(self) -> list[type[SQLModel]]:
        """The tables with rows, each after those it refers to."""
        order = {table.name: place for place, table in enumerate(SQLModel.metadata.sorted_tables)}
        return sorted(self._rows, key=lambda model: order[_table(model).name])

    def write(self, session: Session) -> None:
        """Insert everything in the transaction of `session`; it is not committed here."""
        for model in self.tables():
            rows = self._rows[model]
            for start in range(0, len(rows), BATCH):
                insert_many(session, _table(model), rows[start : start + BATCH])
        _move_sequences(session, [_table(model) for model in self.tables()])


def any_rows(session: Session, model: type[SQLModel]) -> bool:
    """Whether a table holds anything."""
    return session.connection().execute(select(1).select_from(_table(model)).limit(1)).first() is not None


@lru_cache(maxsize=64)
def _names(model: type[SQLModel]) -> frozenset[str]:
    return frozenset(model.model_fields)


@lru_cache(maxsize=64)
def _blank(model: type[SQLModel]) -> Row:
    defaults = {
        name: field.get_default(call_default_factory=True) for name, field in model.model_fields.items()
    }
    return {name: value for name, value in defaults.items() if value is not PydanticUndefined}


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


def _move_sequences(session: Session, tables: list[Table]) -> None:
    """PostgreSQL counts ids by itself and must go on after ours; SQLite does so anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in tables:
        if "id" in table.c:
            last = session.connection().scalar(select(func.max(table.c.id)))
            session.connection().execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
                {"name": table.name, "last": last},
            )
