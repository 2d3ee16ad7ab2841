"""what is kept of apps"""

import sqlalchemy as sa
from alembic import op

revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('channel', schema=None) as batch_op:
        for name in ('app_filing', 'app_approval', 'audience', 'keep_ground'):
            batch_op.add_column(sa.Column(name, sa.String(), server_default='', nullable=False))


def downgrade() -> None:
    # Not in a batch, which copies the table: others point at it.
    for name in ('keep_ground', 'audience', 'app_approval', 'app_filing'):
        op.drop_column('channel', name)
