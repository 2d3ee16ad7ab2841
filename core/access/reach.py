"""Whose channels and issues a person may touch."""

from sqlmodel import Session

from core.access.actor import Actor, Role
from db.models import Unit


def reaches(session: Session, unit_id: int | None, actor: Actor) -> bool:
    """Whether the unit is the actor's own or stands below it; anybody but the staff of one unit reaches all.

    A circle among the units ends the way up."""
    if actor.unit_id is None or actor.role is not Role.STAFF:
        return True
    following, seen = unit_id, set[int]()
    while following is not None and following not in seen:
        if following == actor.unit_id:
            return True
        seen.add(following)
        unit = session.get(Unit, following)
        following = unit.parent_id if unit else None
    return False
