"""scores that persons give"""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('inspection_channel', schema=None) as batch_op:
        batch_op.add_column(sa.Column('machine_score', sa.Float(), nullable=True))
        batch_op.add_column(sa.Column('given_score', sa.Float(), nullable=True))
        batch_op.add_column(sa.Column('given_reason', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('given_by', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('given_at', db.types.Instant(), nullable=True))
    with op.batch_alter_table('notice_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('machine_score', sa.Float(), nullable=True))
        batch_op.add_column(sa.Column('score_reason', sa.String(), server_default='', nullable=False))


def downgrade() -> None:
    for name in ('score_reason', 'machine_score'):
        op.drop_column('notice_entry', name)
    for name in ('given_at', 'given_by', 'given_reason', 'given_score', 'machine_score'):
        op.drop_column('inspection_channel', name)
