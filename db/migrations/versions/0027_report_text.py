"""the office's own texts of its reports"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('report_text',
    sa.Column('kind', words(length=16), nullable=False),
    sa.Column('language', words(length=8), nullable=False),
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sections', db.types.Json, nullable=False),
    sa.Column('made_by', words(), nullable=False),
    sa.Column('made_at', db.types.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'language', 'version')
    )


def downgrade() -> None:
    op.drop_table('report_text')
