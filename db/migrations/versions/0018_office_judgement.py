"""persons' words on the supervising body's own indicators, year by year"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('office_judgement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('indicator', words(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('judged_as', sa.String(32), nullable=True),
    sa.Column('faults', sa.Integer(), nullable=False),
    sa.Column('reason', words(), nullable=False),
    sa.Column('digest', words(length=64), nullable=False),
    sa.Column('name', words(length=200), nullable=False),
    sa.Column('media', words(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('rule_version', words(length=64), nullable=False),
    sa.Column('judged_at', db.types.Instant(), nullable=False),
    sa.Column('judged_by', words(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ux_office_judgement', 'office_judgement', ['year', 'indicator', 'version'], unique=True)


def downgrade() -> None:
    op.drop_table('office_judgement')
