"""Why a change of rules, judgements or word lists was refused."""

from core.access import Actor, Role
from core.common.errors import Refused


class Declined(Refused):
    """A change that was not made; `str()` is a sentence for the person who tried."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, **values)
        self.key = f"rule.refused.{key}"


def need(actor: Actor, least: Role) -> None:
    """Raise `Refused` unless the actor's role allows it."""
    if not actor.role.allows(least):
        raise Refused("role", role=actor.role.label, least=least.label)
