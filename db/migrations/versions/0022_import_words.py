"""words of an office's files that a person explained"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('import_word',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic', words(length=32), nullable=False),
    sa.Column('word', words(length=100), nullable=False),
    sa.Column('meaning', words(length=64), nullable=False),
    sa.Column('learned_at', db.types.Instant(), nullable=False),
    sa.Column('learned_by', words(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ux_import_word', 'import_word', ['topic', 'word'], unique=True)


def downgrade() -> None:
    op.drop_table('import_word')
