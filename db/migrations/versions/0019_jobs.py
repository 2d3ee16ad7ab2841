"""long work as jobs of their own, and what each did to one thing"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', words(length=64), nullable=False),
    sa.Column('parameters', db.types.Json, nullable=False),
    sa.Column('title', db.types.Json, nullable=False),
    sa.Column('once', words(length=128), nullable=True),
    sa.Column('actor', words(), nullable=False),
    sa.Column('role', words(length=16), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('language', words(length=8), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('asked_at', db.types.Instant(), nullable=False),
    sa.Column('started_at', db.types.Instant(), nullable=True),
    sa.Column('heartbeat_at', db.types.Instant(), nullable=True),
    sa.Column('finished_at', db.types.Instant(), nullable=True),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('share', sa.Float(), nullable=False),
    sa.Column('lost', sa.Integer(), nullable=False),
    sa.Column('cancelled_by', words(), nullable=False),
    sa.Column('said', db.types.Json, nullable=False),
    sa.Column('undo', db.types.Json, nullable=False),
    sa.Column('undo_of', sa.Integer(), nullable=True),
    sa.Column('seen_at', db.types.Instant(), nullable=True),
    sa.ForeignKeyConstraint(['undo_of'], ['job.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('once')
    )
    op.create_index('ix_job_state', 'job', ['state', 'id'])
    op.create_index('ix_job_actor', 'job', ['actor', 'id'])
    op.create_index('ix_job_undo_of', 'job', ['undo_of'])
    op.create_table('job_item',
    sa.Column('job_id', sa.Integer(), nullable=False),
    sa.Column('item', words(length=128), nullable=False),
    sa.Column('is_refused', sa.Boolean(), nullable=False),
    sa.Column('refused', db.types.Json, nullable=False),
    sa.Column('kept', db.types.Json, nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['job.id']),
    sa.PrimaryKeyConstraint('job_id', 'item')
    )


def downgrade() -> None:
    op.drop_table('job_item')
    op.drop_table('job')
