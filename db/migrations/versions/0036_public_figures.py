"""figures that everybody may read"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('public_figures',
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', words(length=16), nullable=False),
    sa.Column('period', words(length=16), nullable=False),
    sa.Column('figures', db.types.Json, nullable=False),
    sa.Column('made_by', words(), nullable=False),
    sa.Column('made_at', db.types.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('version')
    )


def downgrade() -> None:
    op.drop_table('public_figures')
