"""Sums that the database keeps by itself, so that no way of writing can forget them or a page wait.

`channel.balance`: the entries of a channel less its exits. `channel.worst`: the worst that its headline
checks say now. `daily_total`: the daily rollups of all channels added up. The triggers are put up after
every upgrade, because SQLite rebuilds a table to change it and forgets its triggers."""

from collections.abc import Iterator

from sqlalchemy import Connection, inspect

from db.engine import engines

TOTAL = "daily_total"
COUNTS = ("probes", "ok", "failed", "suspect", "blocked")
# What a website's own state is judged by: whether it opens, and whether its home page is kept. What the
# checks of content find stands beside it.
HEADLINE = ("availability", "availability_week", "stability", "home_freshness")
# A rule over a week that cannot be judged yet does not make a website unchecked: only a home page that could
# not be visited does.
RANK = (
    "CASE WHEN outcome = 'problem' THEN 4 WHEN outcome = 'suspect' THEN 3"
    " WHEN outcome = 'blocked' AND \"check\" = 'availability' THEN 2"
    " WHEN outcome IN ('ok', 'exempt') THEN 1 ELSE 0 END"
)
OF_HEADLINE = f'"check" IN ({", ".join(repr(name) for name in HEADLINE)})'
TABLES = {"balance": "channel_event", "worst": "current_state", "total": "daily_rollup"}
EVENTS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def install() -> None:
    """Put up every trigger anew; nothing before the columns and the table they write exist."""
    with engines().write.connect() as connection:
        if inspect(connection).has_table(TOTAL):
            postgresql = connection.dialect.name == "postgresql"
            for statement in (_postgresql if postgresql else _sqlite)():
                connection.exec_driver_sql(statement)
        connection.commit()


def add_up(connection: Connection) -> None:
    """Compute every sum anew from the rows it is the sum of."""
    connection.exec_driver_sql(
        "UPDATE channel SET balance = (SELECT coalesce(sum(delta), 0) FROM channel_event"
        " WHERE channel_event.channel_id = channel.id)"
    )
    connection.exec_driver_sql(f"UPDATE channel SET worst = {_worst('channel.id')}")  # noqa: S608
    connection.exec_driver_sql(f"DELETE FROM {TOTAL}")  # noqa: S608
    sums = ", ".join(f"sum({name})" for name in COUNTS)
    connection.exec_driver_sql(
        f"INSERT INTO {TOTAL} (day, {', '.join(COUNTS)}) SELECT day, {sums} FROM daily_rollup GROUP BY day"  # noqa: S608
    )


def take_down(connection: Connection) -> None:
    """Remove every trigger: one that writes into what is gone would stop every other write."""
    postgresql = connection.dialect.name == "postgresql"
    for event in EVENTS:
        for name, table in TABLES.items():
            trigger = f"sum_{name}_{event}"
            connection.exec_driver_sql(
                f"DROP TRIGGER IF EXISTS {trigger}" + (f" ON {table}" if postgresql else "")
            )
            if postgresql:
                connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {trigger}()")


def _sqlite() -> Iterator[str]:
    for event, sides in EVENTS.items():
        for name, table, body, when in (
            ("balance", "channel_event", "; ".join(_balance(side) for side in sides), ""),
            ("worst", "current_state", _worst_again(sides[-1]), _when(event, sides[-1])),
            ("total", "daily_rollup", "; ".join(_total_of(side) for side in sides), ""),
        ):
            yield f"DROP TRIGGER IF EXISTS sum_{name}_{event}"
            yield f"CREATE TRIGGER sum_{name}_{event} AFTER {event} ON {table}{when} BEGIN {body}; END"


def _postgresql() -> Iterator[str]:
    for event, sides in EVENTS.items():
        back = "RETURN NULL"
        yield from _function(
            f"sum_balance_{event}", "; ".join(_balance(side) for side in sides) + f"; {back}"
        )
        yield from _trigger(f"sum_balance_{event}", event, "channel_event", "FOR EACH ROW")
        yield from _function(f"sum_worst_{event}", f"{_worst_again(sides[-1])}; {back}")
        when = f"FOR EACH ROW{_when(event, sides[-1])}"
        yield from _trigger(f"sum_worst_{event}", event, "current_state", when)
        # One statement for all rows of a batch: row by row, one total would be rewritten thousands of times.
        yield from _function(f"sum_total_{event}", f"{_total_of_all(sides)}; {back}")
        tables = " ".join(f"{side} TABLE AS {side.lower()}_rows" for side in sides)
        yield from _trigger(
            f"sum_total_{event}", event, "daily_rollup", f"REFERENCING {tables} FOR EACH STATEMENT"
        )


def _function(name: str, body: str) -> Iterator[str]:
    yield (f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; END $$")


def _trigger(name: str, event: str, table: str, how: str) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield f"CREATE TRIGGER {name} AFTER {event} ON {table} {how} EXECUTE FUNCTION {name}()"


def _balance(side: str) -> str:
    sign = "+" if side == "NEW" else "-"
    return f"UPDATE channel SET balance = balance {sign} {side}.delta WHERE id = {side}.channel_id"  # noqa: S608


def _worst(channel: str) -> str:
    of_it = f"current_state.channel_id = {channel} AND {OF_HEADLINE}"
    return f"(SELECT coalesce(max({RANK}), 0) FROM current_state WHERE {of_it})"  # noqa: S608


def _worst_again(side: str) -> str:
    channel = f"{side}.channel_id"
    return f"UPDATE channel SET worst = {_worst(channel)} WHERE id = {channel}"  # noqa: S608


def _when(event: str, side: str) -> str:
    headline = OF_HEADLINE.replace('"check"', f'{side}."check"')
    changed = " AND OLD.outcome <> NEW.outcome" if event == "update" else ""
    return f" WHEN ({headline}{changed})"


def _total_of(side: str) -> str:
    """SQLite: take one row's figures into the total of its day, or out of it."""
    sign = "" if side == "NEW" else "-"
    values = ", ".join(f"{sign}{side}.{name}" for name in COUNTS)
    return f"INSERT INTO {TOTAL} (day, {', '.join(COUNTS)}) VALUES ({side}.day, {values}) {_added()}"  # noqa: S608


def _total_of_all(sides: tuple[str, ...]) -> str:
    """PostgreSQL: take the figures of all rows of a statement in or out."""
    parts = (
        f"SELECT day, {', '.join(('' if side == 'NEW' else '-') + name + ' AS ' + name for name in COUNTS)}"  # noqa: S608
        f" FROM {side.lower()}_rows"
        for side in sides
    )
    sums = ", ".join(f"sum({name})" for name in COUNTS)
    return (
        f"INSERT INTO {TOTAL} (day, {', '.join(COUNTS)})"  # noqa: S608
        f" SELECT day, {sums} FROM ({' UNION ALL '.join(parts)}) AS moved GROUP BY day {_added()}"
    )


def _added() -> str:
    sums = ", ".join(f"{name} = {TOTAL}.{name} + excluded.{name}" for name in COUNTS)
    return f"ON CONFLICT (day) DO UPDATE SET {sums}"
