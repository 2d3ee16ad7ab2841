"""The first administrator, made at the terminal, and the way back for one who lost password or phone."""

from sqlmodel import Session, col, delete, or_, select

from core.access import accounts, passwords, trail
from core.access.accounts import SET_UP, Grant, NewAccount
from core.access.actor import Role
from core.access.names import name_key
from core.access.rules import sign_in_rules
from core.common import clock
from core.common.errors import AccountRefused
from db.engine import writing
from db.models import Account, AccountState, Assignment, RecoveryCode


def first_administrator(name: str, display_name: str) -> str | None:
    """Make the first administrator and return a one-time password; None when an administrator exists.

    One whose one-time password ran out unused gets another."""
    if _one_has_a_way_in():
        return None
    password = passwords.one_time_password()
    digest = passwords.digest(password)
    with writing() as session:
        account = session.exec(select(Account).where(col(Account.name_key) == name_key(name))).first()
        if account is None:
            new = NewAccount(name, display_name, (Grant(Role.ADMINISTRATOR),))
            account = session.get_one(Account, accounts.enter(session, new, actor=SET_UP))
        _open(session, account, digest)
    return password


def let_in_again(name: str) -> str:
    """A new one-time password for an administrator who lost the old one or the phone: everywhere signed out,
    codes taken off. Whoever may say so at the terminal could change the database as well.

    Raises `AccountRefused` when there is no administrator of this name."""
    password = passwords.one_time_password()
    digest = passwords.digest(password)
    with writing() as session:
        account = session.exec(select(Account).where(col(Account.name_key) == name_key(name))).first()
        if account is None or not accounts.administers(session, account.id):
            raise AccountRefused("no_administrator", name=name)
        _open(session, account, digest)
    return password


def _open(session: Session, account: Account, digest: str) -> None:
    account.state, account.must_change, account.locked_until = AccountState.ACTIVE, True, None
    account.password_hash, account.password_set_at = digest, clock.now()
    account.totp_sealed, account.totp_last_step = None, None
    account.version += 1
    session.add(account)
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    accounts.end_all(session, account.id)
    if not accounts.administers(session, account.id):
        session.add(Assignment(account_id=account.id, role=Role.ADMINISTRATOR.value))
    session.flush()
    trail.of_account(session, SET_UP, "password_given", account.id, reason=account.name)


def _one_has_a_way_in() -> bool:
    """Whether an administrator can sign in, or could before a lock: no one-time password past its time."""
    return accounts.any_administrator(
        or_(
            col(Account.must_change).is_(False),
            col(Account.password_set_at) > clock.now() - sign_in_rules().one_time,
        )
    )
