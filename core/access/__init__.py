"""Who acts, in which role and how they signed in, and what every write leaves behind."""

from core.access.actor import Actor, Role, current_actor, require
from core.access.reach import insist_on_channel, insist_on_reach, reaches
from core.access.trail import record

__all__ = [
    "Actor",
    "Role",
    "current_actor",
    "insist_on_channel",
    "insist_on_reach",
    "reaches",
    "record",
    "require",
]
