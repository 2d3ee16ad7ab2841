"""visits of months"""

import sqlalchemy as sa
from alembic import op

revision = '0047'
down_revision = '0046'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('traffic_day', schema=None) as batch_op:
        batch_op.alter_column('new_visitors', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('span', sa.String(length=32), nullable=False, server_default='day'))


def downgrade() -> None:
    op.execute("UPDATE traffic_day SET new_visitors = 0 WHERE new_visitors IS NULL")
    with op.batch_alter_table('traffic_day', schema=None) as batch_op:
        batch_op.drop_column('span')
        batch_op.alter_column('new_visitors', existing_type=sa.Integer(), nullable=False)
