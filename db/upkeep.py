"""What the checker does for the database every hour, so that pages stay fast on what has grown."""

from db.aggregates import counters
from db.engine import engines

# What pages list and count. Raw results and daily rows are left out: each has the one index it is read by,
# and looking at millions of rows would keep every writer waiting.
COUNTED = (
    *("unit", "channel", "channel_event", "channel_verdict", "current_state", "column_now"),
    *("window_stat", "finding", "issue"),
)


def upkeep() -> None:
    """Draw the counters together, and on SQLite let the planner know how the tables have grown, which
    PostgreSQL does by itself: a tenth of a second for 15,000 channels. Short transactions."""
    with engines().write.begin() as connection:
        counters.settle(connection)
    if engines().write.dialect.name == "sqlite":
        for table in COUNTED:
            with engines().write.begin() as connection:
                connection.exec_driver_sql(f"ANALYZE {table}")
