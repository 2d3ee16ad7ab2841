"""What triggers keep against the plain query they stand for, and what they cost a writer:
`BENCH_SIZES=200,15000 pytest tests/benchmarks/test_kept_sums.py -s`. Time of the processor, so that what else
runs does not count."""

from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from sqlalchemy import Connection

from db.aggregates import column_rows, counters, sums, verdict_notes
from db.engine import engines
from tests.benchmarks.volumes import SIZES, table, volume

ROUNDS, WRITTEN = 5, 1_000
# For each: the statement a page sends, and the same out of the rows themselves, with every index they have.
PAIRS = {
    "channels running, by kind and state": (
        "SELECT kind, registered, observed, sum(n) FROM channel_counter WHERE running"
        " GROUP BY 1, 2, 3 HAVING sum(n) > 0",
        "SELECT kind, registered, observed, count(*) FROM channel JOIN"
        " (SELECT channel_id, sum(delta) AS entered FROM channel_event GROUP BY channel_id)"
        " ON channel_id = channel.id WHERE entered > 0 GROUP BY 1, 2, 3",
    ),
    "websites by the worst they show": (
        "SELECT worst, sum(n) FROM channel_counter GROUP BY 1 HAVING sum(n) > 0",
        "SELECT worst, count(*) FROM (SELECT channel.id,"
        f" coalesce(max(CASE WHEN {sums.OF_HEADLINE} THEN {sums.RANK} END), 0) AS worst"
        " FROM channel LEFT JOIN current_state ON channel_id = channel.id GROUP BY channel.id) GROUP BY 1",
    ),
    "states by check, outcome and failure": (
        'SELECT "check", outcome, failure, sum(n) FROM state_counter GROUP BY 1, 2, 3 HAVING sum(n) > 0',
        "SELECT \"check\", outcome, coalesce(failure, ''), count(*) FROM current_state GROUP BY 1, 2, 3",
    ),
    "issues found, by day": (
        "SELECT day, sum(n) FROM issue_counter WHERE what = 'found' GROUP BY 1 HAVING sum(n) > 0",
        "SELECT opened_on, count(*) FROM issue GROUP BY 1",
    ),
    "visits of the last 90 days, by day": (
        "SELECT day, ok, failed FROM daily_total ORDER BY day DESC LIMIT 90",
        "SELECT day, sum(ok), sum(failed) FROM daily_rollup WHERE day > (SELECT date(max(day), '-90 days')"
        " FROM daily_rollup) GROUP BY 1 ORDER BY 1 DESC",
    ),
    "columns, the worst 25": (
        "SELECT channel_id, place FROM column_now ORDER BY rank, age_order, channel_id, place LIMIT 25",
        "SELECT channel_id, e.key + 1 FROM current_state, json_each(evidence, '$.columns') AS e"
        " WHERE \"check\" = 'columns' ORDER BY CASE json_extract(e.value, '$.state') "
        + " ".join(f"WHEN '{name}' THEN {rank}" for name, rank in column_rows.RANKS.items())
        + f" ELSE {len(column_rows.RANKS)} END,"
        " -coalesce(json_extract(e.value, '$.age_days'), 0), channel_id, e.key LIMIT 25",
    ),
}
WRITES = {
    "a check's outcome": "UPDATE current_state"
    " SET outcome = CASE outcome WHEN 'ok' THEN 'problem' ELSE 'ok' END"
    " WHERE rowid IN (SELECT rowid FROM current_state LIMIT {n})",
    "a day of visits": "UPDATE daily_rollup SET ok = ok + 1 WHERE rowid IN"
    " (SELECT rowid FROM daily_rollup LIMIT {n})",
    "an issue's state": "UPDATE issue SET state = CASE state WHEN 'open' THEN 'accepted' ELSE 'open' END"
    " WHERE id IN (SELECT id FROM issue WHERE state IN ('open', 'accepted') LIMIT {n})",
}


def test_kept_sums_against_plain_queries(tmp_path: Path) -> None:
    times: dict[str, list[str]] = {name: [] for name in PAIRS}
    for size in SIZES:
        with volume(size, tmp_path), engines().read.connect() as connection:
            for name, (kept, plain) in PAIRS.items():
                found, counted = _rows(connection, kept), _rows(connection, plain)
                assert sorted(found) == sorted(counted), name
                for statement in (kept, plain):
                    times[name].append(f"{_milliseconds(_reader(connection, statement)):.1f}")
    headings = ["figure", *(f"{how} at {size:,}" for size in SIZES for how in ("kept", "plain"))]
    print(table("Kept and plain, ms (SQLite)", headings, [[name, *each] for name, each in times.items()]))


def test_what_the_triggers_cost_a_writer(tmp_path: Path) -> None:
    rows = []
    with volume(SIZES[-1], tmp_path), engines().write.connect() as connection:
        with_them = {name: _written(connection, write) for name, write in WRITES.items()}
        for part in (sums, counters, column_rows, verdict_notes):
            part.take_down(connection)
        without = {name: _written(connection, write) for name, write in WRITES.items()}
        connection.rollback()
    rows = [[name, f"{with_them[name]:.1f}", f"{without[name]:.1f}"] for name in WRITES]
    print(table(f"{WRITTEN:,} rows written, ms (SQLite)", ["change", "with triggers", "without"], rows))


def _rows(connection: Connection, statement: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(statement).all()]


def _reader(connection: Connection, statement: str) -> Callable[[], object]:
    return lambda: _rows(connection, statement)


def _written(connection: Connection, write: str) -> float:
    """The cost of one change of `WRITTEN` rows, which is undone again."""

    def once() -> None:
        with connection.begin_nested() as point:
            connection.exec_driver_sql(write.format(n=WRITTEN))
            point.rollback()

    return _milliseconds(once)


def _milliseconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = process_time()
        work()
        taken.append(1000 * (process_time() - begun))
    return median(taken)
