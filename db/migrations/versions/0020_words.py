"""the field's words: counters, suspicions on hold, progress of a crawl"""

import sqlalchemy as sa
from alembic import op

from db.aggregates import counters

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

COUNTED = {"channel": "channel", "state": "current_state", "issue": "issue"}
EVENTS = ("insert", "update", "delete")


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def upgrade() -> None:
    # Their bodies name the old tables; the new ones are put up after the upgrade.
    for source in COUNTED.values():
        for event in EVENTS:
            name = f"tally_{source}_{event}"
            op.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {source}" if _postgresql() else ""))
            if _postgresql():
                op.execute(f"DROP FUNCTION IF EXISTS {name}()")
    for name in COUNTED:
        op.rename_table(f"{name}_tally", f"{name}_counter")
    op.drop_index("ix_issue_tally", "issue_counter")
    op.create_index("ix_issue_counter", "issue_counter", ["what", "day", "n"])
    _rename("current_state", "held", "on_hold")
    _rename("crawl", "told_at", "progress_at")
    op.execute("DROP INDEX ix_current_state_held")
    on_hold = "on_hold" if _postgresql() else "on_hold = 1"
    op.execute(f'CREATE INDEX ix_current_state_on_hold ON current_state ("check") WHERE {on_hold}')
    counters.add_up(op.get_bind())


def downgrade() -> None:
    counters.take_down(op.get_bind())
    op.execute("DROP INDEX ix_current_state_on_hold")
    _rename("crawl", "progress_at", "told_at")
    _rename("current_state", "on_hold", "held")
    held = "held" if _postgresql() else "held = 1"
    op.execute(f'CREATE INDEX ix_current_state_held ON current_state ("check") WHERE {held}')
    op.drop_index("ix_issue_counter", "issue_counter")
    op.create_index("ix_issue_tally", "issue_counter", ["what", "day", "n"])
    for name in COUNTED:
        op.rename_table(f"{name}_counter", f"{name}_tally")


def _rename(table: str, old: str, new: str) -> None:
    """In place: a table that SQLite writes anew would lose its triggers and the indexes by expression."""
    op.execute(sa.text(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}"))
