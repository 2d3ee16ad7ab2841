"""what the national system says otherwise"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('national_export',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', db.types.Instant(), nullable=False),
    sa.Column('actor', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('exported_on', sa.Date(), nullable=False),
    sa.Column('file_name', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('covers', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('matched', sa.Integer(), nullable=False),
    sa.Column('same', sa.Integer(), nullable=False),
    sa.Column('withdrawn_at', db.types.Instant(), nullable=True),
    sa.Column('withdrawn_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('national_export', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_national_export_exported_on'), ['exported_on'], unique=False)

    op.create_table('national_difference',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('export_id', sa.Integer(), nullable=False),
    sa.Column('way', sa.String(32), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=True),
    sa.Column('field', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('ours', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('theirs', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('said', db.types.Json, nullable=False),
    sa.Column('place', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('remedy', sa.String(32), nullable=False),
    sa.Column('again', sa.Boolean(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('owner', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('decided_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('decided_at', db.types.Instant(), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['import_batch.id'], ),
    sa.ForeignKeyConstraint(['export_id'], ['national_export.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('national_difference', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_national_difference_channel_id'), ['channel_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_national_difference_export_id'), ['export_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('national_difference', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_national_difference_export_id'))
        batch_op.drop_index(batch_op.f('ix_national_difference_channel_id'))

    op.drop_table('national_difference')
    with op.batch_alter_table('national_export', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_national_export_exported_on'))

    op.drop_table('national_export')
