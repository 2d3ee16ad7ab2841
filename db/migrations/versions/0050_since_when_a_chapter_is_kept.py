"""since when a chapter is kept

A chapter that was begun counted "from now on": so its year is kept from the month in which a person said so."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = '0050'
down_revision = '0049'
branch_labels = None
depends_on = None

_YEAR = sa.table(
    'record_year',
    sa.column('chapter', sa.String),
    sa.column('year', sa.Integer),
    sa.column('none', sa.Boolean),
    sa.column('confirmed_at', sa.DateTime(timezone=True)),
    sa.column('since', sa.Date),
)


def upgrade() -> None:
    op.add_column('record_year', sa.Column('since', sa.Date(), nullable=True))
    rows = op.get_bind().execute(sa.select(_YEAR).where(_YEAR.c.none.is_(False))).all()
    for row in rows:
        day = (row.confirmed_at + timedelta(hours=8)).date()  # stored in UTC, said in China
        if day.year == row.year and day.month > 1:
            same = sa.update(_YEAR).where(_YEAR.c.chapter == row.chapter, _YEAR.c.year == row.year)
            op.execute(same.values(since=day.replace(day=1)))


def downgrade() -> None:
    op.drop_column('record_year', 'since')
