"""kinds of platform of an office's own"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('channel_kind',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', words(length=32), nullable=False),
    sa.Column('name', words(length=40), nullable=False),
    sa.Column('name_en', words(length=40), nullable=False),
    sa.Column('family', words(length=16), nullable=False),
    sa.Column('also', db.types.Json, nullable=False),
    sa.Column('made_at', db.types.Instant(), nullable=False),
    sa.Column('made_by', words(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ux_channel_kind_key', 'channel_kind', ['key'], unique=True)
    op.create_index('ux_channel_kind_name', 'channel_kind', ['name'], unique=True)


def downgrade() -> None:
    op.drop_table('channel_kind')
