"""The columns of every website as rows (`column_now`), unrolled by triggers from the evidence of their check,
so that a page orders and counts them by an index instead of opening every document."""

from collections.abc import Iterator

from sqlalchemy import Connection, inspect

from db.engine import engines

TABLE = "column_now"
CHECK = "columns"
# What is wrong comes first; a state that this list does not know comes last.
RANKS = {"empty": 0, "stale": 1, "unsure": 2, "no-window": 3, "fresh": 4}
WRONG = ("empty", "stale")
EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}


def install() -> None:
    """Put up every trigger anew; nothing before the table exists. Called after every upgrade."""
    with engines().write.connect() as connection:
        if inspect(connection).has_table(TABLE):
            for event in EVENTS:
                for statement in _trigger(event, connection.dialect.name == "postgresql"):
                    connection.exec_driver_sql(statement)
        connection.commit()


def take_down(connection: Connection) -> None:
    """Remove every trigger."""
    for event in EVENTS:
        for statement in _gone(event, connection.dialect.name == "postgresql"):
            connection.exec_driver_sql(statement)


def unroll(connection: Connection) -> None:
    """Write every row anew from the evidence."""
    postgresql = connection.dialect.name == "postgresql"
    connection.exec_driver_sql(f"DELETE FROM {TABLE}")  # noqa: S608
    source = _elements("current_state", postgresql)
    where = f"current_state.\"check\" = '{CHECK}'"
    connection.exec_driver_sql(
        _insert("current_state", postgresql) + f" FROM current_state, {source} WHERE {where}"
    )


def _trigger(event: str, postgresql: bool) -> Iterator[str]:
    yield from _gone(event, postgresql)
    name, row = _name(event), EVENTS[event]
    body = f"DELETE FROM {TABLE} WHERE channel_id = {row}.channel_id"  # noqa: S608
    if event != "delete":
        body += f"; {_insert(row, postgresql)} FROM {_elements(row, postgresql)}"
    differs = "IS DISTINCT FROM" if postgresql else "IS NOT"
    changed = f" AND OLD.evidence {differs} NEW.evidence" if event == "update" else ""
    when = f"WHEN ({row}.\"check\" = '{CHECK}'{changed})"
    if postgresql:
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body};"
            " RETURN NULL; END $$"
        )
        yield (
            f"CREATE TRIGGER {name} AFTER {event} ON current_state FOR EACH ROW {when}"
            f" EXECUTE FUNCTION {name}()"
        )
    else:
        yield f"CREATE TRIGGER {name} AFTER {event} ON current_state {when} BEGIN {body}; END"


def _gone(event: str, postgresql: bool) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {_name(event)}" + (" ON current_state" if postgresql else "")
    if postgresql:
        yield f"DROP FUNCTION IF EXISTS {_name(event)}()"


def _name(event: str) -> str:
    return f"column_rows_{event}"


def _insert(row: str, postgresql: bool) -> str:
    """`INSERT … SELECT` of the elements `e` of one row's evidence."""
    state = "e.value ->> 'state'" if postgresql else "json_extract(e.value, '$.state')"
    age = "CAST(e.value ->> 'age_days' AS integer)" if postgresql else "json_extract(e.value, '$.age_days')"
    ranks = " ".join(f"WHEN '{name}' THEN {rank}" for name, rank in RANKS.items())
    rank = f"CASE {state} {ranks} ELSE {len(RANKS)} END"
    place = "e.place" if postgresql else "e.key + 1"
    return (
        f"INSERT INTO {TABLE} (channel_id, place, rank, age_order)"
        f" SELECT {row}.channel_id, {place}, {rank}, -coalesce({age}, 0)"
    )


def _elements(row: str, postgresql: bool) -> str:
    """The list of columns as rows `e`; none where the evidence has no such list."""
    if postgresql:
        listed = f"{row}.evidence -> '{CHECK}'"
        only = f"CASE WHEN jsonb_typeof({listed}) = 'array' THEN {listed} END"
        return f"jsonb_array_elements({only}) WITH ORDINALITY AS e (value, place)"
    only = f"CASE WHEN json_type({row}.evidence, '$.{CHECK}') = 'array' THEN {row}.evidence END"
    return f"json_each({only}, '$.{CHECK}') AS e"
