"""screenshots"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('screenshot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=True),
    sa.Column('moment', sa.String(32), nullable=False),
    sa.Column('address', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('marked', sa.Boolean(), nullable=False),
    sa.Column('taken_at', db.types.Instant(), nullable=False),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], ),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('screenshot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_screenshot_channel_id'), ['channel_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_screenshot_digest'), ['digest'], unique=False)
        batch_op.create_index(batch_op.f('ix_screenshot_issue_id'), ['issue_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('screenshot', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_screenshot_issue_id'))
        batch_op.drop_index(batch_op.f('ix_screenshot_digest'))
        batch_op.drop_index(batch_op.f('ix_screenshot_channel_id'))

    op.drop_table('screenshot')
