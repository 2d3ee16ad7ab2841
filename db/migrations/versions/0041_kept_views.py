"""pages that a person keeps at hand"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('kept_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('owner', words(length=120), nullable=False),
    sa.Column('name', words(length=60), nullable=False),
    sa.Column('page', words(length=32), nullable=False),
    sa.Column('query', words(length=1000), nullable=False),
    sa.Column('kept_at', db.types.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ux_kept_view', 'kept_view', ['owner', 'page', 'query'], unique=True)


def downgrade() -> None:
    op.drop_table('kept_view')
