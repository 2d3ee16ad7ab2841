"""Whose channels and issues a person may touch."""

from sqlmodel import Session

from core.access.actor import Actor, Role
from core.common.errors import DomainError
from db.models import Channel, Unit


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


def insist_on_reach(session: Session, unit_id: int | None, actor: Actor) -> None:
    """Raise `DomainError` when the staff of one unit touch what belongs to another, or to none."""
    if not reaches(session, unit_id, actor):
        unit = session.get(Unit, unit_id) if unit_id is not None else None
        raise DomainError("foreign_unit", unit=unit.name if unit else "-")


def insist_on_channel(session: Session, channel_id: int | None, actor: Actor) -> None:
    """The same for what belongs to a channel. Raises `DomainError` also when there is no such channel."""
    channel = session.get(Channel, channel_id) if channel_id is not None else None
    if channel_id is not None and channel is None:
        raise DomainError("unknown_channel", number=channel_id)
    insist_on_reach(session, channel.unit_id if channel else None, actor)
