"""Who acts, in which role, and what every write leaves behind."""

from core.access.actor import Actor, Role, anyone_can_sign_in, current_actor, require
from core.access.audit import record
from core.access.reach import reaches

__all__ = ["Actor", "Role", "anyone_can_sign_in", "current_actor", "reaches", "record", "require"]
