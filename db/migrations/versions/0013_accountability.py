"""accountability: who was held to account for what, by kind"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

INDEXED = ("unit_id", "day", "issue_id")


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('accountability',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', words(length=32), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('person', words(length=100), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('reason', words(), nullable=False),
    sa.Column('basis', words(length=200), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=True),
    sa.Column('made_by', words(), nullable=False),
    sa.Column('made_at', db.types.Instant(), nullable=False),
    sa.Column('withdrawn_at', db.types.Instant(), nullable=True),
    sa.Column('withdrawn_by', words(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    for column in INDEXED:
        op.create_index(f'ix_accountability_{column}', 'accountability', [column])


def downgrade() -> None:
    op.drop_table('accountability')
