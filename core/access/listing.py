"""What pages show of accounts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from core.access.accounts import Grant
from core.access.actor import Actor, Role, require
from core.access.rules import sign_in_rules
from core.common import clock
from core.common.errors import AccountRefused
from core.common.sheet import Slice
from db.engine import reading
from db.models import Account, AccountState, Assignment, SignIn, Unit


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role of a person in words' parts: the unit's name, and who is away whose deputy it makes."""

    grant: Grant
    unit: str
    deputy_for: str


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account; `assigned` are its roles, `browsers` those the person is signed in on."""

    id: int
    name: str
    display_name: str
    phone: str
    state: AccountState
    locked_until: datetime | None
    assigned: tuple[RoleLine, ...]
    browsers: int
    last_seen: datetime | None
    has_code: bool


def account_lines(*, actor: Actor, limit: int = 25, offset: int = 0, words: str = "") -> Slice[AccountLine]:
    """Accounts by name; those who left come last. For administrators and auditors."""
    require(actor, Role.AUDITOR)
    wanted = select(Account)
    if words.strip():
        like = f"%{words.strip()}%"
        wanted = wanted.where(or_(col(Account.name).ilike(like), col(Account.display_name).ilike(like)))
    with reading() as session:
        total = session.exec(select(func.count()).select_from(wanted.subquery())).one()
        order = (col(Account.state) == AccountState.LEFT, col(Account.name_key))
        accounts = session.exec(wanted.order_by(*order).limit(limit).offset(offset)).all()
        return Slice(tuple(_line(session, account) for account in accounts), total)


def account_line(account_id: int, *, actor: Actor) -> AccountLine:
    """One account. For administrators and auditors; raises `AccountRefused` when there is none."""
    require(actor, Role.AUDITOR)
    with reading() as session:
        account = session.get(Account, account_id)
        if account is None:
            raise AccountRefused("gone")
        return _line(session, account)


def present_people(*, actor: Actor) -> list[tuple[int, str]]:
    """Everybody who has not left, as id and name with the user name: for a choice of persons."""
    require(actor, Role.ADMINISTRATOR)
    with reading() as session:
        rows = session.exec(
            select(Account).where(col(Account.state) != AccountState.LEFT).order_by(col(Account.name_key))
        ).all()
        return [(row.id, f"{row.display_name} ({row.name})") for row in rows]


def _line(session: Session, account: Account) -> AccountLine:
    away = aliased(Account)
    rows = session.exec(
        select(Assignment, col(Unit.name), col(away.display_name))
        .outerjoin(Unit, col(Unit.id) == col(Assignment.unit_id))
        .outerjoin(away, col(away.id) == col(Assignment.deputy_for))
        .where(col(Assignment.account_id) == account.id)
        .order_by(col(Assignment.id))
    ).all()
    browsers, seen = session.exec(
        select(func.count(col(SignIn.id)).filter(_is_on()), func.max(SignIn.seen_at)).where(
            col(SignIn.account_id) == account.id
        )
    ).one()
    return AccountLine(
        id=account.id,
        name=account.name,
        display_name=account.display_name,
        phone=account.phone,
        state=account.state,
        locked_until=account.locked_until
        if account.locked_until
        and account.locked_until > clock.now()
        and not clock.never_planned(account.locked_until, sign_in_rules().locked)
        else None,
        assigned=tuple(
            RoleLine(
                Grant(Role(row.role), row.unit_id, row.first_day, row.last_day, row.deputy_for),
                unit or "",
                name or "",
            )
            for row, unit, name in rows
        ),
        browsers=browsers,
        last_seen=seen,
        has_code=account.totp_sealed is not None,
    )


def _is_on() -> ColumnElement[bool]:
    """A sign-in that still counts: one that was left idle too long has ended without anybody writing it."""
    now, rules = clock.now(), sign_in_rules()
    return and_(
        col(SignIn.ended_at).is_(None),
        col(SignIn.seen_at) >= now - rules.idle,
        col(SignIn.signed_in_at) >= now - rules.longest,
    )
