"""codes for who has lost the phone with the authenticator app"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('digest', words(length=64), nullable=False),
    sa.Column('made_at', db.types.Instant(), nullable=False),
    sa.Column('used_at', db.types.Instant(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id']),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ux_recovery_code', 'recovery_code', ['account_id', 'digest'], unique=True)


def downgrade() -> None:
    op.drop_table('recovery_code')
