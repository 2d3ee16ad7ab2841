"""The trail is only added to: the database itself refuses to change or remove a row of it.

Put up after every upgrade, because SQLite rebuilds a table to change it and forgets its triggers."""

from collections.abc import Iterator

from sqlalchemy import Connection, inspect

from db.engine import engines

TABLES = ("audit_entry", "audit_seal")
EVENTS = ("update", "delete")


def install() -> None:
    """Put up the guards anew on every table of the trail that exists."""
    with engines().write.connect() as connection:
        known = set(inspect(connection).get_table_names())
        for table in TABLES:
            if table in known:
                for statement in _statements(connection, table):
                    connection.exec_driver_sql(statement)
        connection.commit()


def take_down(connection: Connection) -> None:
    """Let rows be changed, for a migration of the trail or for retention by rule; `install` afterwards."""
    postgresql = connection.dialect.name == "postgresql"
    for table in TABLES:
        for event in EVENTS:
            on = f" ON {table}" if postgresql else ""
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS append_only_{table}_{event}{on}")


def _statements(connection: Connection, table: str) -> Iterator[str]:
    postgresql = connection.dialect.name == "postgresql"
    for event in EVENTS:
        name = f"append_only_{table}_{event}"
        sentence = f"{table} is append-only"
        yield f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgresql else "")
        if postgresql:
            yield (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
            )
            yield (f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
        else:
            yield (
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )
