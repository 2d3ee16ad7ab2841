"""No page reads a large table from end to end: the plan of every query it sends, on a year of data."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from core.common import clock
from core.common.settings import settings
from core.issues import queries as lists
from core.issues.filters import Filter
from core.monitoring import checker_view, verdict_cache
from core.reporting.statistics import availability, content, issues, verdict, websites
from db import engine
from db.migrate import upgrade
from db.models import UNSETTLED
from db.volume.fill import fill
from db.volume.size import Size
from tests.page_queries import PAGES, Sent, queries_of, recorded
from tests.postgresql import fresh_database

YEAR = Size(channels=80, until=date(2026, 11, 23), raw_days=30, probes_a_day=2, checks_a_day=2)
EVENING = datetime(2026, 11, 23, 12, tzinfo=UTC)
# What grows with every visit and every day, and is never thrown away or only after months.
LARGE = ("probe", "check_result", "daily_rollup", "finding", "audit_entry", "traffic_day")
WHOLE = re.compile(rf"^SCAN ({'|'.join(LARGE)})\b")
# What grows with the registry; and the pages that speak of a few rows of it, whatever its size.
REGISTRY = re.compile(r"^SCAN (channel|current_state|issue|window_stat|column_now|channel_event)\b")
# The first row of a table, whichever it is.
WHETHER_ANY = re.compile(r"^SELECT (\w+)\.id \nFROM \1\n LIMIT")
FLAT = ("channel", "importing", "census", "inspections", "notices", "messages", "calendar", "reminders")
# Of eighty channels these stay so small that PostgreSQL rightly reads all of them, whatever their indexes.
# The findings are older than those that the issues belong to.
GROWN = (
    'INSERT INTO finding (id, channel_id, "check", key, state, first_seen_at, confirmed_at, last_seen_at,'
    " resolved_at, times_seen, rule_version, evidence, fingerprint)"
    " SELECT -row_number() OVER (), channel_id, \"check\", key, 'resolved', first_seen_at, confirmed_at,"
    " last_seen_at, last_seen_at, 1, rule_version, evidence, fingerprint"
    " FROM finding, generate_series(1, 100)",
    "INSERT INTO audit_entry (at, actor, role, action, noun, noun_id, changes, reason)"
    " SELECT now(), '', '', 'change', 'issue', mod(n, 1000), '{}', '' FROM generate_series(1, 20000) AS n",
    "ANALYZE finding, audit_entry",
)
PAGED = {
    "visits": lambda: availability.site_rows(30, offset=25),
    "windows": lambda: availability.worst(365, offset=25),
    "weeks": lambda: availability.by_week(52),
    "strip": lambda: availability.strip(30, sites=40),
    "states": lambda: websites.state_rows(("ok",), offset=25),
    "columns": lambda: content.column_rows(offset=25),
    "issues": lambda: issues.trend_rows(offset=25),
    "verdicts": lambda: verdict.verdict_rows(offset=25),
}

SORTED = re.compile("USE TEMP B-TREE FOR ORDER BY")
ORDERED = {
    "windows": lambda: availability.worst(365),
    "freshness": websites.freshness_rows,
    "certificates": content.certificates,
    "issues": lambda: lists.listed(Filter()),
    "unsettled": lambda: lists.listed(Filter(states=UNSETTLED)),
    "unchecked": checker_view.unchecked_rows,
}


@pytest.fixture(scope="module")
def year_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("year")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUPERVISION_DATA_DIR", str(folder))
        patch.delenv("SUPERVISION_DATABASE_URL", raising=False)
        engine.forget()
        upgrade()
        fill(YEAR)
        with clock.frozen(EVENING):
            verdict_cache.refresh()
        # The last connection to leave brings the log into the file.
        engine.engines().read.dispose()
        engine.engines().write.dispose()
    engine.forget()
    settings.cache_clear()
    return folder / "supervision.db"


@pytest.fixture
def year(year_file: Path, data_dir: Path) -> Iterator[None]:
    data_dir.mkdir(parents=True)
    shutil.copy2(year_file, data_dir / "supervision.db")
    engine.forget()
    with clock.frozen(EVENING):
        yield


@pytest.fixture(scope="module")
def year_url(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same year in PostgreSQL, for tests that only read."""
    with fresh_database(postgresql_server) as url:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SUPERVISION_DATA_DIR", str(tmp_path_factory.mktemp("year-on-postgresql")))
            patch.setenv("SUPERVISION_DATABASE_URL", url)
            engine.forget()
            settings.cache_clear()
            fill(YEAR)
            with engine.engines().write.begin() as connection:
                for statement in GROWN:
                    connection.exec_driver_sql(statement)
            with clock.frozen(EVENING):
                verdict_cache.refresh()
            engine.engines().read.dispose()
            engine.engines().write.dispose()
        engine.forget()
        settings.cache_clear()
        yield url


@pytest.fixture
def year_on_postgresql(year_url: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", year_url)
    engine.forget()
    settings.cache_clear()
    with clock.frozen(EVENING):
        yield
    engine.engines().read.dispose()
    engine.engines().write.dispose()


@pytest.mark.parametrize("page", PAGES)
def test_no_page_reads_a_large_table_from_end_to_end(page, year):
    assert _whole_on_sqlite(queries_of(page)) == []


@pytest.mark.parametrize("rows", PAGED)
def test_no_list_behind_a_figure_does_either(rows, year):
    with recorded() as sent:
        PAGED[rows]()
    assert sent
    assert _whole_on_sqlite(sent) == []


@pytest.mark.parametrize("page", FLAT)
def test_a_page_of_a_few_rows_walks_no_table_of_the_registry(page, year):
    asked = [one for one in queries_of(page) if not WHETHER_ANY.match(one.statement)]
    assert _matching(REGISTRY, asked) == []


@pytest.mark.parametrize("rows", ORDERED)
def test_a_list_takes_its_order_from_an_index(rows, year):
    with recorded() as sent:
        found = ORDERED[rows]()
    assert found.rows
    assert _matching(SORTED, sent) == []


def test_nor_does_any_of_them_on_postgresql(year_on_postgresql):
    with recorded() as sent:
        for rows in PAGED.values():
            rows()
    for page in PAGES:
        sent += queries_of(page)
    assert len(sent) > 200
    with engine.engines().read.connect() as connection:
        connection.exec_driver_sql("SET enable_seqscan = off")
        empty = _empty_parts(connection)
        whole = [
            (scan, one.statement)
            for one in sent
            for scan in _whole_scans(connection, one)
            if scan not in empty
        ]
    assert whole == []


def test_a_full_scan_would_be_seen_on_postgresql(year_on_postgresql):
    queries = {
        "SELECT count(*) FROM daily_rollup WHERE slowest_ms > 3": {"daily_rollup"},
        "SELECT count(*) FROM finding WHERE times_seen > 3": {"finding"},
    }
    with engine.engines().read.connect() as connection:
        connection.exec_driver_sql("SET enable_seqscan = off")
        # Which months have a part of their own depends on the day on which the database was made.
        parts = connection.exec_driver_sql("SELECT DISTINCT tableoid::regclass::text FROM probe").scalars()
        queries["SELECT count(*) FROM probe WHERE status = 503"] = set(parts)
        for statement, tables in queries.items():
            found = set(_whole_scans(connection, Sent(statement, ()))) - _empty_parts(connection)
            assert found == tables


def test_a_full_scan_would_be_seen(year):
    with engine.engines().read.connect() as connection:
        count = Sent("SELECT count(*) FROM daily_rollup WHERE slowest_ms > 3", ())
        assert _sqlite_plan(connection, count) == ["SCAN daily_rollup"]
        assert _whole_on_sqlite([count]) == [count.statement]


def _whole_on_sqlite(sent: list[Sent]) -> list[str]:
    return _matching(WHOLE, sent)


def _matching(wanted: re.Pattern[str], sent: list[Sent]) -> list[str]:
    """The statements of whose plans a step matches."""
    with engine.engines().read.connect() as connection:
        return [one.statement for one in sent if any(map(wanted.match, _sqlite_plan(connection, one)))]


def _sqlite_plan(connection: Connection, sent: Sent) -> list[str]:
    found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent.statement}", sent.parameters)
    return [row[3] for row in found]


def _empty_parts(connection: Connection) -> set[str]:
    """The parts of the months to come: what holds nothing is read by any index alike."""
    parts = connection.exec_driver_sql(
        "SELECT inhrelid::regclass::text FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE relkind = 'r'"
    ).scalars()
    return {
        part
        for part in parts
        if not connection.exec_driver_sql(f"SELECT EXISTS (SELECT 1 FROM {part})").scalar_one()
    }


def _whole_scans(connection: Connection, sent: Sent) -> list[str]:
    found = connection.exec_driver_sql(
        f"EXPLAIN (FORMAT JSON) {sent.statement}", sent.parameters
    ).scalar_one()
    plans = json.loads(found) if isinstance(found, str) else found
    return list(_large_scans(plans[0]["Plan"]))


def _large_scans(node: dict, limited: bool = False) -> Iterator[str]:
    """Large tables, or parts of them, with a scan that no condition on an index narrows. Walking an index
    in its order until a limit is reached is no such scan; sorting or adding up all of it is."""
    table, kind = str(node.get("Relation Name", "")), str(node["Node Type"])
    narrowed = bool({"Index Cond", "Recheck Cond", "TID Cond"} & node.keys()) or (limited and "Index" in kind)
    if any(re.fullmatch(rf"{large}(_y.*|_rest)?", table) for large in LARGE) and not narrowed:
        yield table
    limited = kind == "Limit" or (limited and kind not in ("Sort", "Aggregate", "Hash"))
    for child in node.get("Plans", []):
        yield from _large_scans(child, limited)
