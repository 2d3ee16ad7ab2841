"""One-time codes of an authenticator app (RFC 6238): optional, once set up always asked for."""

import pyotp
from sqlalchemy import or_
from sqlmodel import Session, col, update

from core.access import trail
from core.access.actor import Actor, Role, require
from core.common import clock
from core.common.errors import AccountRefused
from core.common.sealing import Unreadable, opened, seal
from db.engine import changed, writing
from db.models import Account

STEP_S = 30
# A phone's clock may be half a minute off, either way.
WINDOW = 1


def new_secret() -> str:
    """A secret to show as a QR code; nothing is kept until a code proves that the app has it."""
    return pyotp.random_base32()


def address_for_app(secret: str, name: str, product: str) -> str:
    """The `otpauth://` address that an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=product)


def set_up(account_id: int, secret: str, code: str, *, actor: Actor) -> None:
    """Ask for codes from now on. Raises `AccountRefused` when `code` is not of this secret."""
    if actor.account_id != account_id:
        raise AccountRefused("not_yours")
    if _step(secret, code) is None:
        raise AccountRefused("code")
    _keep(account_id, seal(secret), actor, "totp_set_up")


def take_off(account_id: int, *, actor: Actor) -> None:
    """Ask for no more codes: one's own, or by an administrator for somebody who lost the phone."""
    if actor.account_id != account_id:
        require(actor, Role.ADMINISTRATOR)
    _keep(account_id, None, actor, "totp_taken_off")


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


def _keep(account_id: int, sealed: bytes | None, actor: Actor, action: str) -> None:
    with writing() as session:
        session.exec(
            update(Account)
            .where(col(Account.id) == account_id)
            .values(totp_sealed=sealed, totp_last_step=None)
        )
        trail.of_account(session, actor, action, account_id)
