"""Who enters what people enter."""

from core.access import Actor, Role
from db.demo.story import OFFICE, words

ACTOR = Actor(OFFICE, Role.SUPERVISOR)
STAFF = Actor(words()["entered"]["staff"], Role.STAFF)
