"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite.

Both take plain tuples. When measured, row-by-row ORM inserts reached 2,500 rows a second, this 100,000 and
more. Keys the database counts by itself are not read back."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.types import JSON, Date, TypeEngine
from sqlmodel import SQLModel

from db.types import Instant, Word

PART = 20_000
Row = Sequence[Any]


def load(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert `rows`, each with a value for every one of `columns`, in the transaction under way; returns
    how many. Columns left out get what the database itself gives them, so those that may not be null and
    have no default there must be named."""
    converters = _converters(table, columns, connection.dialect.name)
    copying = connection.dialect.name == "postgresql"
    write = _copy if copying else _execute
    names = ", ".join(f'"{name}"' for name in columns)
    left, written = iter(rows), 0
    while part := list(islice(left, PART)):
        write(connection, table.name, names, _converted(part, converters))
        written += len(part)
    return written


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def move_sequences(connection: Connection, tables: Iterable[Table]) -> None:
    """PostgreSQL counts ids by itself and must go on after those that were given; SQLite does so anyway."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        if "id" in table.c:
            last = connection.scalar(select(func.max(table.c.id)))
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
                {"name": table.name, "last": last or 1},
            )


def _execute(connection: Connection, table: str, names: str, rows: list[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * len(rows[0]))
    cursor = _cursor(connection)
    try:
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608
    finally:
        cursor.close()


def _copy(connection: Connection, table: str, names: str, rows: list[tuple[Any, ...]]) -> None:
    with (
        _cursor(connection) as cursor,
        cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _cursor(connection: Connection) -> Any:
    # A statement through SQLAlchemy opens the transaction; a bare cursor would begin one of its own.
    if not connection.in_transaction():
        connection.begin()
    return connection.connection.cursor()


def _converted(rows: list[Row], converters: list[tuple[int, Callable[[Any], Any]]]) -> list[tuple[Any, ...]]:
    if not converters:
        return [tuple(row) for row in rows]
    plain = []
    for row in rows:
        cells = list(row)
        for place, convert in converters:
            if cells[place] is not None:
                cells[place] = convert(cells[place])
        plain.append(tuple(cells))
    return plain


def _converters(table: Table, columns: Sequence[str], dialect: str) -> list[tuple[int, Callable[[Any], Any]]]:
    found = ((place, _converter(table.c[name].type, dialect)) for place, name in enumerate(columns))
    return [(place, convert) for place, convert in found if convert is not None]


def _converter(kind: TypeEngine[Any], dialect: str) -> Callable[[Any], Any] | None:
    if isinstance(kind, JSON):
        return _json
    if isinstance(kind, Word):
        return lambda word: kind.vocabulary(word).value
    if dialect == "sqlite" and isinstance(kind, Instant):
        return _instant
    if dialect == "sqlite" and isinstance(kind, Date):
        return str
    return None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=4096)
def _instant(at: datetime) -> str:
    """As SQLAlchemy writes a moment into SQLite."""
    if at.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {at!r}")
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
