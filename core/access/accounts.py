"""Accounts: made, invited, given roles, locked, handed over. Every change leaves an audit row."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, true
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from core.access import trail
from core.access.actor import PEOPLE, Actor, Role, require
from core.access.names import DISPLAY_LONGEST, NAME_LONGEST, PHONE_LONGEST, name_key, normal_name, seen
from core.access.rules import sign_in_rules
from core.common import clock
from core.common.errors import AccountRefused
from core.common.text import t
from db.engine import changed, reading, writing
from db.models import Account, AccountState, Assignment, Invitation, SignIn, Unit

# Which role a person begins with who has several.
FIRST = (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.INSPECTOR, Role.STAFF, Role.AUDITOR, Role.LEADER)
SET_UP = Actor(name="set-up", role=Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Grant:
    """One role, in the subtree of `unit_id` or district-wide; both days are included. `deputy_for`: the
    account of who holds it and is away."""

    role: Role
    unit_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    deputy_for: int | None = None


@dataclass(frozen=True, slots=True)
class NewAccount:
    name: str
    display_name: str
    grants: tuple[Grant, ...]
    phone: str = ""
    issuer: str | None = None
    subject: str | None = None


def anyone_can_sign_in() -> bool:
    """Whether an administrator exists who can sign in: until then nothing listens beyond this machine."""
    return any_administrator(true())


def any_administrator(having: ColumnElement[bool]) -> bool:
    """Whether there is an administrator, active or locked, of whose account `having` holds."""
    wanted = (
        select(func.count())
        .select_from(Account)
        .join(Assignment, col(Assignment.account_id) == col(Account.id))
        .where(
            col(Account.state).in_((AccountState.ACTIVE, AccountState.LOCKED)),
            col(Assignment.role) == Role.ADMINISTRATOR.value,
            having,
        )
    )
    with reading() as session:
        return session.exec(wanted).one() > 0


def any_account() -> bool:
    """Whether anybody was ever entered."""
    with reading() as session:
        return session.exec(select(col(Account.id)).limit(1)).first() is not None


def called(name: str) -> int | None:
    """The id of the account with this name; None when there is none."""
    with reading() as session:
        return session.exec(select(col(Account.id)).where(col(Account.name_key) == name_key(name))).first()


def make(new: NewAccount, *, actor: Actor) -> int:
    """Enter a person and return the account's id; a link to set the password is `invite`'s work.

    Raises `AccountRefused` when the name is empty, taken, or a role lacks its unit."""
    require(actor, Role.ADMINISTRATOR)
    with writing() as session:
        return enter(session, new, actor=actor)


def enter(session: Session, new: NewAccount, *, actor: Actor) -> int:
    """`make` inside a transaction under way; the actor was checked before."""
    account = _row(new, actor)
    if not account.name_key or not account.display_name:
        raise AccountRefused("no_name")
    if len(account.name_key) > NAME_LONGEST:
        raise AccountRefused("name_long", most=NAME_LONGEST)
    for field, most in (("display_name", DISPLAY_LONGEST), ("phone", PHONE_LONGEST)):
        if len(getattr(account, field)) > most:
            raise AccountRefused("long", field=t(f"people.column.{field}"), most=most)
    if session.exec(select(Account).where(col(Account.name_key) == account.name_key)).first():
        raise AccountRefused("name_taken", name=account.name)
    session.add(account)
    try:
        session.flush()
    except IntegrityError:
        # Two people entered the same name in the same moment, which only PostgreSQL lets happen.
        raise AccountRefused("name_taken", name=account.name) from None
    _insist_on_deputies(session, account.id, new.grants)
    _set_grants(session, account.id, new.grants)
    trail.of_account(
        session,
        actor,
        "account_made",
        account.id,
        {"name": (None, account.name), "roles": (None, _spelled(new.grants))},
    )
    return account.id


def invite(account_id: int, *, actor: Actor) -> str:
    """A new token for a link that sets the password once; earlier links of this person end.

    Raises `AccountRefused` when the person has left."""
    require(actor, Role.ADMINISTRATOR)
    with writing() as session:
        return enter_invitation(session, account_id, actor=actor)


def enter_invitation(session: Session, account_id: int, *, actor: Actor) -> str:
    """`invite` inside a transaction under way; the actor was checked before."""
    token = secrets.token_urlsafe(32)
    account = _account(session, account_id)
    if account.state is AccountState.LEFT:
        raise AccountRefused("left", name=account.display_name)
    if account.state is AccountState.LOCKED:
        raise AccountRefused("locked", name=account.display_name)
    now = clock.now()
    _end_invitations(session, account_id)
    session.add(
        Invitation(
            token_digest=token_digest(token),
            account_id=account_id,
            made_at=now,
            made_by=actor.name,
            expires_at=now + sign_in_rules().invitation,
        )
    )
    trail.of_account(session, actor, "account_invited", account_id)
    return token


def set_grants(account_id: int, grants: Sequence[Grant], *, actor: Actor) -> None:
    """Give a person these roles instead of the present ones; who is signed in works in the new ones at once.

    Raises `AccountRefused` when the last administrator would lose that role."""
    require(actor, Role.ADMINISTRATOR)
    with writing() as session:
        replace_grants(session, _account(session, account_id), grants, actor=actor)


def replace_grants(session: Session, account: Account, grants: Sequence[Grant], *, actor: Actor) -> None:
    """`set_grants` in a transaction under way, the actor checked before; the same roles change nothing."""
    before = _grants(session, account.id)
    if set(before) == set(grants):
        return
    _insist_on_deputies(session, account.id, [grant for grant in grants if grant not in before])
    for row in session.exec(select(Assignment).where(col(Assignment.account_id) == account.id)).all():
        session.delete(row)
    session.flush()
    _set_grants(session, account.id, grants)
    if any(grant.role is Role.ADMINISTRATOR for grant in before):
        _keep_an_administrator(session)
    changes: dict[str, tuple[object, object]] = {"roles": (_spelled(before), _spelled(grants))}
    stood, stands = _stood_in_for(session, before), _stood_in_for(session, grants)
    if stood != stands:
        changes["deputy_for"] = (stood or None, stands or None)
    trail.of_account(session, actor, "account_roles", account.id, changes, reason=account.name)


def lock(account_id: int, *, actor: Actor, reason: str) -> None:
    """Let a person sign in no more, at once and everywhere, until unlocked."""
    require(actor, Role.ADMINISTRATOR)
    with writing() as session:
        _change_state(session, account_id, AccountState.LOCKED, actor, reason)


def unlock(account_id: int, *, actor: Actor, reason: str) -> None:
    """Let a locked person sign in again with the old password, or by an invitation where there is none."""
    require(actor, Role.ADMINISTRATOR)
    with writing() as session:
        _change_state(session, account_id, AccountState.ACTIVE, actor, reason)


def sign_out_everywhere(account_id: int, *, actor: Actor) -> int:
    """End every sign-in of a person, who may sign in again at once; how many browsers that were."""
    require(actor, Role.ADMINISTRATOR)
    with writing() as session:
        _account(session, account_id)
        ended = end_all(session, account_id)
        trail.of_account(session, actor, "signed_out_everywhere", account_id, {"browsers": (ended, 0)})
    return ended


def leave(account_id: int, *, actor: Actor, reason: str, successor_id: int | None = None) -> None:
    """A person leaves: signed out everywhere, never to return; `successor_id` takes the roles over.

    Raises `AccountRefused` when the successor has left, or nobody would administer."""
    require(actor, Role.ADMINISTRATOR)
    with writing() as session:
        if successor_id is not None:
            _hand_over(session, account_id, successor_id, actor)
        _change_state(session, account_id, AccountState.LEFT, actor, reason, successor_id)


def _hand_over(session: Session, account_id: int, successor_id: int, actor: Actor) -> None:
    successor = _account(session, successor_id)
    if successor.state is AccountState.LEFT or successor_id == account_id:
        raise AccountRefused("left", name=successor.display_name)
    theirs = _grants(session, successor_id)
    kept = (one for one in _grants(session, account_id) if one.deputy_for != successor_id)
    taken = [grant for grant in kept if grant not in theirs]
    for grant in taken:
        _grant(session, successor_id, grant)
    if taken:
        changes: dict[str, tuple[object, object]] = {"roles": (_spelled(theirs), _spelled([*theirs, *taken]))}
        trail.of_account(session, actor, "account_roles", successor_id, changes, reason=successor.name)


def _change_state(
    session: Session,
    account_id: int,
    state: AccountState,
    actor: Actor,
    reason: str,
    successor_id: int | None = None,
) -> None:
    if not reason.strip():
        raise AccountRefused("no_reason")
    account = _account(session, account_id)
    before = account.state
    if before is AccountState.LEFT:
        raise AccountRefused("left", name=account.display_name)
    wanted = AccountState.INVITED if state is AccountState.ACTIVE and not account.password_hash else state
    account.state, account.locked_until, account.version = wanted, None, account.version + 1
    session.add(account)
    session.flush()
    if wanted in (AccountState.LOCKED, AccountState.LEFT):
        end_all(session, account_id)
        # A link that is still about would set a password, and with it open the account again.
        _end_invitations(session, account_id)
        _keep_an_administrator(session)
    changes: dict[str, tuple[object, object]] = {"state": (before, wanted)}
    if successor_id is not None:
        changes["successor"] = (None, successor_id)
    trail.of_account(
        session,
        actor,
        "account_state",
        account_id,
        changes,
        reason=reason.strip(),
    )


def end_all(session: Session, account_id: int) -> int:
    """Sign a person out everywhere; how many browsers that were."""
    return changed(
        session,
        update(SignIn)
        .where(col(SignIn.account_id) == account_id, col(SignIn.ended_at).is_(None))
        .values(ended_at=clock.now()),
    )


def _end_invitations(session: Session, account_id: int) -> None:
    session.exec(
        update(Invitation)
        .where(col(Invitation.account_id) == account_id, col(Invitation.used_at).is_(None))
        .values(used_at=clock.now())
    )


def token_digest(token: str) -> str:
    """What is kept of a token: whoever reads the database cannot sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _row(new: NewAccount, actor: Actor) -> Account:
    return Account(
        name=normal_name(new.name),
        name_key=name_key(new.name),
        display_name=seen(new.display_name),
        phone=seen(new.phone),
        issuer=new.issuer,
        subject=new.subject,
        state=AccountState.ACTIVE if new.subject else AccountState.INVITED,
        created_at=clock.now(),
        created_by=actor.name,
    )


def _account(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise AccountRefused("gone")
    return account


def _set_grants(session: Session, account_id: int, grants: Sequence[Grant]) -> None:
    if not grants:
        raise AccountRefused("no_role")
    for grant in grants:
        if grant.role not in PEOPLE:
            raise AccountRefused("no_role")
        if (grant.role is Role.STAFF) != (grant.unit_id is not None):
            raise AccountRefused("unit_of_role", role=grant.role.label)
        if grant.unit_id is not None and session.get(Unit, grant.unit_id) is None:
            raise AccountRefused("unit_gone")
        if grant.first_day and grant.last_day and grant.first_day > grant.last_day:
            raise AccountRefused("days")
        _grant(session, account_id, grant)


def _insist_on_deputies(session: Session, account_id: int, grants: Sequence[Grant]) -> None:
    """A deputy stands in for somebody else, for some days, in a role which that person holds."""
    for grant in grants:
        if grant.deputy_for is None:
            continue
        away = _account(session, grant.deputy_for)
        if away.state is AccountState.LEFT:
            raise AccountRefused("left", name=away.display_name)
        if away.id == account_id:
            raise AccountRefused("deputy_self")
        if grant.first_day is None or grant.last_day is None:
            raise AccountRefused("deputy_days")
        assigned = {(own.role, own.unit_id) for own in _grants(session, away.id) if own.deputy_for is None}
        if (grant.role, grant.unit_id) not in assigned:
            raise AccountRefused("deputy_role", name=away.display_name, role=grant.role.label)


def deputyships(session: Session, account_id: int) -> list[Grant]:
    """The roles that a person holds for others who are away."""
    return [grant for grant in _grants(session, account_id) if grant.deputy_for is not None]


def _stood_in_for(session: Session, grants: Sequence[Grant]) -> str:
    """Those who are away, by name, for the trail."""
    away = (session.get(Account, grant.deputy_for) for grant in grants if grant.deputy_for is not None)
    return ", ".join(f"{account.display_name} ({account.name})" for account in away if account)


def _grant(session: Session, account_id: int, grant: Grant) -> None:
    fields = {**asdict(grant), "role": grant.role.value}
    session.add(Assignment(account_id=account_id, **fields))
    session.flush()


def _grants(session: Session, account_id: int) -> list[Grant]:
    rows = session.exec(
        select(Assignment).where(col(Assignment.account_id) == account_id).order_by(col(Assignment.id))
    ).all()
    return [Grant(Role(row.role), row.unit_id, row.first_day, row.last_day, row.deputy_for) for row in rows]


def administers(session: Session, account_id: int) -> bool:
    """Whether administering is among a person's roles."""
    return any(grant.role is Role.ADMINISTRATOR for grant in _grants(session, account_id))


def _keep_an_administrator(session: Session) -> None:
    left = session.exec(
        select(func.count())
        .select_from(Assignment)
        .join(Account, col(Account.id) == col(Assignment.account_id))
        .where(
            col(Assignment.role) == Role.ADMINISTRATOR.value,
            col(Assignment.last_day).is_(None),
            col(Account.state) == AccountState.ACTIVE,
        )
    ).one()
    if not left:
        raise AccountRefused("last_administrator")


def role_of(session: Session, account_id: int) -> Role:
    """The role a person begins with, for the trail of what comes before a sign-in; the least without any."""
    assigned = {grant.role for grant in _grants(session, account_id)}
    return next((role for role in FIRST if role in assigned), Role.LEADER)


def _spelled(grants: Sequence[Grant]) -> str:
    return ", ".join(map(_spell, grants))


def _spell(grant: Grant) -> str:
    unit = f"@{grant.unit_id}" if grant.unit_id is not None else ""
    days = f" {grant.first_day or ''}…{grant.last_day or ''}" if grant.first_day or grant.last_day else ""
    return f"{grant.role.value}{unit}{days}"
