"""Whether what triggers keep is what the rows add up to: everything is recomputed and compared."""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from db.aggregates import column_rows, counters, sums
from db.engine import engines

Kept = set[tuple[object, ...]]


def verify(*, repair: bool = False) -> dict[str, int]:
    """How many kept rows of each table differ from what its source says; 0 everywhere is well.

    Recomputed in one transaction, during which nobody else writes on SQLite, and undone again; with `repair`
    what was recomputed stays."""
    with engines().write.connect() as connection, connection.begin() as work:
        before = dict(_kept(connection))
        sums.add_up(connection)
        counters.add_up(connection)
        column_rows.unroll(connection)
        after = dict(_kept(connection))
        if not repair:
            work.rollback()
    return {name: len(before[name] ^ after[name]) for name in before}


def _kept(connection: Connection) -> Iterator[tuple[str, Kept]]:
    """Every kept figure by where it stands. Rows of nothing but zeros say as little as no row."""
    for name, query in _queries(connection.dialect.name == "postgresql").items():
        rows = connection.execute(text(query)).all()
        yield name, {tuple(row) for row in rows}


def _queries(postgresql: bool) -> dict[str, str]:
    some = " OR ".join(f"{name} <> 0" for name in sums.COUNTS)
    counted = {
        counter.table: f"SELECT {counter.columns}, sum(n) FROM {counter.table}"  # noqa: S608
        f" GROUP BY {counter.columns} HAVING sum(n) <> 0"
        for counter in counters.counters(postgresql)
    }
    return {
        "channel.balance": "SELECT id, balance FROM channel",
        "channel.worst": "SELECT id, worst FROM channel",
        sums.TOTAL: f"SELECT day, {', '.join(sums.COUNTS)} FROM {sums.TOTAL} WHERE {some}",  # noqa: S608
        **counted,
        column_rows.TABLE: f"SELECT * FROM {column_rows.TABLE}",  # noqa: S608
    }
