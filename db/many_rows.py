"""Many rows in one statement, as the driver takes them.

What the values become is said by their columns' types, as always; but a column is asked once, not once a
row, which for SQLite is most of what sending a row costs."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import Session


def insert_many(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all fill the same columns."""
    connection = session.connection()
    if not rows:
        return
    made = insert(table).compile(dialect=connection.dialect, column_keys=list(rows[0]))
    order = made.positiontup if isinstance(made, SQLCompiler) else None
    if connection.dialect.name != "sqlite" or order is None or set(order) != rows[0].keys():
        session.execute(insert(table), list(rows))
        return
    columns = []
    for name in order:
        of = table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        column = [row[name] for row in rows]
        columns.append(column if of is None else list(map(of, column)))
    connection.exec_driver_sql(str(made), list(zip(*columns, strict=True)))
