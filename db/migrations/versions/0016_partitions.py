"""raw results in monthly parts on PostgreSQL; SQLite keeps one table each"""

from datetime import date

from alembic import op
from sqlalchemy import text

from db import partitions

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

# Unique with the time, since every unique index of a table in parts has to name what parts it.
UNIQUE = {
    "probe": ("ux_probe_run_channel", "run_id, channel_id, at"),
    "check_result": ("ux_check_result_run", 'run_id, channel_id, "check", at'),
}
INDEXES = {
    "probe": {"ix_probe_channel_at": "channel_id, at", "ix_probe_at": "at"},
    "check_result": {"ix_check_result_channel": 'channel_id, "check", at', "ix_check_result_at": "at"},
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in partitions.TABLES:
            _into_parts(table)


def _into_parts(table: str) -> None:
    _aside(table)
    op.execute(
        f"CREATE TABLE {table} (LIKE {table}_whole INCLUDING DEFAULTS, PRIMARY KEY (id, at))"
        " PARTITION BY RANGE (at)"
    )
    op.execute(f"CREATE TABLE {table}_rest PARTITION OF {table} DEFAULT")
    for month in _months(table):
        partitions.make(op.get_bind(), table, month)
    _take_over(table)
    name, columns = UNIQUE[table]
    op.execute(f"CREATE UNIQUE INDEX {name} ON {table} ({columns})")


def _months(table: str) -> list[date]:
    """Every month with rows, in one go: the parts have to exist before the rows are moved."""
    first, last = op.get_bind().execute(
        text(f"SELECT min(at AT TIME ZONE 'UTC'), max(at AT TIME ZONE 'UTC') FROM {table}_whole")
    ).one()
    if first is None:
        return []
    months = [first.date().replace(day=1)]
    while months[-1] < last.date().replace(day=1):
        months.append(partitions.after(months[-1]))
    return months


def _aside(table: str) -> None:
    for name in (*INDEXES[table], UNIQUE[table][0]):
        op.execute(f"DROP INDEX {name}")
    op.execute(f"ALTER TABLE {table} RENAME TO {table}_whole")
    # The new table's key takes the name.
    op.execute(f"ALTER INDEX {table}_pkey RENAME TO {table}_whole_pkey")


def _take_over(table: str) -> None:
    """Move the rows, then what belongs to the table: its counter, its references, its indexes."""
    op.execute(f"INSERT INTO {table} SELECT * FROM {table}_whole")
    op.execute(f"ALTER SEQUENCE {table}_id_seq OWNED BY {table}.id")
    op.execute(f"DROP TABLE {table}_whole")
    op.execute(f"ALTER TABLE {table} ADD FOREIGN KEY (run_id) REFERENCES run (id)")
    op.execute(f"ALTER TABLE {table} ADD FOREIGN KEY (channel_id) REFERENCES channel (id)")
    for name, columns in INDEXES[table].items():
        op.execute(f"CREATE INDEX {name} ON {table} ({columns})")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in partitions.TABLES:
        _aside(table)
        op.execute(f"CREATE TABLE {table} (LIKE {table}_whole INCLUDING DEFAULTS, PRIMARY KEY (id))")
        _take_over(table)
        name, columns = UNIQUE[table]
        op.execute(f"CREATE UNIQUE INDEX {name} ON {table} ({columns.removesuffix(', at')})")
