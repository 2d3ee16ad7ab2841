#!/usr/bin/env bash
# What surprises: with_loader_criteria(Model, Model.column == x, include_aliases=True) is rewritten for an alias that
# stands in FROM, but not for one that is joined: the ON clause names the table itself, which is nowhere in the
# query, and the database refuses it ("no such column"). The same condition given as a lambda of the entity is
# rewritten in both places; so is the expression when the two aliases are set side by side in WHERE.
# Who meets it: whoever narrows all queries of a session to rows of one office and compares rows of a table with
# each other, such as an issue with a later one of the same site.
# Version: SQLAlchemy 2.1.9 (orm/context.py, orm/util.py), SQLite.
# Run by hand.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check SQLAlchemy==2.1.9
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import sqlalchemy
from sqlalchemy import create_engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column, with_loader_criteria


class Base(DeclarativeBase):
    pass


class Issue(Base):
    __tablename__ = "issue"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[int]
    site: Mapped[int]


engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Issue(unit=1, site=7), Issue(unit=1, site=7)])
    session.commit()
first, later = aliased(Issue), aliased(Issue)
same = (later.site == first.site) & (later.id > first.id)
joined = select(first.id, later.id).join(later, same)
beside = select(first.id, later.id).where(same)
as_expression = with_loader_criteria(Issue, Issue.unit == 1, include_aliases=True)
as_function = with_loader_criteria(Issue, lambda entity: entity.unit == 1, include_aliases=True)


def outcome(query: sqlalchemy.Select[tuple[int, int]]) -> str:
    with Session(engine) as session:
        try:
            return str([tuple(row) for row in session.execute(query)])
        except OperationalError as error:
            return str(error.orig)


seen = {
    "expression, joined": outcome(joined.options(as_expression)),
    "expression, side by side": outcome(beside.options(as_expression)),
    "lambda, joined": outcome(joined.options(as_function)),
}
print("SQLAlchemy", sqlalchemy.__version__)
for name, said in seen.items():
    print(f"{name}: {said}")
if list(seen.values()) != ["no such column: issue.unit", "[(1, 2)]", "[(1, 2)]"]:
    sys.exit("CHANGED: an alias that is joined is treated otherwise now")
print("as described: the expression names the table itself where an alias is joined")
PYTHON
