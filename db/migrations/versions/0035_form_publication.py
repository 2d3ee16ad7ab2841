"""where sites published their yearly forms"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('form_publication',
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('channel_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('address', words(length=2000), nullable=False),
    sa.Column('reported_by', words(), nullable=False),
    sa.Column('reported_at', db.types.Instant(), nullable=False),
    sa.Column('state', words(length=16), nullable=False),
    sa.Column('detail', words(length=200), nullable=False),
    sa.Column('checked_at', db.types.Instant(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], ),
    sa.PrimaryKeyConstraint('year', 'channel_id')
    )


def downgrade() -> None:
    op.drop_table('form_publication')
