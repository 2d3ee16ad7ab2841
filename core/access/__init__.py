"""Who acts, in which role and how they signed in, and what every write leaves behind."""

from core.access.actor import Actor, Role, current_actor, require
from core.access.reach import reaches
from core.access.trail import record

__all__ = ["Actor", "Role", "current_actor", "reaches", "record", "require"]
