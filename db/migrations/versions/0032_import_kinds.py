"""imports of other kinds of files than the registry"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.add_column('import_batch', sa.Column('kind', words(length=32), nullable=False, server_default='registry'))
    with op.batch_alter_table('import_change') as table:
        table.alter_column('noun', existing_type=words(length=16), type_=words(length=32), existing_nullable=False)


def downgrade() -> None:
    op.execute("DELETE FROM import_change WHERE batch_id IN (SELECT id FROM import_batch WHERE kind != 'registry')")
    with op.batch_alter_table('import_change') as table:
        table.alter_column('noun', existing_type=sa.String(length=32), type_=sa.String(length=16), existing_nullable=False)
    # Not by a copy of the table: SQLite would find its changes without a batch while it is away.
    op.drop_column('import_batch', 'kind')
