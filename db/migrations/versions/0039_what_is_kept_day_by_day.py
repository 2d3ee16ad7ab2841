"""what is kept day by day"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('record_proof',
    sa.Column('chapter', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('row', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('made_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('made_at', db.types.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('chapter', 'row')
    )
    with op.batch_alter_table('record_proof', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_record_proof_digest'), ['digest'], unique=False)

    op.create_table('reading_duty',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('shift', sa.String(32), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('person', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('phone', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('reading_duty', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reading_duty_day'), ['day'], unique=False)
        batch_op.create_index(batch_op.f('ix_reading_duty_unit_id'), ['unit_id'], unique=False)

    op.create_table('training',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('attendees', sa.Integer(), nullable=False),
    sa.Column('hours', sa.Float(), nullable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('training', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_day'), ['day'], unique=False)
        batch_op.create_index(batch_op.f('ix_training_unit_id'), ['unit_id'], unique=False)

    op.create_table('work_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('screened_on', sa.Date(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('platform', sa.String(32), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('members', sa.Integer(), nullable=False),
    sa.Column('finding', sa.String(32), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('work_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_work_group_screened_on'), ['screened_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_work_group_unit_id'), ['unit_id'], unique=False)

    op.create_table('reading_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('person', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('found', sa.Integer(), nullable=False),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('reading_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reading_entry_channel_id'), ['channel_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_reading_entry_day'), ['day'], unique=False)

    op.create_table('review_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('first_review', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('second_review', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('final_review', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('first_proof', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('second_proof', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('final_proof', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('corrected', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('review_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_entry_channel_id'), ['channel_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_entry_published_on'), ['published_on'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('review_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_entry_published_on'))
        batch_op.drop_index(batch_op.f('ix_review_entry_channel_id'))

    op.drop_table('review_entry')
    with op.batch_alter_table('reading_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reading_entry_day'))
        batch_op.drop_index(batch_op.f('ix_reading_entry_channel_id'))

    op.drop_table('reading_entry')
    with op.batch_alter_table('work_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_work_group_unit_id'))
        batch_op.drop_index(batch_op.f('ix_work_group_screened_on'))

    op.drop_table('work_group')
    with op.batch_alter_table('training', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_training_unit_id'))
        batch_op.drop_index(batch_op.f('ix_training_day'))

    op.drop_table('training')
    with op.batch_alter_table('reading_duty', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reading_duty_unit_id'))
        batch_op.drop_index(batch_op.f('ix_reading_duty_day'))

    op.drop_table('reading_duty')
    with op.batch_alter_table('record_proof', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_record_proof_digest'))

    op.drop_table('record_proof')
