"""whose account acted"""

import sqlalchemy as sa
from alembic import op

revision = '0048'
down_revision = '0047'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In place: a table that is built anew would be without its guards meanwhile.
    op.add_column('audit_entry', sa.Column('account_id', sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column('audit_entry', 'account_id')
