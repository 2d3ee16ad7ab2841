"""verdicts as last judged, and the notes of what has to be judged again"""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_verdict",
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(16), nullable=False),
        sa.Column("base", sa.Float(), nullable=True),
        sa.Column("bonus", sa.Float(), nullable=True),
        sa.Column("vetoes", db.types.Json, nullable=False),
        sa.Column("deducted", db.types.Json, nullable=False),
        sa.Column("machine", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("nobody", sa.Integer(), nullable=False),
        sa.Column("rule_version", sa.String(64), nullable=False),
        sa.Column("basis", sa.String(96), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("judged_at", db.types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("channel_id"),
    )
    op.create_table(
        "verdict_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_verdict_change_channel_id", "verdict_change", ["channel_id"])
    # Every channel there is has to be judged once.
    op.execute("INSERT INTO verdict_change (channel_id) SELECT id FROM channel")


def downgrade() -> None:
    # Triggers that write into a table that is gone would stop every other write.
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in WATCHED:
        for event in ("insert", "update", "delete"):
            name = f"verdict_change_{table}_{event}"
            if postgresql:
                op.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                op.execute(f"DROP FUNCTION IF EXISTS {name}()")
            else:
                op.execute(f"DROP TRIGGER IF EXISTS {name}")
    op.drop_table("verdict_change")
    op.drop_table("channel_verdict")


WATCHED = ("current_state", "finding", "judgement", "issue", "channel")
