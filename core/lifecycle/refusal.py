"""Why something was not done to a case, a census or a month, in the reader's language."""

from core.access import Actor, Role
from core.common.errors import Refused

LONGEST = 2_000


class Stopped(Refused):
    """A move that was not made; nothing changed. `key` is a key under `case.refusal`."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, **values)
        self.key = f"case.refusal.{key}"


def need(actor: Actor, least: Role) -> None:
    """Raise `Refused` unless `actor` has at least the role `least`."""
    if not actor.role.allows(least):
        raise Refused("role", role=actor.role.label, least=least.label)


def words(text: str, *, needed: bool = False) -> str:
    """`text` without spaces at its ends. Raises `Refused` when it is too long or needed and missing."""
    kept = text.strip()
    if needed and not kept:
        raise Refused("reason_missing")
    if len(kept) > LONGEST:
        raise Refused("note_too_long", limit=LONGEST)
    return kept
