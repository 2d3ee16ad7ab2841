"""copies of the installation that the checker made"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('backup',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('asked_at', db.types.Instant(), nullable=False),
    sa.Column('asked_by', words(length=100), nullable=False),
    sa.Column('name', words(length=80), nullable=False),
    sa.Column('begun_at', db.types.Instant(), nullable=True),
    sa.Column('made_at', db.types.Instant(), nullable=True),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('files', sa.Integer(), nullable=False),
    sa.Column('damaged', sa.Integer(), nullable=False),
    sa.Column('verified_at', db.types.Instant(), nullable=True),
    sa.Column('error', words(), nullable=False),
    sa.Column('dropped_at', db.types.Instant(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )


def downgrade() -> None:
    op.drop_table('backup')
