"""The person, or the checker, on whose behalf something is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

from core.common.errors import DomainError
from core.common.settings import settings
from core.common.text import CHECKER as CHECKER_NAME
from core.common.text import t


class Role(StrEnum):
    """What a person is in the office. The checker is no person: it sees no page."""

    LEADER = "leader"
    AUDITOR = "auditor"
    STAFF = "staff"
    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    CHECKER = "checker"

    def allows(self, least: "Role") -> bool:
        """Whether this role may do what is asked of the role `least`."""
        return least in COVERS[self]

    @property
    def label(self) -> str:
        """The role's name in the language in use."""
        return t(f"access.role.{self.value}")


_LOOKS = frozenset({Role.LEADER})
_SUPERVISES = _LOOKS | {Role.STAFF, Role.INSPECTOR, Role.SUPERVISOR}
# Each role, and the roles whose work it may do. The auditor reads all and changes nothing.
COVERS: dict[Role, frozenset[Role]] = {
    Role.LEADER: _LOOKS,
    Role.AUDITOR: _LOOKS | {Role.AUDITOR},
    Role.STAFF: _LOOKS | {Role.STAFF},
    Role.INSPECTOR: _LOOKS | {Role.STAFF, Role.INSPECTOR},
    Role.SUPERVISOR: _SUPERVISES,
    Role.ADMINISTRATOR: _SUPERVISES | {Role.ADMINISTRATOR, Role.AUDITOR},
    Role.CHECKER: frozenset(),
}
PEOPLE: tuple[Role, ...] = tuple(role for role in Role if role is not Role.CHECKER)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which role, from which address; `unit_id` narrows to the subtree of a unit."""

    name: str
    role: Role
    unit_id: int | None = None
    account_id: int | None = None
    came_from: str = ""

    @property
    def of_a_unit(self) -> bool:
        """Whether this is the staff of one unit, who see and do nothing outside its subtree."""
        return self.role is Role.STAFF and self.unit_id is not None


CHECKER = Actor(name=CHECKER_NAME, role=Role.CHECKER)
_provider: Callable[[], Actor] | None = None
_lent: ContextVar[Actor | None] = ContextVar("lent", default=None)


def require(actor: Actor, least: Role) -> None:
    """Raise `DomainError` unless `actor` has at least the role `least`."""
    if not actor.role.allows(least):
        raise DomainError("role", role=actor.role.label, least=least.label)


def current_actor() -> Actor:
    """Who uses the dashboard: whoever the provider names, else the one operator of the settings.

    Raises what the provider raises when nobody is signed in."""
    lent = _lent.get()
    if lent is not None:
        return lent
    return operator() if _provider is None else _provider()


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Act for `actor` within, whoever is at the screen: work that another thread or process does later."""
    before = _lent.set(actor)
    try:
        yield
    finally:
        _lent.reset(before)


def lent_actor() -> Actor | None:
    """For whom `acting_as` has this code act; None outside."""
    return _lent.get()


def operator() -> Actor:
    """The operator that the settings name: everyone who reaches a dashboard without sign-in."""
    chosen = settings()
    return Actor(name=chosen.operator_name or t("access.duty_officer"), role=Role(chosen.operator_role))


def use_provider(provider: Callable[[], Actor] | None) -> None:
    """Ask `provider` who acts from now on; None: the settings' operator again."""
    global _provider
    _provider = provider
