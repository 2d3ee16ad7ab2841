"""A unit and everything below it, as a condition and as a list of names to choose from.

Wherever a list or a figure is asked for a unit it means the whole subtree: a supervising unit answers for
its operators. `own_only` asks for the unit alone."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.engine import reading
from db.models import Unit


def of_unit(column: Any, unit_id: int, *, own_only: bool = False) -> ColumnElement[bool]:
    """The condition that `column`, the id of a unit, is `unit_id` or stands below it at any depth."""
    if own_only:
        found: ColumnElement[bool] = column == unit_id
        return found
    return column.in_(_ids(unit_id))  # type: ignore[no-any-return]


def subtree(unit_id: int) -> tuple[int, ...]:
    """The ids of a unit and of every unit below it, in order."""
    with reading() as session:
        return tuple(sorted(session.execute(_ids(unit_id)).scalars()))


def with_those_above(owners: Select[Any]) -> dict[int, str]:
    """Id and name, by name, of the units whose ids `owners` selects and of every unit above one of them."""
    with reading() as session:
        rows = session.execute(select(col(Unit.id), col(Unit.name), col(Unit.parent_id))).all()
        wanted = _upwards(set(session.execute(owners).scalars()), {row[0]: row[2] for row in rows})
    return {row[0]: row[1] for row in sorted(rows, key=lambda row: row[1]) if row[0] in wanted}


def _ids(unit_id: int) -> Select[Any]:
    # UNION drops what it has seen already, so that units above each other in a cycle come to an end.
    tree = select(col(Unit.id).label("id")).where(col(Unit.id) == unit_id).cte("subtree", recursive=True)
    below = aliased(Unit)
    tree = tree.union(select(col(below.id)).join(tree, col(below.parent_id) == tree.c.id))
    return select(tree.c.id)


def _upwards(ids: set[int], parents: Mapping[int, int | None]) -> set[int]:
    found: set[int] = set()
    for unit_id in ids:
        following: int | None = unit_id
        while following is not None and following not in found:
            found.add(following)
            following = parents.get(following)
    return found
