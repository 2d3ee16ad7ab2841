"""indexes for removing channels: every reference is looked up when one goes"""

from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, column in COLUMNS:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in COLUMNS:
        op.drop_index(f"ix_{table}_{column}", table)


COLUMNS = (
    ("channel", "successor_id"),
    ("census_entry", "channel_id"),
    ("check_request", "channel_id"),
    ("column_migration", "from_channel_id"),
    ("lifecycle_case", "successor_id"),
    ("window_stat", "channel_id"),
)
