"""rectification: extensions, evidence, calendar, inspections"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendar_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('works', sa.Boolean(), nullable=False),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('set_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('set_at', db.types.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('day')
    )
    op.create_table('inspection_channel',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('machine', db.types.Json, nullable=False),
    sa.Column('machine_at', db.types.Instant(), nullable=False),
    sa.Column('lines', sa.Integer(), nullable=False),
    sa.Column('grade', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('score', sa.Float(), nullable=True),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], ),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], ),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('inspection_channel', schema=None) as batch_op:
        batch_op.create_index('ux_inspection_channel', ['inspection_id', 'channel_id'], unique=True)

    op.create_table('inspection_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_channel_id', sa.Integer(), nullable=False),
    sa.Column('indicator', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('judged_as', sa.String(32), nullable=False),
    sa.Column('faults', sa.Integer(), nullable=False),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=True),
    sa.Column('marked_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('marked_at', db.types.Instant(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['inspection_channel_id'], ['inspection_channel.id'], ),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('inspection_mark', schema=None) as batch_op:
        batch_op.create_index('ux_inspection_mark', ['inspection_channel_id', 'indicator'], unique=True)

    op.create_table('issue_evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('media', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('at', db.types.Instant(), nullable=False),
    sa.Column('actor', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('issue_evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_issue_evidence_digest'), ['digest'], unique=False)
        batch_op.create_index('ux_issue_evidence', ['issue_id', 'digest', 'round'], unique=True)

    op.create_table('issue_extension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('due_before', sa.Date(), nullable=False),
    sa.Column('due_asked', sa.Date(), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('asked_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('asked_at', db.types.Instant(), nullable=False),
    sa.Column('decided_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('decided_at', db.types.Instant(), nullable=True),
    sa.Column('decision', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('issue_extension', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_issue_extension_issue_id'), ['issue_id'], unique=False)
        batch_op.create_index('ux_issue_extension_asked', ['issue_id'], unique=True, sqlite_where=sa.text("state = '1-asked'"), postgresql_where=sa.text("state = '1-asked'"))

    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.add_column(sa.Column('scope', db.types.Json, nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('rule_version', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('made_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('closed_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))

    with op.batch_alter_table('issue', schema=None) as batch_op:
        batch_op.add_column(sa.Column('again_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('again_at', db.types.Instant(), nullable=True))
        batch_op.add_column(sa.Column('again_outcome', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False, server_default=''))
        batch_op.create_index(batch_op.f('ix_issue_again_on'), ['again_on'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('issue', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_issue_again_on'))
        batch_op.drop_column('again_outcome')
        batch_op.drop_column('again_at')
        batch_op.drop_column('again_on')

    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.drop_column('version')
        batch_op.drop_column('closed_by')
        batch_op.drop_column('made_by')
        batch_op.drop_column('rule_version')
        batch_op.drop_column('scope')

    with op.batch_alter_table('issue_extension', schema=None) as batch_op:
        batch_op.drop_index('ux_issue_extension_asked', sqlite_where=sa.text("state = '1-asked'"), postgresql_where=sa.text("state = '1-asked'"))
        batch_op.drop_index(batch_op.f('ix_issue_extension_issue_id'))

    op.drop_table('issue_extension')
    with op.batch_alter_table('issue_evidence', schema=None) as batch_op:
        batch_op.drop_index('ux_issue_evidence')
        batch_op.drop_index(batch_op.f('ix_issue_evidence_digest'))

    op.drop_table('issue_evidence')
    with op.batch_alter_table('inspection_mark', schema=None) as batch_op:
        batch_op.drop_index('ux_inspection_mark')

    op.drop_table('inspection_mark')
    with op.batch_alter_table('inspection_channel', schema=None) as batch_op:
        batch_op.drop_index('ux_inspection_channel')

    op.drop_table('inspection_channel')
    op.drop_table('calendar_day')
