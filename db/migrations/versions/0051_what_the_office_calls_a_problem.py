"""what the office calls a problem"""

import sqlalchemy as sa
from alembic import op

revision = '0051'
down_revision = '0050'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('issue', sa.Column('category', sa.String(length=48), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('issue', 'category')
