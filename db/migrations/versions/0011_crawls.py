"""crawls: readings of whole sites, how far they are, what they found"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import db.types
from db.models import CrawlSpeed, CrawlState, RobotsUse

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

UNFINISHED = sa.text("state < '4'")


def upgrade() -> None:
    op.create_table('crawl',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('state', db.types.Word(CrawlState), nullable=False),
    sa.Column('speed', db.types.Word(CrawlSpeed), nullable=False),
    sa.Column('asked_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('asked_at', db.types.Instant(), nullable=False),
    sa.Column('started_at', db.types.Instant(), nullable=True),
    sa.Column('ended_at', db.types.Instant(), nullable=True),
    sa.Column('told_at', db.types.Instant(), nullable=True),
    sa.Column('fence', sa.Integer(), nullable=False),
    sa.Column('stage', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('read', sa.Integer(), nullable=False),
    sa.Column('known', sa.Integer(), nullable=False),
    sa.Column('dead', sa.Integer(), nullable=False),
    sa.Column('rate', sa.Float(), nullable=False),
    sa.Column('seconds', sa.Float(), nullable=False),
    sa.Column('memory_mb', sa.Float(), nullable=False),
    sa.Column('robots', db.types.Word(RobotsUse), nullable=True),
    sa.Column('lost', sa.Integer(), nullable=False),
    sa.Column('error', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('rule_version', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('summary', db.types.Json, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_crawl_channel_id', 'crawl', ['channel_id', 'id'])
    op.create_index('ix_crawl_state', 'crawl', ['state', 'id'])
    op.create_index('ux_crawl_unfinished', 'crawl', ['channel_id'], unique=True, sqlite_where=UNFINISHED, postgresql_where=UNFINISHED)

    op.create_table('crawl_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('crawl_id', sa.Integer(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('part', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('address', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('failure', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('type', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('detail', db.types.Json, nullable=False),
    sa.ForeignKeyConstraint(['crawl_id'], ['crawl.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_crawl_row_kind', 'crawl_row', ['crawl_id', 'kind', 'id'])


def downgrade() -> None:
    op.drop_table('crawl_row')
    op.drop_table('crawl')
