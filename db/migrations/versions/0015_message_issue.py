"""the issue that a message from the public became, as reports have one"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('citizen_message') as batch:
        batch.add_column(sa.Column('issue_id', sa.Integer(), nullable=True))
        batch.create_foreign_key('fk_citizen_message_issue_id', 'issue', ['issue_id'], ['id'])
        batch.create_index('ix_citizen_message_issue_id', ['issue_id'])


def downgrade() -> None:
    with op.batch_alter_table('citizen_message') as batch:
        batch.drop_index('ix_citizen_message_issue_id')
        batch.drop_constraint('fk_citizen_message_issue_id', type_='foreignkey')
        batch.drop_column('issue_id')
