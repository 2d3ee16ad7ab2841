"""What the checker does for the database every hour, so that pages stay fast on what has grown."""

from db import tallies
from db.engine import engines

# Rows of an index that SQLite looks at to learn how its values are spread: milliseconds, whatever its size.
LOOKED_AT = 1_000


def upkeep() -> None:
    """Draw the tallies together, and on SQLite let the planner know how large the tables have become;
    PostgreSQL does that by itself. Short transactions."""
    with engines().write.begin() as connection:
        tallies.settle(connection)
    with engines().write.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA analysis_limit = {LOOKED_AT}")
            connection.exec_driver_sql("ANALYZE")
