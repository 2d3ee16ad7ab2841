"""who answers a suggestion"""

import sqlalchemy as sa
from alembic import op

revision = '0049'
down_revision = '0048'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('suggestion', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unit_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_suggestion_unit_id'), ['unit_id'], unique=False)
        batch_op.create_foreign_key('fk_suggestion_unit', 'unit', ['unit_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('suggestion', schema=None) as batch_op:
        batch_op.drop_constraint('fk_suggestion_unit', type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_suggestion_unit_id'))
        batch_op.drop_column('unit_id')
