"""what was said of a thing a person was reminded of"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.add_column('reminded', sa.Column('fact', words(length=64), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('reminded', 'fact')
