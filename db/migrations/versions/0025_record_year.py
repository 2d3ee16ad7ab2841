"""whether a chapter of the records is kept in a year, or was confirmed as empty"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('record_year',
    sa.Column('chapter', words(length=32), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('none', sa.Boolean(), nullable=False),
    sa.Column('confirmed_by', words(), nullable=False),
    sa.Column('confirmed_at', db.types.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('chapter', 'year')
    )


def downgrade() -> None:
    op.drop_table('record_year')
