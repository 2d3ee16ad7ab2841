"""The people of the demonstration: one for each role, let in with one click. Never outside it."""

from sqlalchemy import func
from sqlmodel import col, select

from core.access import accounts, sign_ins
from core.access.accounts import SET_UP, Grant, NewAccount
from core.access.actor import PEOPLE, Role
from core.access.sign_ins import Client
from core.common.errors import AccountRefused
from core.common.settings import settings
from core.common.text import t
from db.engine import reading
from db.models import Account, Issue, Unit

NAME = "demo-{role}"
ISSUER = "demonstration"


def sign_in_as_role(role: Role, client: Client) -> str:
    """Let a visitor in as the demonstration's person of this role and return the browser's token.

    Raises `AccountRefused` outside the demonstration."""
    if not settings().demonstration or role not in PEOPLE:
        raise AccountRefused("wrong")
    return sign_ins.sign_in_as(_person(role), client)


def _person(role: Role) -> int:
    name = NAME.format(role=role.value)
    with reading() as session:
        known = session.exec(select(col(Account.id)).where(col(Account.name_key) == name)).first()
    if known is not None:
        return known
    grant = Grant(role, _busiest_unit() if role is Role.STAFF else None)
    new = NewAccount(
        name, t(f"account.demonstration.{role.value}"), (grant,), issuer="demonstration", subject=name
    )
    return accounts.make(new, actor=SET_UP)


def _busiest_unit() -> int | None:
    """The supervising unit under which most issues lie: its staff have something to do."""
    child = Unit.__table__.alias("child")  # type: ignore[attr-defined]
    wanted = (
        select(child.c.parent_id)
        .join(Issue, col(Issue.unit_id) == child.c.id)
        .join(Unit, col(Unit.id) == child.c.parent_id)
        .where(col(Unit.parent_id).is_not(None))
        .group_by(child.c.parent_id)
        .order_by(func.count().desc(), child.c.parent_id)
        .limit(1)
    )
    with reading() as session:
        found = session.exec(wanted).first()
        return found if found is not None else session.exec(select(col(Unit.id)).limit(1)).first()
