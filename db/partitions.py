"""Raw results by month, on PostgreSQL: a month past its time is dropped at once instead of row by row.

Rows of a month that has no part yet land in `<table>_rest` and move when the month gets its part. SQLite has
one table each."""

from datetime import UTC, date, datetime

from sqlalchemy import Connection, inspect, text

TABLES = ("probe", "check_result")
AHEAD = 3


def prepare(connection: Connection) -> None:
    """Make the parts of this month and the next ones, where raw results lie in parts."""
    if not partitioned(connection):
        return
    today: datetime = connection.scalar(text("SELECT now()")) or datetime.now(UTC)
    for table in TABLES:
        month = today.astimezone(UTC).date().replace(day=1)
        for _ in range(AHEAD):
            make(connection, table, month)
            month = after(month)


def make(connection: Connection, table: str, month: date) -> None:
    """Make the part of one month unless it is there, and move into it what waits in the rest."""
    part, last = name(table, month), after(month)
    if inspect(connection).has_table(part):
        return
    connection.exec_driver_sql(f"CREATE TABLE {part} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    connection.exec_driver_sql(
        f"WITH moved AS (DELETE FROM {table}_rest"  # noqa: S608
        f" WHERE at >= '{month} 00:00+00' AND at < '{last} 00:00+00' RETURNING *)"
        f" INSERT INTO {part} SELECT * FROM moved"
    )
    connection.exec_driver_sql(
        f"ALTER TABLE {table} ATTACH PARTITION {part}"
        f" FOR VALUES FROM ('{month} 00:00+00') TO ('{last} 00:00+00')"
    )


def drop(connection: Connection, table: str, *, before: datetime) -> int:
    """Drop the parts that end at or before `before`; returns how many."""
    doomed = [month for month in months(connection, table) if after(month) <= before.astimezone(UTC).date()]
    for month in doomed:
        connection.exec_driver_sql(f"DROP TABLE {name(table, month)}")
    return len(doomed)


def months(connection: Connection, table: str) -> list[date]:
    """The months that have a part, the oldest first."""
    parts = connection.execute(
        text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = CAST(:table AS regclass)"),
        {"table": table},
    ).scalars()
    marks = sorted(part.removeprefix(f"{table}_y") for part in parts if part != f"{table}_rest")
    return [date(int(mark[:4]), int(mark[5:]), 1) for mark in marks]


def partitioned(connection: Connection) -> bool:
    """Whether raw results lie in parts here."""
    if connection.dialect.name != "postgresql":
        return False
    kind = text("SELECT relkind FROM pg_class WHERE oid = to_regclass('probe')")
    return connection.scalar(kind) in ("p", b"p")


def name(table: str, month: date) -> str:
    """The part of one month: `probe_y2026m11`."""
    return f"{table}_y{month:%Y}m{month:%m}"


def after(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
