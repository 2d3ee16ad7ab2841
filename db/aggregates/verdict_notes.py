"""Triggers that note which channels have to be judged again, whoever wrote and by whatever statement.

They are put up after every upgrade, because SQLite rebuilds a table to change it and forgets its triggers."""

from collections.abc import Iterator

from sqlalchemy import Connection, inspect

from db.engine import engines

NOTES = "verdict_change"
# Table, the column that names the channel, and the columns whose change changes a verdict.
WATCHED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("current_state", "channel_id", ("outcome", "failure")),
    ("finding", "channel_id", ("state", "evidence")),
    ("judgement", "channel_id", ("withdrawn_at", "valid_until", "judged_as", "faults")),
    ("issue", "channel_id", ("state", "severity", "channel_id", "finding_id", "number", "title")),
    ("channel", "id", ("kind", "category", "level")),
)
EVENTS = ("insert", "update", "delete")


def install() -> None:
    """Put up every trigger anew; nothing before the table of notes exists."""
    with engines().write.connect() as connection:
        if inspect(connection).has_table(NOTES):
            for statement in _statements(connection):
                connection.exec_driver_sql(statement)
        connection.commit()


def take_down(connection: Connection) -> None:
    """Remove every trigger, for a migration that changes how something is written and not what it says."""
    postgresql = connection.dialect.name == "postgresql"
    for table, _, _ in WATCHED:
        for event in EVENTS:
            name = name_of(table, event)
            connection.exec_driver_sql(
                f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgresql else "")
            )


def add_since(connection: Connection, table: str, last: int) -> None:
    """Note the channels of the rows of a table that have a higher id, which no trigger has seen."""
    for watched, channel, _ in WATCHED:
        if watched == table:
            connection.exec_driver_sql(
                f"INSERT INTO {NOTES} (channel_id) SELECT DISTINCT {channel} FROM {table}"  # noqa: S608
                f" WHERE id > {last:d} AND {channel} IS NOT NULL"
            )


def name_of(table: str, event: str) -> str:
    """The name of the trigger of an event of a table."""
    return f"{NOTES}_{table}_{event}"


def _statements(connection: Connection) -> Iterator[str]:
    postgresql = connection.dialect.name == "postgresql"
    for table, channel, columns in WATCHED:
        for event in EVENTS:
            name = name_of(table, event)
            yield f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgresql else "")
            yield from (_postgresql if postgresql else _sqlite)(name, table, event, channel, columns)


def _sqlite(name: str, table: str, event: str, channel: str, columns: tuple[str, ...]) -> Iterator[str]:
    when = " OR ".join(f"OLD.{each} IS NOT NEW.{each}" for each in columns)
    yield (
        f"CREATE TRIGGER {name} AFTER {event} ON {table}"
        + (f" WHEN {when}" if event == "update" else "")
        + f" BEGIN {_note(event, channel)}; END"
    )


def _postgresql(name: str, table: str, event: str, channel: str, columns: tuple[str, ...]) -> Iterator[str]:
    when = " OR ".join(f"OLD.{each} IS DISTINCT FROM NEW.{each}" for each in columns)
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {_note(event, channel)}; RETURN NULL; END $$"
    )
    yield (
        f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW"
        + (f" WHEN ({when})" if event == "update" else "")
        + f" EXECUTE FUNCTION {name}()"
    )


def _note(event: str, channel: str) -> str:
    """Note the channel of the row, and for a change the one it belonged to before."""
    sides = {"insert": ("NEW",), "delete": ("OLD",), "update": ("NEW", "OLD")}[event]
    rows = " UNION ".join(f"SELECT {side}.{channel} AS id" for side in sides)
    # All names are constants of this file.
    return f"INSERT INTO {NOTES} (channel_id) SELECT id FROM ({rows}) AS noted WHERE id IS NOT NULL"  # noqa: S608
