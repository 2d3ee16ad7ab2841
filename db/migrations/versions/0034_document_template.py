"""templates of papers that the office wrote itself"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('document_template',
    sa.Column('kind', words(length=16), nullable=False),
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('digest', words(length=64), nullable=False),
    sa.Column('name', words(length=200), nullable=False),
    sa.Column('made_by', words(), nullable=False),
    sa.Column('made_at', db.types.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'version')
    )


def downgrade() -> None:
    op.drop_table('document_template')
