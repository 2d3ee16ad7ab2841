"""proofs of accounts lie in the evidence store; a word on a finding may be said through its issue"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing could write proofs before this revision, so none is lost with the column.
    with op.batch_alter_table('account_proof', schema=None) as batch_op:
        batch_op.add_column(sa.Column('digest', sa.String(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('name', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('size', sa.Integer(), nullable=False, server_default='0'))
        batch_op.drop_column('proof')
    with op.batch_alter_table('finding_review', schema=None) as batch_op:
        batch_op.add_column(sa.Column('issue_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_finding_review_issue_id'), ['issue_id'], unique=False)
        batch_op.create_foreign_key('fk_finding_review_issue_id_issue', 'issue', ['issue_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('finding_review', schema=None) as batch_op:
        batch_op.drop_constraint('fk_finding_review_issue_id_issue', type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_finding_review_issue_id'))
        batch_op.drop_column('issue_id')
    with op.batch_alter_table('account_proof', schema=None) as batch_op:
        batch_op.add_column(sa.Column('proof', sa.LargeBinary(), nullable=False, server_default=''))
        batch_op.drop_column('size')
        batch_op.drop_column('name')
        batch_op.drop_column('digest')
