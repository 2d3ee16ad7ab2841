"""evidence: snapshots, reviews of findings, sightings, maintenance windows, proofs of accounts"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('account_proof',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('last_post_on', sa.Date(), nullable=False),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('proof', sa.LargeBinary(), nullable=False),
    sa.Column('media', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('actor', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', db.types.Instant(), nullable=False),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('account_proof', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_proof_channel_id'), ['channel_id'], unique=False)

    op.create_table('maintenance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=True),
    sa.Column('repeats', sa.String(32), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('days', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('starts', sa.Time(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('created_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('created_at', db.types.Instant(), nullable=False),
    sa.Column('ended_at', db.types.Instant(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('maintenance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_maintenance_channel_id'), ['channel_id'], unique=False)

    op.create_table('sighting',
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('check', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('first_seen_at', db.types.Instant(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], ),
    sa.PrimaryKeyConstraint('channel_id', 'check', 'key')
    )
    op.create_table('evidence_snapshot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('at', db.types.Instant(), nullable=False),
    sa.Column('address', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('fingerprint', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('rule_version', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('confidence', sa.Float(), nullable=True),
    sa.Column('piece', sa.LargeBinary(), nullable=False),
    sa.Column('truncated', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('evidence_snapshot', schema=None) as batch_op:
        batch_op.create_index('ux_evidence_snapshot', ['finding_id', 'fingerprint'], unique=True)

    op.create_table('finding_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('check', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('verdict', sa.String(32), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('fingerprint', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('actor', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', db.types.Instant(), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('finding_review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_finding_review_check'), ['check'], unique=False)
        batch_op.create_index(batch_op.f('ix_finding_review_finding_id'), ['finding_id'], unique=False)

    op.add_column('finding', sa.Column('fingerprint', sa.String(32), nullable=False, server_default=''))
    op.add_column('finding', sa.Column('dismissed_fingerprint', sa.String(32), nullable=True))



def downgrade() -> None:
    op.drop_column('finding', 'dismissed_fingerprint')
    op.drop_column('finding', 'fingerprint')

    with op.batch_alter_table('finding_review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_finding_review_finding_id'))
        batch_op.drop_index(batch_op.f('ix_finding_review_check'))

    op.drop_table('finding_review')
    with op.batch_alter_table('evidence_snapshot', schema=None) as batch_op:
        batch_op.drop_index('ux_evidence_snapshot')

    op.drop_table('evidence_snapshot')
    op.drop_table('sighting')
    with op.batch_alter_table('maintenance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_maintenance_channel_id'))

    op.drop_table('maintenance')
    with op.batch_alter_table('account_proof', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_account_proof_channel_id'))

    op.drop_table('account_proof')
