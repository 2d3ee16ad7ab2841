"""Many new rows at once on SQLite, where the triggers of a row cost more than the row.

They are put aside, and what they would have kept is added up in one statement: all of it in the transaction
under way, whose changes of the schema end with it as any others do. On PostgreSQL nothing is put aside: that
would lock the table for everybody else."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from db.aggregates import counters, verdict_notes

LEAST = 500  # rows from which it is worth it


@contextmanager
def in_bulk(connection: Connection, table: str, rows: int) -> Iterator[None]:
    """A block that adds `rows` rows to a table, with rising ids, and nothing else to it."""
    aside = _aside(connection, table) if rows >= LEAST and connection.dialect.name == "sqlite" else {}
    if not aside:
        yield
        return
    last = connection.exec_driver_sql(f'SELECT coalesce(max(id), 0) FROM "{table}"').scalar_one()  # noqa: S608
    for name in aside:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for kept in (counters, verdict_notes):
        kept.add_since(connection, table, last)
    for statement in aside.values():
        connection.exec_driver_sql(statement)


def _aside(connection: Connection, table: str) -> dict[str, str]:
    """The triggers of new rows that these can do without, with the statement that puts each up again."""
    wanted = {counters.name_of(table, "insert"), verdict_notes.name_of(table, "insert")}
    found = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
    )
    return {name: statement for name, statement in found if name in wanted}
