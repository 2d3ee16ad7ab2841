"""The subtree of the unit that a person belongs to, and the scope that follows from it."""

import time
from collections.abc import Sequence

from sqlmodel import col, select

from core.access.actor import current_actor
from core.common.errors import NotSignedIn
from db.engine import database_url, reading
from db.models import Unit
from db.scope import use_scope

__all__ = ["subtree", "use_scope", "visible_units"]

# The grid changes seldom; a page asks before each of its queries.
KEPT_S = 5.0
_kept: dict[tuple[str, int], tuple[float, tuple[int, ...]]] = {}


def visible_units() -> Sequence[int] | None:
    """The ids of the units whose rows the current actor may see; None: all. Nothing for nobody."""
    try:
        actor = current_actor()
    except NotSignedIn:
        return ()
    return subtree(actor.unit_id) if actor.of_a_unit and actor.unit_id is not None else None


def subtree(unit_id: int) -> tuple[int, ...]:
    """The unit and all units below it; at most a few seconds old."""
    key = (database_url(), unit_id)
    now, kept = time.monotonic(), _kept.get(key)
    if kept is None or now - kept[0] > KEPT_S:
        kept = _kept[key] = (now, _below(unit_id))
    return kept[1]


def _below(unit_id: int) -> tuple[int, ...]:
    known, newest = {unit_id}, {unit_id}
    with reading() as session:
        while newest:
            found = session.exec(select(col(Unit.id)).where(col(Unit.parent_id).in_(newest))).all()
            newest = {row for row in found if row is not None} - known
            known |= newest
    return tuple(sorted(known))
