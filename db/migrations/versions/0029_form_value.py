"""what people enter in the yearly forms"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('form_value',
    sa.Column('form', words(length=16), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('channel_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('key', words(length=32), nullable=False),
    sa.Column('value', words(), nullable=False),
    sa.Column('made_by', words(), nullable=False),
    sa.Column('made_at', db.types.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('form', 'year', 'channel_id', 'key')
    )


def downgrade() -> None:
    op.drop_table('form_value')
