"""One-time codes of an authenticator app (RFC 6238): optional, once set up always asked for."""

import unicodedata

import pyotp
from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, delete, select, update

from core.access import limits, trail
from core.access.accounts import token_digest
from core.access.actor import Actor, Role, require
from core.access.passwords import one_time_password
from core.common import clock
from core.common.errors import AccountRefused
from core.common.sealing import Unreadable, opened, seal
from core.common.settings import settings
from db.engine import changed, reading, writing
from db.models import Account, RecoveryCode

STEP_S = 30
RECOVERY_CODES = 10
# A phone's clock may be half a minute off, either way.
WINDOW = 1


def new_secret() -> str:
    """A secret to show as a QR code; nothing is kept until a code proves that the app has it."""
    return pyotp.random_base32()


def address_for_app(secret: str, name: str, product: str) -> str:
    """The `otpauth://` address that an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=product)


def set_up(account_id: int, secret: str, code: str, *, actor: Actor) -> tuple[str, ...]:
    """Ask for codes from now on; returns recovery codes, each good once, which are shown this once only.

    Raises `AccountRefused` when `code` is not of this secret, or codes are asked for already."""
    if actor.account_id != account_id:
        raise AccountRefused("not_yours")
    if _step(secret, code) is None:
        raise AccountRefused("code")
    sealed, fresh = seal(secret), tuple(one_time_password() for _ in range(RECOVERY_CODES))
    with writing() as session:
        unset = update(Account).where(col(Account.id) == account_id, col(Account.totp_sealed).is_(None))
        if not changed(session, unset.values(totp_sealed=sealed, totp_last_step=None)):
            raise AccountRefused("code_set")
        session.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
        made_at = clock.now()
        for one in fresh:
            session.add(RecoveryCode(account_id=account_id, digest=token_digest(one), made_at=made_at))
        trail.of_account(session, actor, "totp_set_up", account_id)
    return fresh


def take_off(account_id: int, *, actor: Actor, code: str = "") -> None:
    """Ask for no more codes: one's own with a code, or by an administrator for somebody who lost the phone.

    Raises `AccountRefused` for a wrong code, too many of them, and where the office wants codes of a role."""
    own = actor.account_id == account_id
    if not own:
        require(actor, Role.ADMINISTRATOR)
    elif required(actor.role):
        raise AccountRefused("code_required", role=actor.role.label)
    if own:
        limits.refuse_guessing(account_id, actor.came_from)
    with writing() as session:
        account = session.get(Account, account_id)
        right = not own or (account is not None and use(session, account, code))
        if right:
            _forget_codes(session, account_id, actor)
    if not right:
        limits.remember_guess(account_id, actor.came_from)
        raise AccountRefused("code")


def _forget_codes(session: Session, account_id: int, actor: Actor) -> None:
    values = {"totp_sealed": None, "totp_last_step": None}
    session.exec(update(Account).where(col(Account.id) == account_id).values(**values))
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    trail.of_account(session, actor, "totp_taken_off", account_id)


def required(role: Role) -> bool:
    """Whether the office wants codes of whoever works in this role with a password."""
    return role.value in settings().code_roles


def recovery_left(account_id: int) -> int:
    """How many recovery codes are not used up."""
    unused = (col(RecoveryCode.account_id) == account_id, col(RecoveryCode.used_at).is_(None))
    with reading() as session:
        return session.exec(select(func.count()).select_from(RecoveryCode).where(*unused)).one()


def fits(account: Account, code: str) -> bool:
    """Whether this is a code of the account's app now, or one of its recovery codes; uses nothing up."""
    if matching_step(account, code) is not None:
        return True
    with reading() as session:
        return (
            session.exec(select(col(RecoveryCode.id)).where(*_recovery(account.id, code))).first() is not None
        )


def use(session: Session, account: Account, code: str) -> bool:
    """Use a code up; False for a wrong one, and when somebody was first with it."""
    step = matching_step(account, code)
    if step is not None:
        return use_step(session, account.id, step)
    used = update(RecoveryCode).where(*_recovery(account.id, code)).values(used_at=clock.now())
    return bool(changed(session, used))


def _recovery(account_id: int, code: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(RecoveryCode.account_id) == account_id,
        col(RecoveryCode.digest) == token_digest(unicodedata.normalize("NFKC", code).strip()),
        col(RecoveryCode.used_at).is_(None),
    )


def matching_step(account: Account, code: str) -> int | None:
    """The time step whose code this is, if it was not used before; None for a wrong code."""
    try:
        secret = opened(account.totp_sealed or b"")
    except Unreadable:
        return None
    step = _step(secret, code)
    used = account.totp_last_step
    return step if step is not None and (used is None or step > used or used > _latest()) else None


def use_step(session: Session, account_id: int, step: int) -> bool:
    """Use a step up; False when somebody was first: a code read over a shoulder opens nothing."""
    return bool(
        changed(
            session,
            update(Account)
            .where(
                col(Account.id) == account_id,
                or_(
                    col(Account.totp_last_step).is_(None),
                    col(Account.totp_last_step) < step,
                    col(Account.totp_last_step) > _latest(),
                ),
            )
            .values(totp_last_step=step),
        )
    )


def _latest() -> int:
    """The last step whose code is taken now; one used beyond it was used under a clock that ran ahead, and
    would shut its owner out until then."""
    return int(clock.now().timestamp()) // STEP_S + WINDOW


def _step(secret: str, code: str) -> int | None:
    said = "".join(code.split())
    if not (said.isascii() and said.isdigit()):
        return None
    asked, now = pyotp.TOTP(secret), int(clock.now().timestamp()) // STEP_S
    return next(
        (
            step
            for step in range(now - WINDOW, now + WINDOW + 1)
            if asked.verify(said, for_time=step * STEP_S)
        ),
        None,
    )
