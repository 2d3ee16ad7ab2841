"""indexes that hold what is asked of them"""

from alembic import op

revision = '0052'
down_revision = '0051'
branch_labels = None
depends_on = None

ROLLUP, AGAIN = 'ix_daily_rollup_channel_day', 'ix_issue_again_on'


def upgrade() -> None:
    op.drop_index(ROLLUP, 'daily_rollup')
    op.create_index(ROLLUP, 'daily_rollup', ['channel_id', 'day', 'ok', 'failed', 'suspect', 'blocked'])
    op.drop_index(AGAIN, 'issue')
    op.execute(
        f'CREATE INDEX {AGAIN} ON issue (again_on, again_at, again_outcome) WHERE again_on IS NOT NULL'
    )
    op.create_index('ix_issue_returned', 'issue', ['times_returned', 'verified_on', 'state'])
    op.create_index('ix_issue_check', 'issue', ['check', 'verified_on', 'state', 'finding_id', 'channel_id'])


def downgrade() -> None:
    for name in ('ix_issue_check', 'ix_issue_returned', AGAIN):
        op.drop_index(name, 'issue')
    op.create_index(AGAIN, 'issue', ['again_on'])
    op.drop_index(ROLLUP, 'daily_rollup')
    op.create_index(ROLLUP, 'daily_rollup', ['channel_id', 'day'])
