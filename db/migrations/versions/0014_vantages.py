"""vantages: what each vantage point sees of a channel day by day, and the engine that work runs on"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('vantage_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('vantage', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('probes', sa.Integer(), nullable=False),
    sa.Column('ok', sa.Integer(), nullable=False),
    sa.Column('failed', sa.Integer(), nullable=False),
    sa.Column('blocked', sa.Integer(), nullable=False),
    sa.Column('ok_ms', sa.Float(), nullable=False),
    sa.Column('at', db.types.Instant(), nullable=False),
    sa.Column('outcome', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('failure', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('total_ms', sa.Float(), nullable=True),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], ),
    sa.PrimaryKeyConstraint('day', 'channel_id', 'vantage')
    )
    op.create_index('ix_vantage_day_channel', 'vantage_day', ['channel_id', 'day'])
    op.create_table('engine_reading',
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('at', db.types.Instant(), nullable=False),
    sa.Column('state', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('address', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('said', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('workers', db.types.Json, nullable=False),
    sa.PrimaryKeyConstraint('name')
    )


def downgrade() -> None:
    op.drop_table('engine_reading')
    op.drop_table('vantage_day')
