"""How often a secret may be guessed: refused attempts by name and by address, kept in the database.

Whatever asks for a password or a code asks here, also a form of somebody who is signed in: a browser that was
left open is no place to guess at leisure."""

from datetime import datetime
from ipaddress import IPv6Address, IPv6Network, ip_address

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select, update

from core.access import trail
from core.access.accounts import role_of
from core.access.actor import Actor
from core.access.rules import sign_in_rules
from core.common import clock
from core.common.errors import AccountRefused
from db.engine import changed, reading, writing
from db.models import Account, AuditEntry, SignInFailure

# After these attempts count anew: an administrator let the person in again, or a link was followed.
FORGIVING = ("account_state", "password_set", "password_given")


def refuse_too_many(session: Session, key: str, came_from: str, account_id: int | None) -> None:
    """Raise `AccountRefused` "wait" when this name or this address was refused too often lately."""
    rules = sign_in_rules()
    since = clock.now() - rules.window
    from_here = session.exec(
        select(func.count())
        .select_from(SignInFailure)
        .where(col(SignInFailure.came_from) == _place(came_from), _within(since))
    ).one()
    if from_here >= rules.per_address or _of_name(session, key, account_id) >= rules.per_name:
        raise AccountRefused("wait", minutes=int(rules.window.total_seconds() // 60))


def refuse_guessing(account_id: int, came_from: str) -> None:
    """`refuse_too_many` for somebody who is signed in and is asked for a secret once more."""
    with reading() as session:
        account = session.get(Account, account_id)
        if account is not None:
            refuse_too_many(session, account.name_key, came_from, account_id)


def remember_failure(key: str, came_from: str, account_id: int | None) -> None:
    """Keep a refused attempt, tell the trail whose account it was, and lock that for a while when it is one
    too many. What was typed as an unknown name stays out of the trail: it may be a password."""
    rules, now = sign_in_rules(), clock.now()
    with writing() as session:
        session.add(SignInFailure(at=now, name_key=key[:64], came_from=_place(came_from)))
        session.flush()
        # One after the other: two attempts at once would each not count the other's, and neither lock.
        account = session.get(Account, account_id, with_for_update=True) if account_id is not None else None
        if account is None:
            return
        role = role_of(session, account.id)
        actor = Actor(account.display_name, role, account_id=account.id, came_from=came_from)
        trail.of_account(session, actor, "sign_in_failed", account.id)
        failed = _of_name(session, key, account.id)
        until = col(Account.locked_until)
        free = update(Account).where(col(Account.id) == account.id, or_(until.is_(None), until <= now))
        if failed >= rules.per_name and changed(session, free.values(locked_until=now + rules.locked)):
            trail.of_account(session, actor, "account_locked", account.id, reason=str(failed))


def _place(came_from: str) -> str:
    """What counts as one address: of IPv6 the network of 64 bits, all of which one household has."""
    try:
        address = ip_address(came_from)
    except ValueError:
        return came_from[:64]
    if not isinstance(address, IPv6Address):
        return str(address)
    within = IPv6Network((int(address), 64), strict=False)
    return str(address.ipv4_mapped or within)


def remember_guess(account_id: int, came_from: str) -> None:
    """`remember_failure` for somebody who is signed in."""
    with reading() as session:
        account = session.get(Account, account_id)
    if account is not None:
        remember_failure(account.name_key, came_from, account_id)


def _of_name(session: Session, key: str, account_id: int | None) -> int:
    since = clock.now() - sign_in_rules().window
    if account_id is not None:
        forgiven = session.exec(
            select(func.max(AuditEntry.at)).where(
                col(AuditEntry.noun) == "account",
                col(AuditEntry.noun_id) == account_id,
                col(AuditEntry.action).in_(FORGIVING),
                col(AuditEntry.at) <= clock.now() + clock.SKEW,
            )
        ).one()
        since = max(since, forgiven) if forgiven else since
    wanted = select(func.count()).select_from(SignInFailure)
    return session.exec(wanted.where(col(SignInFailure.name_key) == key[:64], _within(since))).one()


def _within(since: datetime) -> ColumnElement[bool]:
    """Failures since then; one of the future would count for as long as a clock ran ahead."""
    at = col(SignInFailure.at)
    return and_(at > since, at <= clock.now() + clock.SKEW)
