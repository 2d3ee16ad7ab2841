"""Fill an empty database with a volume of rows, a piece a transaction, reporting_progress how far it is."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine, func, insert, select
from sqlmodel import SQLModel

from db.aggregates import counters
from db.bulk import move_sequences, table_of
from db.engine import engines
from db.models import Case, Channel, Fact, Finding, Issue, Run, Unit
from db.rollup import refresh_windows
from db.volume.registry import found
from db.volume.results import Visits
from db.volume.size import Size, instant
from db.volume.states import write_states
from db.volume.work import write_work

T = TypeVar("T")
VOLUME, WHOLE = "volume", "volume whole"
# The checker leaves its lease even in a database that nobody has used.
NOBODYS = {"lease"}
NUMBERED = (Unit, Channel, Run, Finding, Issue, Case)
CACHE_KB = 400_000


class NotEmpty(RuntimeError):
    """The database holds somebody's rows; nothing was changed."""


def fill(size: Size, *, progress: Callable[[int, int], None] = lambda _done, _whole: None) -> dict[str, int]:
    """Write a volume; returns how many rows each table has. `progress(done, whole)` hears after each day.

    A database that already holds this very volume is left as it is. Raises `NotEmpty` when it holds
    anything else, be it a volume that was cut short."""
    engine = engines().write
    with engine.begin() as connection:
        if _holds(connection, size):
            return _counts(connection)
        connection.execute(insert(table_of(Fact)), [{"key": VOLUME, "value": str(size)}])
        lives = found(connection, size)
    _write_days(engine, Visits(size, lives), size, progress)
    with engine.begin() as connection:
        write_work(connection, size, lives, write_states(connection, size, lives))
        move_sequences(connection, [table_of(model) for model in NUMBERED])
    refresh_windows(today=size.until, now=instant(size.until, 43_200))
    with engine.begin() as connection:
        connection.execute(insert(table_of(Fact)), [{"key": WHOLE, "value": "yes"}])
        counters.settle(connection)
        connection.exec_driver_sql("ANALYZE")
        return _counts(connection)


def _write_days(engine: Engine, visits: Visits, size: Size, progress: Callable[[int, int], None]) -> None:
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # The indexes of millions of rows are written over and over: they have to fit into memory.
            connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KB}")
            connection.commit()
        for done, day in enumerate(size.all_days, start=1):
            with connection.begin():
                visits.write(connection, day)
            progress(done, size.days)
    engine.dispose()


def _holds(connection: Connection, size: Size) -> bool:
    """Whether this very volume is there. Raises `NotEmpty` when anything else is."""
    progress = connection.execute(select(table_of(Fact).c.key, table_of(Fact).c.value))
    facts = {key: value for key, value in progress}  # noqa: C416  mypy knows no dict(Row)
    if facts.get(VOLUME) == str(size) and WHOLE in facts:
        return True
    taken = [
        table.name
        for table in SQLModel.metadata.sorted_tables
        if table.name not in NOBODYS and connection.execute(select(1).select_from(table).limit(1)).first()
    ]
    if taken:
        raise NotEmpty(
            f"数据库不是空库（已有数据的表：{', '.join(taken)}），未写入任何数据；请换一个数据目录或数据库。 "
            f"The database is not empty (tables with rows: {', '.join(taken)}): nothing was written. "
            "Choose another one with SUPERVISION_DATA_DIR or SUPERVISION_DATABASE_URL."
        )
    return False


def _counts(connection: Connection) -> dict[str, int]:
    counts = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in SQLModel.metadata.sorted_tables
    }
    return {name: count for name, count in counts.items() if count}
