"""what is said of messages"""

import sqlalchemy as sa
from alembic import op

revision = '0046'
down_revision = '0045'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('citizen_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('justified', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('nature', sa.String(32), nullable=True))
        batch_op.add_column(sa.Column('satisfaction', sa.String(32), nullable=True))
    with op.batch_alter_table('error_report', schema=None) as batch_op:
        batch_op.add_column(sa.Column('justified', sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('error_report', schema=None) as batch_op:
        batch_op.drop_column('justified')
    with op.batch_alter_table('citizen_message', schema=None) as batch_op:
        for name in ('satisfaction', 'nature', 'justified'):
            batch_op.drop_column(name)
