"""What a page's queries cost at three sizes, and how fast rows are written:
`pytest tests/benchmarks/test_database.py -s`. Growth is the last size over the first, in one run."""

from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import insert

from db.bulk import load, table_of
from db.engine import engines, writing
from db.models import Probe
from tests.benchmarks.volumes import SIZES, table, volume
from tests.page_queries import PAGES, recorded
from tests.pages.pages import opened
from tests.rows import NOON, a_unit, a_website

ROUNDS, ROWS = 3, 20_000
Milliseconds = dict[int, tuple[float, float, float]]


def test_queries_of_every_page_at_three_sizes(tmp_path: Path) -> None:
    times: dict[str, Milliseconds] = {page: {} for page in PAGES}
    for size in SIZES:
        with volume(size, tmp_path):
            for page in PAGES:
                times[page][size] = _of_page(page)
    rows = [
        [
            page,
            *(f"{by[size][0]:.1f}" for size in SIZES),
            _growth(by, 0),
            f"{by[SIZES[-1]][1]:.1f}",
            *(f"{by[size][2]:.0f}" for size in SIZES),
            _growth(by, 2),
        ]
        for page, by in times.items()
    ]
    headings = [
        "page",
        *(f"queries at {size:,}, ms" for size in SIZES),
        "growth",
        "slowest query, ms",
        *(f"whole run at {size:,}, ms" for size in SIZES),
        "growth",
    ]
    print(table("Queries of each page (SQLite)", headings, rows))


def test_rows_a_second(either_database: str) -> None:
    channel = a_website(unit_id=a_unit())
    ways: dict[str, Callable[[list[dict]], None]] = {
        "ORM, one flush a row": _one_by_one,
        "SQLAlchemy insert of many": _many,
        "db.bulk (COPY or one statement)": _bulk,
    }
    rates = {}
    for place, (name, way) in enumerate(ways.items()):
        count = ROWS // 20 if place == 0 else ROWS
        rows = [
            {"channel_id": channel, "at": NOON, "confirming": False, "outcome": "ok", "total_ms": float(one)}
            for one in range(count)
        ]
        start = perf_counter()
        way(rows)
        rates[name] = count / (perf_counter() - start)
    base = next(iter(rates.values()))
    lines = [[name, f"{rate:,.0f}", f"{rate / base:.1f}"] for name, rate in rates.items()]
    print(table(f"Raw results written ({either_database})", ["way", "rows/s", "ratio"], lines))


def _of_page(page: str) -> tuple[float, float, float]:
    """Milliseconds: all queries of a run that come to the database, the slowest of them, the whole run."""
    app = opened(page, **PAGES[page])
    runs = []
    for _ in range(ROUNDS):
        start = perf_counter()
        with recorded() as sent:
            app.run()
        runs.append(1000 * (perf_counter() - start))
    with engines().read.connect() as connection:
        each = [median(one.milliseconds(connection) for _ in range(ROUNDS)) for one in sent]
    return sum(each), max(each, default=0.0), median(runs)


def _growth(by_size: Milliseconds, place: int) -> str:
    return f"{by_size[SIZES[-1]][place] / max(by_size[SIZES[0]][place], 0.1):.1f} ×"


def _one_by_one(rows: list[dict]) -> None:
    with writing() as session:
        for row in rows:
            session.add(Probe(**row))
            session.flush()


def _many(rows: list[dict]) -> None:
    with writing() as session:
        session.execute(insert(table_of(Probe)), rows)


def _bulk(rows: list[dict]) -> None:
    with writing() as session:
        load(session.connection(), table_of(Probe), list(rows[0]), [tuple(row.values()) for row in rows])
