"""exits that had happened before anybody recorded them"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('channel_exit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('left_on', sa.Date(), nullable=False),
    sa.Column('registered', sa.String(32), nullable=False),
    sa.Column('before', sa.String(32), nullable=False),
    sa.Column('ground', words(), nullable=False),
    sa.Column('paper', words(length=200), nullable=False),
    sa.Column('digest', words(length=64), nullable=False),
    sa.Column('name', words(length=200), nullable=False),
    sa.Column('media', words(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('settled', db.types.Json, nullable=False),
    sa.Column('actor', words(), nullable=False),
    sa.Column('at', db.types.Instant(), nullable=False),
    sa.Column('taken_back_at', db.types.Instant(), nullable=True),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id']),
    sa.ForeignKeyConstraint(['event_id'], ['channel_event.id']),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_channel_exit_channel_id', 'channel_exit', ['channel_id'])


def downgrade() -> None:
    op.drop_table('channel_exit')
