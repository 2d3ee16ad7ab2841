"""Counts that pages read instead of counting: kept by triggers, so that no way of writing can forget them.

Every change of a row adds rows to a counter: minus one for what it was, plus one for what it is, and nothing
where both are alike. Nothing is ever updated, so that on PostgreSQL two writers never wait for one count;
`settle` draws the rows together now and then. A counter counts by columns of its own row only: two
transactions that each change half of a pair could otherwise miss each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, inspect

from db.engine import engines
from db.models.issue import IssueState

ISSUE = ("found", "counted", "mended", "reported", "verified", "overdue")
VERIFIED, DISMISSED, WAIVED = (
    state.value for state in (IssueState.VERIFIED, IssueState.DISMISSED, IssueState.WAIVED)
)
EVENTS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the source counted once: by `values` (column of the counter → expression, in which `ROW`
    stands for the source's row), where `when` holds."""

    values: Mapping[str, str]
    when: str = ""
    n: int = 1


@dataclass(frozen=True, slots=True)
class Counter:
    """`table` counts the rows of `source`; `watched` are the columns of the source that its lines read."""

    table: str
    source: str
    watched: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def columns(self) -> str:
        """What it counts by, as a list in SQL."""
        return ", ".join(self.lines[0].values)


def counters(postgresql: bool) -> tuple[Counter, ...]:
    """All of them, in the dialect of the database."""
    return _channels(), _states(), _issues(postgresql)


def install() -> None:
    """Put up every trigger anew; nothing before the tables exist. Called after every upgrade, because SQLite
    rebuilds a table to change it and forgets its triggers."""
    with engines().write.connect() as connection:
        postgresql = connection.dialect.name == "postgresql"
        for counter in counters(postgresql):
            if inspect(connection).has_table(counter.table):
                for statement in _triggers(counter, postgresql):
                    connection.exec_driver_sql(statement)
        connection.commit()


def take_down(connection: Connection) -> None:
    """Remove every trigger: one that writes into what is gone would stop every other write."""
    postgresql = connection.dialect.name == "postgresql"
    for counter in counters(postgresql):
        for event in EVENTS:
            for statement in _gone(counter, event, postgresql):
                connection.exec_driver_sql(statement)


def add_up(connection: Connection) -> None:
    """Count every counter anew from the rows of its source."""
    for counter in counters(connection.dialect.name == "postgresql"):
        connection.exec_driver_sql(f"DELETE FROM {counter.table}")  # noqa: S608
        rows = _union(counter, {counter.source: 1}, f" FROM {counter.source}")
        connection.exec_driver_sql(_insert(counter, rows))


def add_since(connection: Connection, table: str, last: int) -> None:
    """Count the rows of a table that have a higher id, which no trigger has seen."""
    for counter in counters(connection.dialect.name == "postgresql"):
        if counter.source == table:
            rows = f" FROM (SELECT * FROM {table} WHERE id > {last:d}) AS added"  # noqa: S608
            connection.exec_driver_sql(_insert(counter, _union(counter, {"added": 1}, rows)))


def name_of(table: str, event: str) -> str:
    """The name of the trigger of an event of a table."""
    return f"counter_{table}_{event}"


def settle(connection: Connection) -> None:
    """Draw the rows of every counter together to one for each count, in the transaction under way."""
    postgresql = connection.dialect.name == "postgresql"
    for counter in counters(postgresql):
        taken = f"SELECT {counter.columns}, n FROM"
        added = _insert(counter, f"{taken} gone" if postgresql else f"{taken} {counter.table} WHERE id <= ?")
        if postgresql:
            # One statement, hence one view of the table: what others add meanwhile is neither taken nor lost.
            connection.exec_driver_sql(
                f"WITH gone AS (DELETE FROM {counter.table} RETURNING *) {added}"  # noqa: S608
            )
        else:
            last = connection.exec_driver_sql(f"SELECT max(id) FROM {counter.table}").scalar()  # noqa: S608
            connection.exec_driver_sql(added, (last,))
            connection.exec_driver_sql(f"DELETE FROM {counter.table} WHERE id <= ?", (last,))  # noqa: S608


def _channels() -> Counter:
    plain = ("kind", "level", "registered", "observed", "worst")
    values = {name: f"ROW.{name}" for name in plain} | {
        "running": "(ROW.balance > 0)",
        "has_url": "(ROW.url <> '')",
        "has_account": "(ROW.account <> '')",
    }
    return Counter("channel_counter", "channel", (*plain, "balance", "url", "account"), (Line(values),))


def _states() -> Counter:
    values = {
        '"check"': 'ROW."check"',
        "outcome": "ROW.outcome",
        "failure": "coalesce(ROW.failure, '')",
    }
    return Counter("state_counter", "current_state", ('"check"', "outcome", "failure"), (Line(values),))


def _issues(postgresql: bool) -> Counter:
    # The first day on which an issue is late: the day after it is due, not before it was opened.
    late = (
        "greatest(ROW.opened_on, ROW.due_on + 1)"
        if postgresql
        else "max(ROW.opened_on, date(ROW.due_on, '+1 day'))"
    )
    reported = (
        "CAST(ROW.reported_at AT TIME ZONE 'Asia/Shanghai' AS date)"
        if postgresql
        else "date(ROW.reported_at, '+8 hours')"
    )
    not_aside = f"ROW.state NOT IN ('{DISMISSED}', '{WAIVED}')"
    lines = (
        _on("found", "ROW.opened_on"),
        _on("counted", "ROW.opened_on", f"ROW.state <> '{DISMISSED}'"),
        _on("mended", "ROW.opened_on", f"ROW.state = '{VERIFIED}'"),
        _on("reported", reported, "ROW.reported_at IS NOT NULL"),
        _on("verified", "ROW.verified_on", "ROW.verified_on IS NOT NULL"),
        _on("overdue", late, f"{not_aside} AND (ROW.verified_on IS NULL OR ROW.verified_on > {late})"),
        _on("overdue", "ROW.verified_on", f"{not_aside} AND ROW.verified_on > {late}", n=-1),
    )
    watched = ("opened_on", "due_on", "reported_at", "verified_on", "state")
    return Counter("issue_counter", "issue", watched, lines)


def _on(what: str, day: str, when: str = "", n: int = 1) -> Line:
    return Line({"what": f"'{what}'", "day": day}, when, n)


def _triggers(counter: Counter, postgresql: bool) -> Iterator[str]:
    for event, sides in EVENTS.items():
        yield from _gone(counter, event, postgresql)
        name = name_of(counter.source, event)
        body = _insert(counter, _union(counter, {side: -1 if side == "OLD" else 1 for side in sides}))
        changed = " OR ".join(
            f"OLD.{column} {'IS DISTINCT FROM' if postgresql else 'IS NOT'} NEW.{column}"
            for column in counter.watched
        )
        when = f" WHEN ({changed})" if event == "update" else ""
        if postgresql:
            yield (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN {body}; RETURN NULL; END $$"
            )
            yield (
                f"CREATE TRIGGER {name} AFTER {event} ON {counter.source} FOR EACH ROW{when}"
                f" EXECUTE FUNCTION {name}()"
            )
        else:
            yield f"CREATE TRIGGER {name} AFTER {event} ON {counter.source}{when} BEGIN {body}; END"


def _gone(counter: Counter, event: str, postgresql: bool) -> Iterator[str]:
    name = name_of(counter.source, event)
    yield f"DROP TRIGGER IF EXISTS {name}" + (f" ON {counter.source}" if postgresql else "")
    if postgresql:
        yield f"DROP FUNCTION IF EXISTS {name}()"


def _insert(counter: Counter, rows: str) -> str:
    """Add the sums of `rows` to the counter; what adds up to nothing is left out."""
    columns = counter.columns
    return (
        f"INSERT INTO {counter.table} ({columns}, n) SELECT {columns}, sum(n) FROM ({rows}) AS moved"  # noqa: S608
        f" GROUP BY {columns} HAVING sum(n) <> 0"
    )


def _union(counter: Counter, sides: Mapping[str, int], source: str = "") -> str:
    return " UNION ALL ".join(
        _select(line, row, sign, source) for row, sign in sides.items() for line in counter.lines
    )


def _select(line: Line, row: str, sign: int, source: str) -> str:
    values = ", ".join(f"{value} AS {name}" for name, value in line.values.items())
    where = f" WHERE {line.when}" if line.when else ""
    return f"SELECT {values}, {sign * line.n} AS n{source}{where}".replace("ROW.", f"{row}.")
