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
    with op.batch_alter_table('notice_entry', schema=None) as batch_op:
        batch_op.drop_column('score_reason')
        batch_op.drop_column('machine_score')
    with op.batch_alter_table('inspection_channel', schema=None) as batch_op:
        batch_op.drop_column('given_at')
        batch_op.drop_column('given_by')
        batch_op.drop_column('given_reason')
        batch_op.drop_column('given_score')
        batch_op.drop_column('machine_score')
