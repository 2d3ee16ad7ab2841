"""counts that the database keeps by itself, columns of websites as rows, and indexes that give lists their order"""

import sqlalchemy as sa
from alembic import op

from db.aggregates import column_rows

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

# Name, table, columns now, columns before (None: there was none).
INDEXES = (
    ("ix_channel_of_unit", "channel", ["unit_id", "kind", "balance", "worst", "registered", "observed"], None),
    ("ix_channel_event_day_channel", "channel_event", ["day", "channel_id", "kind", "delta"], ["day", "channel_id"]),
    ("ix_channel_event_channel_day", "channel_event", ["channel_id", "day", "delta"], None),
    ("ix_current_state_check_outcome", "current_state", ["check", "outcome", "at"], ["check", "outcome"]),
    ("ix_current_state_check_at", "current_state", ["check", "at", "channel_id"], ["check", "at"]),
    ("ix_finding_state", "finding", ["state", "first_seen_at", "check", "channel_id"], ["state"]),
    (
        "ix_issue_opened_on", "issue",
        ["opened_on", "unit_id", "source", "state", "due_on", "times_returned", "verified_on"],
        ["opened_on", "state"],
    ),
    ("ix_channel_kind", "channel", ["kind", "registered"], ["kind"]),
    ("ix_issue_verified_on", "issue", ["verified_on", "state"], ["verified_on"]),
    ("ix_issue_source", "issue", ["source", "verified_on"], ["source"]),
    ("ix_issue_channel", "issue", ["channel_id", "check", "opened_on", "verified_on"], None),
    ("ix_window_stat_share", "window_stat", ["days", "share", "channel_id"], ["days", "share"]),
)
# What the first column of another index answers as well.
ANSWERED = (
    ("ix_channel_unit_id", "channel", ["unit_id"]),
    ("ix_channel_event_channel_id", "channel_event", ["channel_id"]),
    ("ix_issue_channel_id", "issue", ["channel_id"]),
    ("ix_issue_unit_id", "issue", ["unit_id"]),
)
# By an expression, which both dialects write in their own way (`db.ordering`).
ORDERS = {
    "ix_issue_by_due": "issue ((CASE WHEN state < '6' THEN 0 ELSE 1 END), due_on, id)",
    "ix_current_state_newest": "current_state (\"check\", {newest}, channel_id) WHERE \"check\" = 'home_freshness'",
    "ix_current_state_certificate": (
        "current_state (\"check\", {verified}, {ends}, channel_id) WHERE \"check\" = 'certificate'"
    ),
}
WRITTEN = {
    "sqlite": {
        "newest": "json_extract(evidence, '$.newest')",
        "verified": "json_extract(evidence, '$.tls.verified')",
        "ends": "json_extract(evidence, '$.tls.not_after')",
    },
    "postgresql": {
        "newest": "(evidence ->> 'newest')",
        "verified": "(evidence #>> '{tls,verified}')",
        "ends": "(evidence #>> '{tls,not_after}') NULLS FIRST",
    },
}


def upgrade() -> None:
    op.create_table(
        "channel_tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("registered", sa.String(32), nullable=False),
        sa.Column("observed", sa.String(32), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
        sa.Column("worst", sa.Integer(), nullable=False),
        sa.Column("has_url", sa.Boolean(), nullable=False),
        sa.Column("has_account", sa.Boolean(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "state_tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("failure", sa.String(32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "issue_tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_issue_tally", "issue_tally", ["what", "day", "n"])
    op.create_table(
        "column_now",
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("age_order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("channel_id", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_column_now_rank", "column_now", ["rank", "age_order", "channel_id", "place"])
    _indexes()
    column_rows.unroll(op.get_bind())


def _indexes() -> None:
    for name, table, now, before in INDEXES:
        if before is not None:
            op.drop_index(name, table)
        op.create_index(name, table, now)
    for name, table, _ in ANSWERED:
        op.drop_index(name, table)
    op.execute("CREATE INDEX ix_issue_inspection ON issue (inspection_id) WHERE inspection_id IS NOT NULL")
    op.execute("CREATE INDEX ix_current_state_blocked ON current_state (since, channel_id) WHERE outcome = 'blocked'")
    held = "held" if op.get_bind().dialect.name == "postgresql" else "held = 1"
    op.execute(f'CREATE INDEX ix_current_state_held ON current_state ("check") WHERE {held}')
    written = WRITTEN[op.get_bind().dialect.name]
    for name, what in ORDERS.items():
        op.execute(f"CREATE INDEX {name} ON {what.format(**written)}")


def downgrade() -> None:
    for source in ("channel", "current_state", "issue"):
        for event in ("insert", "update", "delete"):
            name, postgresql = f"tally_{source}_{event}", op.get_bind().dialect.name == "postgresql"
            op.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {source}" if postgresql else ""))
            if postgresql:
                op.execute(f"DROP FUNCTION IF EXISTS {name}()")
    column_rows.take_down(op.get_bind())
    for name in (*ORDERS, "ix_issue_inspection", "ix_current_state_blocked", "ix_current_state_held"):
        op.execute(f"DROP INDEX {name}")
    for name, table, columns in ANSWERED:
        op.create_index(name, table, columns)
    for name, table, _, before in INDEXES:
        op.drop_index(name, table)
        if before is not None:
            op.create_index(name, table, before)
    for table in ("column_now", "issue_tally", "state_tally", "channel_tally"):
        op.drop_table(table)
