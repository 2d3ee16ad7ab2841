"""tasks over channels"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('channel_task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('requirement', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('words', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('address', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
    sa.Column('gone', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('made_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('made_at', db.types.Instant(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('closed_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('channel_task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_channel_task_starts_on'), ['starts_on'], unique=False)

    op.create_table('task_channel',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('address', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('file_name', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('proved_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('decided_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('seen', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('seen_at', db.types.Instant(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], ),
    sa.ForeignKeyConstraint(['task_id'], ['channel_task.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('task_channel', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_task_channel_channel_id'), ['channel_id'], unique=False)
        batch_op.create_index('ix_task_channel_state', ['state', 'seen_at'], unique=False)
        batch_op.create_index('ux_task_channel', ['task_id', 'channel_id'], unique=True)



def downgrade() -> None:
    with op.batch_alter_table('task_channel', schema=None) as batch_op:
        batch_op.drop_index('ux_task_channel')
        batch_op.drop_index('ix_task_channel_state')
        batch_op.drop_index(batch_op.f('ix_task_channel_channel_id'))

    op.drop_table('task_channel')
    with op.batch_alter_table('channel_task', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_channel_task_starts_on'))

    op.drop_table('channel_task')
