"""the file of a receipt that a unit handed in"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

COLUMNS = {"digest": 64, "file_name": 200}


def upgrade() -> None:
    for name, length in COLUMNS.items():
        kind = sqlmodel.sql.sqltypes.AutoString(length=length)
        op.add_column('notice_receipt', sa.Column(name, kind, nullable=False, server_default=''))
    with op.batch_alter_table('notice_receipt') as table:
        for name in COLUMNS:
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('notice_receipt') as table:
        for name in COLUMNS:
            table.drop_column(name)
