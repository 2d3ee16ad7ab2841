"""notices: papers, entries, receipts; handling of reports and messages; recipients and the outbox"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notice_paper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('office', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('recipients', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('copies', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('last', sa.Date(), nullable=False),
    sa.Column('reply_by', sa.Date(), nullable=True),
    sa.Column('inspection_id', sa.Integer(), nullable=True),
    sa.Column('previous_id', sa.Integer(), nullable=True),
    sa.Column('notice_id', sa.Integer(), nullable=True),
    sa.Column('language', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
    sa.Column('sections', db.types.Json, nullable=False),
    sa.Column('figures', db.types.Json, nullable=False),
    sa.Column('rule_version', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('made_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('made_at', db.types.Instant(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], ),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], ),
    sa.ForeignKeyConstraint(['previous_id'], ['notice.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('notice_paper', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_paper_state'), ['state'], unique=False)
        batch_op.create_index('ux_notice_paper_notice', ['notice_id'], unique=True)

    op.create_table('notice_receipt',
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('issues', sa.Integer(), nullable=False),
    sa.Column('received_at', db.types.Instant(), nullable=True),
    sa.Column('received_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('replied_on', sa.Date(), nullable=True),
    sa.Column('replied_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('reply', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], ),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], ),
    sa.PrimaryKeyConstraint('notice_id', 'unit_id')
    )
    op.create_table('recipient',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('topics', db.types.Json, nullable=False),
    sa.Column('language', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
    sa.Column('quiet_from', sa.Time(), nullable=True),
    sa.Column('quiet_until', sa.Time(), nullable=True),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('recipient', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recipient_unit_id'), ['unit_id'], unique=False)

    op.create_table('notice_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('paper_id', sa.Integer(), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('medium', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('category', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('level', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('unit', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('site_code', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('address', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('vetoed', sa.Boolean(), nullable=False),
    sa.Column('score', sa.Float(), nullable=True),
    sa.Column('problem', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('last_post_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], ),
    sa.ForeignKeyConstraint(['paper_id'], ['notice_paper.id'], ),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('notice_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_entry_channel_id'), ['channel_id'], unique=False)
        batch_op.create_index('ux_notice_entry', ['paper_id', 'channel_id'], unique=True)

    op.create_table('recipient_address',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recipient_id', sa.Integer(), nullable=False),
    sa.Column('service', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('shown', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('made_at', db.types.Instant(), nullable=False),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('recipient_address', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recipient_address_recipient_id'), ['recipient_id'], unique=False)

    op.create_table('reminded',
    sa.Column('recipient_id', sa.Integer(), nullable=False),
    sa.Column('topic', sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
    sa.Column('noun_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], ),
    sa.PrimaryKeyConstraint('recipient_id', 'topic', 'noun_id')
    )
    op.create_table('outbox_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(length=96), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('recipient_id', sa.Integer(), nullable=False),
    sa.Column('address_id', sa.Integer(), nullable=False),
    sa.Column('to_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('to_shown', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('body', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('facts', db.types.Json, nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('made_at', db.types.Instant(), nullable=False),
    sa.Column('not_before', db.types.Instant(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('token', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('taken_at', db.types.Instant(), nullable=True),
    sa.Column('sent_at', db.types.Instant(), nullable=True),
    sa.Column('error', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.ForeignKeyConstraint(['address_id'], ['recipient_address.id'], ),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key')
    )
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_message_made_at'), ['made_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_message_recipient_id'), ['recipient_id'], unique=False)
        batch_op.create_index('ix_outbox_message_state', ['state', 'not_before'], unique=False)

    op.create_table('notice_issue',
    sa.Column('paper_id', sa.Integer(), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=True),
    sa.Column('problem', sqlmodel.sql.sqltypes.AutoString(length=48), nullable=False),
    sa.Column('severity', sa.String(32), nullable=False),
    sa.Column('number', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('unit', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('channel', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], ),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.ForeignKeyConstraint(['paper_id'], ['notice_paper.id'], ),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], ),
    sa.PrimaryKeyConstraint('paper_id', 'issue_id')
    )
    with op.batch_alter_table('notice_issue', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_issue_issue_id'), ['issue_id'], unique=False)

    with op.batch_alter_table('citizen_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reference', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('unit_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('contact', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('forwarded_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('forwarded_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('replied_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('replied_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('reply', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('closed_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('close_note', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('opened_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('channel_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_citizen_message_channel_id'), ['channel_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_citizen_message_reference'), ['reference'], unique=False)
        batch_op.create_index(batch_op.f('ix_citizen_message_unit_id'), ['unit_id'], unique=False)
        batch_op.create_foreign_key('fk_citizen_message_channel', 'channel', ['channel_id'], ['id'])
        batch_op.create_foreign_key('fk_citizen_message_unit', 'unit', ['unit_id'], ['id'])

    with op.batch_alter_table('error_report', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reference', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('unit_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('contact', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('forwarded_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('forwarded_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('replied_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('replied_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('reply', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('closed_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('close_note', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('opened_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('address', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('issue_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_error_report_issue_id'), ['issue_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_error_report_reference'), ['reference'], unique=False)
        batch_op.create_index(batch_op.f('ix_error_report_unit_id'), ['unit_id'], unique=False)
        batch_op.create_foreign_key('fk_error_report_issue', 'issue', ['issue_id'], ['id'])
        batch_op.create_foreign_key('fk_error_report_unit', 'unit', ['unit_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('error_report', schema=None) as batch_op:
        batch_op.drop_constraint('fk_error_report_unit', type_='foreignkey')
        batch_op.drop_constraint('fk_error_report_issue', type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_error_report_unit_id'))
        batch_op.drop_index(batch_op.f('ix_error_report_reference'))
        batch_op.drop_index(batch_op.f('ix_error_report_issue_id'))
        batch_op.drop_column('issue_id')
        batch_op.drop_column('address')
        batch_op.drop_column('version')
        batch_op.drop_column('opened_by')
        batch_op.drop_column('close_note')
        batch_op.drop_column('closed_by')
        batch_op.drop_column('reply')
        batch_op.drop_column('replied_by')
        batch_op.drop_column('replied_on')
        batch_op.drop_column('forwarded_by')
        batch_op.drop_column('forwarded_on')
        batch_op.drop_column('contact')
        batch_op.drop_column('unit_id')
        batch_op.drop_column('reference')

    with op.batch_alter_table('citizen_message', schema=None) as batch_op:
        batch_op.drop_constraint('fk_citizen_message_unit', type_='foreignkey')
        batch_op.drop_constraint('fk_citizen_message_channel', type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_citizen_message_unit_id'))
        batch_op.drop_index(batch_op.f('ix_citizen_message_reference'))
        batch_op.drop_index(batch_op.f('ix_citizen_message_channel_id'))
        batch_op.drop_column('channel_id')
        batch_op.drop_column('text')
        batch_op.drop_column('version')
        batch_op.drop_column('opened_by')
        batch_op.drop_column('close_note')
        batch_op.drop_column('closed_by')
        batch_op.drop_column('reply')
        batch_op.drop_column('replied_by')
        batch_op.drop_column('replied_on')
        batch_op.drop_column('forwarded_by')
        batch_op.drop_column('forwarded_on')
        batch_op.drop_column('contact')
        batch_op.drop_column('unit_id')
        batch_op.drop_column('reference')

    with op.batch_alter_table('notice_issue', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_issue_issue_id'))

    op.drop_table('notice_issue')
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_message_state')
        batch_op.drop_index(batch_op.f('ix_outbox_message_recipient_id'))
        batch_op.drop_index(batch_op.f('ix_outbox_message_made_at'))

    op.drop_table('outbox_message')
    op.drop_table('reminded')
    with op.batch_alter_table('recipient_address', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recipient_address_recipient_id'))

    op.drop_table('recipient_address')
    with op.batch_alter_table('notice_entry', schema=None) as batch_op:
        batch_op.drop_index('ux_notice_entry')
        batch_op.drop_index(batch_op.f('ix_notice_entry_channel_id'))

    op.drop_table('notice_entry')
    with op.batch_alter_table('recipient', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recipient_unit_id'))

    op.drop_table('recipient')
    op.drop_table('notice_receipt')
    with op.batch_alter_table('notice_paper', schema=None) as batch_op:
        batch_op.drop_index('ux_notice_paper_notice')
        batch_op.drop_index(batch_op.f('ix_notice_paper_state'))

    op.drop_table('notice_paper')
