"""The person, or the checker, on whose behalf something is done."""

from dataclasses import dataclass
from enum import StrEnum

from core.common.errors import DomainError
from core.common.settings import settings
from core.common.text import t


class Role(StrEnum):
    """From least to most: leaders look, staff mark issues rectified, supervisors decide."""

    LEADER = "leader"
    STAFF = "staff"
    SUPERVISOR = "supervisor"
    CHECKER = "checker"

    def allows(self, least: "Role") -> bool:
        """Whether this role may do what needs at least `least`. The checker is no person: it sees no page."""
        return self is not Role.CHECKER and RANK[self] >= RANK[least]

    @property
    def label(self) -> str:
        """The role's name in the language in use."""
        return t(f"access.role.{self.value}")


RANK = {Role.LEADER: 0, Role.STAFF: 1, Role.SUPERVISOR: 2}


@dataclass(frozen=True, slots=True)
class Actor:
    name: str
    role: Role
    unit_id: int | None = None


CHECKER = Actor(name="checker", role=Role.CHECKER)


def require(actor: Actor, least: Role) -> None:
    """Raise `DomainError` unless `actor` has at least the role `least`."""
    if not actor.role.allows(least):
        raise DomainError("role", role=actor.role.label, least=least.label)


def current_actor() -> Actor:
    """Who uses the dashboard. Until sign-in exists that is the one operator the settings name."""
    chosen = settings()
    return Actor(name=chosen.operator_name or t("access.duty_officer"), role=Role(chosen.operator_role))


def anyone_can_sign_in() -> bool:
    """Whether people prove who they are before they are let in. Until sign-in exists nobody can, so that the
    dashboard must not be reachable from other machines."""
    return False
