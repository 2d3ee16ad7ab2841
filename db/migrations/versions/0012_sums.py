"""sums that the database keeps by itself, and indexes for reading the results of one channel"""

import sqlalchemy as sa
from alembic import op

from db.aggregates import sums

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channel", sa.Column("balance", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("channel", sa.Column("worst", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_channel_counted", "channel", ["kind", "balance", "worst", "unit_id", "level"])
    op.create_table(
        "daily_total",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("probes", sa.BigInteger(), nullable=False),
        sa.Column("ok", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("suspect", sa.BigInteger(), nullable=False),
        sa.Column("blocked", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_index("ix_daily_rollup_channel_day", "daily_rollup", ["channel_id", "day"])
    op.create_index("ix_traffic_day_channel_day", "traffic_day", ["channel_id", "day"])
    op.drop_index("ix_issue_opened_on", "issue")
    op.create_index("ix_issue_opened_on", "issue", ["opened_on", "state"])
    op.create_index("ix_issue_waiting", "issue", ["unit_id", "state", "due_on"])
    op.create_index("ix_current_state_check_at", "current_state", ["check", "at"])
    sums.add_up(op.get_bind())


def downgrade() -> None:
    sums.take_down(op.get_bind())
    op.drop_index("ix_current_state_check_at", "current_state")
    op.drop_index("ix_issue_waiting", "issue")
    op.drop_index("ix_issue_opened_on", "issue")
    op.create_index("ix_issue_opened_on", "issue", ["opened_on"])
    op.drop_index("ix_traffic_day_channel_day", "traffic_day")
    op.drop_index("ix_daily_rollup_channel_day", "daily_rollup")
    op.drop_table("daily_total")
    op.drop_index("ix_channel_counted", "channel")
    op.drop_column("channel", "worst")
    op.drop_column("channel", "balance")
