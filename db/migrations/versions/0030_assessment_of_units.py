"""assessment of units"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('assessment_round',
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('weights_version', sa.Integer(), nullable=False),
    sa.Column('counted_at', db.types.Instant(), nullable=False),
    sa.Column('counted_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('published_at', db.types.Instant(), nullable=True),
    sa.Column('appeals_until', sa.Date(), nullable=True),
    sa.Column('closed_at', db.types.Instant(), nullable=True),
    sa.Column('closed_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('month')
    )
    op.create_table('assessment_weights',
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('weights', db.types.Json, nullable=False),
    sa.Column('made_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('made_at', db.types.Instant(), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.PrimaryKeyConstraint('version')
    )
    op.create_table('unit_assessment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('measures', db.types.Json, nullable=False),
    sa.Column('computed', sa.Float(), nullable=True),
    sa.Column('adjustment', sa.Float(), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('adjusted_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('placed', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['month'], ['assessment_round.month'], ),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('unit_assessment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unit_assessment_unit_id'), ['unit_id'], unique=False)
        batch_op.create_index('ux_unit_assessment', ['month', 'unit_id'], unique=True)

    op.create_table('assessment_appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assessment_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('words', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('file_name', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('asked_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('asked_at', db.types.Instant(), nullable=False),
    sa.Column('points', sa.Float(), nullable=True),
    sa.Column('decision', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('decided_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('decided_at', db.types.Instant(), nullable=True),
    sa.ForeignKeyConstraint(['assessment_id'], ['unit_assessment.id'], ),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('assessment_appeal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessment_appeal_assessment_id'), ['assessment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_appeal_unit_id'), ['unit_id'], unique=False)
        batch_op.create_index('ux_assessment_appeal_asked', ['assessment_id'], unique=True, sqlite_where=sa.text("state = 'asked'"), postgresql_where=sa.text("state = 'asked'"))



def downgrade() -> None:
    with op.batch_alter_table('assessment_appeal', schema=None) as batch_op:
        batch_op.drop_index('ux_assessment_appeal_asked', sqlite_where=sa.text("state = 'asked'"), postgresql_where=sa.text("state = 'asked'"))
        batch_op.drop_index(batch_op.f('ix_assessment_appeal_unit_id'))
        batch_op.drop_index(batch_op.f('ix_assessment_appeal_assessment_id'))

    op.drop_table('assessment_appeal')
    with op.batch_alter_table('unit_assessment', schema=None) as batch_op:
        batch_op.drop_index('ux_unit_assessment')
        batch_op.drop_index(batch_op.f('ix_unit_assessment_unit_id'))

    op.drop_table('unit_assessment')
    op.drop_table('assessment_weights')
    op.drop_table('assessment_round')
