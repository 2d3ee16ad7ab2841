"""Signing in and out: a browser holds a random token, the database its digest, and every look asks for it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select, update

from core.access import limits, passwords, totp, trail
from core.access.accounts import FIRST, end_all, role_of, token_digest
from core.access.actor import Actor, Role
from core.access.names import NAME_LONGEST, name_key
from core.access.rules import sign_in_rules
from core.common import clock
from core.common.errors import AccountRefused
from db.engine import changed, reading, writing
from db.models import Account, AccountState, Assignment, Invitation, SignIn, Unit
from db.scope import everything

# "Last seen" is written at most once in so many seconds: a look must not become a write.
SEEN_EVERY_S = 60


@dataclass(frozen=True, slots=True)
class Client:
    """Where an attempt came from: the client's address and what its browser calls itself."""

    came_from: str
    browser: str = ""


@dataclass(frozen=True, slots=True)
class AssignedRole:
    """A role that a person holds today; `unit` is the unit's name, empty for the whole district."""

    id: int
    role: Role
    unit_id: int | None
    unit: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One look at a token: the person, the roles of today, the one in use, and what has to be done first.

    `own_password`: the account has a password here; without one an office's server or gateway asks for it."""

    sign_in_id: int
    account_id: int
    name: str
    in_use: AssignedRole
    assigned: tuple[AssignedRole, ...]
    own_password: bool
    must_change: bool
    must_set_code: bool
    came_from: str

    @property
    def role(self) -> Role:
        return self.in_use.role

    @property
    def actor(self) -> Actor:
        """On whose behalf this browser acts."""
        used = self.in_use
        return Actor(self.name, used.role, used.unit_id, account_id=self.account_id, came_from=self.came_from)


def sign_in(name: str, password: str, client: Client, *, code: str = "") -> str:
    """Let a person in and return the new token for the browser.

    Raises `AccountRefused`: "wrong" for a mistake of name, password or code or a locked account, "wait" when
    the name or the address was refused too often lately, "one_time_over" for a one-time password too late."""
    key = name_key(name)[:NAME_LONGEST]
    with reading() as session:
        account = session.exec(select(Account).where(col(Account.name_key) == key)).first()
        limits.refuse_too_many(session, key, client.came_from, account.id if account else None)
    usable = account is not None and _may_sign_in(account)
    right, newer = passwords.verify(password, account.password_hash if account else None)
    fits = account is None or account.totp_sealed is None or totp.fits(account, code)
    if account is None or not usable or not right or not fits:
        limits.remember_failure(key, client.came_from, account.id if account else None)
        raise AccountRefused("wrong")
    if (
        account.must_change
        and clock.now() - (account.password_set_at or clock.now()) > sign_in_rules().one_time
    ):
        raise AccountRefused("one_time_over", hours=int(sign_in_rules().one_time.total_seconds() // 3600))
    return _let_in(account, client, newer=newer, code=code)


def sign_in_as(account_id: int, client: Client) -> str:
    """Let in a person whom somebody else identified: an office gateway, OIDC, the demonstration's click.

    Raises `AccountRefused` when the account may not sign in."""
    with reading() as session:
        account = session.get(Account, account_id)
    if account is None or not _may_sign_in(account):
        raise AccountRefused("wrong")
    return _let_in(account, client)


def look_up(token: str) -> SignedIn | None:
    """Who this browser is now; None when nobody is: ended, idle too long, locked, or without a role today.

    One query, since every run of every page asks."""
    if not token:
        return None
    # Whose rows are seen is asked of this very look-up.
    with everything():
        return _look_up(token)


def _look_up(token: str) -> SignedIn | None:
    now, rules = clock.now(), sign_in_rules()
    with reading() as session:
        rows = session.exec(
            select(SignIn, Account, Assignment, col(Unit.name))
            .join(Account, col(Account.id) == col(SignIn.account_id))
            .join(Assignment, col(Assignment.account_id) == col(SignIn.account_id))
            .outerjoin(Unit, col(Unit.id) == col(Assignment.unit_id))
            .where(
                col(SignIn.token_digest) == token_digest(token),
                col(SignIn.ended_at).is_(None),
                *_on_day(clock.today()),
            )
        ).all()
    if not rows:
        return None
    kept, account = rows[0][:2]
    ran_out = now - kept.seen_at > rules.idle or now - kept.signed_in_at > rules.longest
    # Signed in under a clock that ran ahead: nobody knows when, and it would last as long as that.
    if ran_out or clock.is_ahead(kept.signed_in_at) or account.state is not AccountState.ACTIVE:
        return None
    if (now - kept.seen_at).total_seconds() > SEEN_EVERY_S or clock.is_ahead(kept.seen_at):
        _seen(kept, now)
    assigned = _in_order((row, unit) for _, _, row, unit in rows)
    in_use = next((one for one in assigned if one.id == kept.assignment_id), assigned[0])
    return SignedIn(
        sign_in_id=kept.id,
        account_id=account.id,
        name=account.display_name,
        in_use=in_use,
        assigned=assigned,
        own_password=account.password_hash is not None,
        must_change=account.must_change or _too_old(account, now),
        must_set_code=_lacks_code(account, in_use.role),
        came_from=kept.came_from,
    )


def assigned_roles(account_id: int) -> tuple[AssignedRole, ...]:
    """The roles that a person holds today, the one to begin with first."""
    with reading() as session:
        return _today(session, account_id)


def has_code(account_id: int) -> bool:
    """Whether a person's sign-in asks for a one-time code."""
    with reading() as session:
        account = session.get(Account, account_id)
    return account is not None and account.totp_sealed is not None


def choose(token: str, assignment_id: int) -> None:
    """Go on in another of one's roles. Raises `AccountRefused` when it is not assigned today."""
    signed = look_up(token)
    if signed is None or assignment_id not in {row.id for row in signed.assigned}:
        raise AccountRefused("no_role")
    with writing() as session:
        session.exec(
            update(SignIn).where(col(SignIn.id) == signed.sign_in_id).values(assignment_id=assignment_id)
        )


def sign_out(token: str) -> None:
    """End this browser's sign-in; nothing happens when it has ended."""
    mine = (col(SignIn.token_digest) == token_digest(token), col(SignIn.ended_at).is_(None))
    with writing() as session:
        row = session.exec(select(SignIn, Account).join(Account).where(*mine)).first()
        if row is None or not changed(session, update(SignIn).where(*mine).values(ended_at=clock.now())):
            return
        kept, account = row
        actor = Actor(
            account.display_name, _in_role(session, kept), account_id=account.id, came_from=kept.came_from
        )
        trail.of_account(session, actor, "signed_out", account.id)


def set_password(token: str, old: str, new: str) -> None:
    """Change one's own password; every other browser of the person is signed out.

    Raises `AccountRefused`: "old_wrong", "wait" when it was guessed too often, "weak" with the reason for the
    new one."""
    signed = look_up(token)
    if signed is None:
        raise AccountRefused("not_signed_in")
    limits.refuse_guessing(signed.account_id, signed.came_from)
    with reading() as session:
        account = session.get(Account, signed.account_id)
    if account is None or not passwords.verify(old, account.password_hash)[0]:
        limits.remember_guess(signed.account_id, signed.came_from)
        raise AccountRefused("old_wrong")
    if passwords.normal(old) == passwords.normal(new):
        raise AccountRefused("same")
    _keep_password(signed.account_id, new, account.name, actor=signed.actor, but=signed.sign_in_id)


def take_invitation(token: str, password: str, *, came_from: str = "") -> None:
    """Set the password of the invited person; the link is used up.

    Raises `AccountRefused` when the link is unknown, used, too old, or the password is weak."""
    account = invited(token)
    with writing() as session:
        used = changed(
            session,
            update(Invitation)
            .where(
                col(Invitation.token_digest) == token_digest(token),
                col(Invitation.used_at).is_(None),
                col(Invitation.expires_at) > clock.now(),
            )
            .values(used_at=clock.now()),
        )
        if not used:
            raise AccountRefused("link")
        role = role_of(session, account.id)
        actor = Actor(account.display_name, role, account_id=account.id, came_from=came_from)
        _write_password(session, account.id, password, account.name, actor)


def invited(token: str) -> Account:
    """Whom a link invites. Raises `AccountRefused` when it is unknown, used or too old."""
    with reading() as session:
        account = session.exec(
            select(Account)
            .join(Invitation, col(Invitation.account_id) == col(Account.id))
            .where(
                col(Invitation.token_digest) == token_digest(token),
                col(Invitation.used_at).is_(None),
                col(Invitation.expires_at) > clock.now(),
                col(Account.state).in_((AccountState.INVITED, AccountState.ACTIVE)),
            )
        ).first()
    if account is None:
        raise AccountRefused("link")
    return account


def _may_sign_in(account: Account) -> bool:
    if account.state is not AccountState.ACTIVE:
        return False
    until = account.locked_until
    return until is None or until <= clock.now() or clock.never_planned(until, sign_in_rules().locked)


def _let_in(account: Account, client: Client, *, newer: str | None = None, code: str | None = None) -> str:
    """`code`: what was given for an account that asks for one; None where somebody else identified it."""
    token = secrets.token_urlsafe(32)
    account_id, now = account.id, clock.now()
    with writing() as session:
        _still(session, account, client, by_password=code is not None)
        assigned = _today(session, account_id)
        if not assigned:
            raise AccountRefused("no_role_today")
        if code is not None and account.totp_sealed and not totp.use(session, account, code):
            raise AccountRefused("wrong")
        values: dict[str, object] = {"locked_until": None}
        if newer:
            values["password_hash"] = newer
        session.exec(update(Account).where(col(Account.id) == account_id).values(**values))
        session.add(
            SignIn(
                token_digest=token_digest(token),
                account_id=account_id,
                assignment_id=assigned[0].id,
                signed_in_at=now,
                seen_at=now,
                came_from=client.came_from[:64],
                browser=client.browser[:200],
            )
        )
        actor = Actor(
            account.display_name, assigned[0].role, account_id=account_id, came_from=client.came_from
        )
        trail.of_account(session, actor, "signed_in", account_id)
    return token


def _still(session: Session, account: Account, client: Client, *, by_password: bool) -> None:
    """Verifying takes a while: meanwhile somebody may have locked the account or changed the password, and
    many may have tried. All that is asked once more, in the transaction that lets in."""
    now = session.get(Account, account.id, with_for_update=True)
    if now is None or not _may_sign_in(now) or (by_password and now.password_hash != account.password_hash):
        raise AccountRefused("wrong")
    if by_password:
        limits.refuse_too_many(session, now.name_key, client.came_from, now.id)


def _in_role(session: Session, kept: SignIn) -> Role:
    """The role that a sign-in was last used in; the least where that is gone."""
    used = session.get(Assignment, kept.assignment_id) if kept.assignment_id else None
    return Role(used.role) if used else Role.LEADER


def _keep_password(account_id: int, password: str, name: str, *, actor: Actor, but: int) -> None:
    with writing() as session:
        _write_password(session, account_id, password, name, actor, but=but)


def _write_password(
    session: Session, account_id: int, password: str, name: str, actor: Actor, *, but: int | None = None
) -> None:
    weak = passwords.why_weak(password, name)
    if weak:
        rules = sign_in_rules().password
        raise AccountRefused(
            f"weak_{weak}", least=rules.least_length, kinds=rules.least_kinds, most=rules.longest
        )
    session.exec(
        update(Account)
        .where(col(Account.id) == account_id)
        .values(
            password_hash=passwords.digest(password),
            password_set_at=clock.now(),
            must_change=False,
            locked_until=None,
            state=AccountState.ACTIVE,
            version=Account.version + 1,
        )
    )
    if but is None:
        end_all(session, account_id)
    else:
        session.exec(
            update(SignIn)
            .where(
                col(SignIn.account_id) == account_id, col(SignIn.id) != but, col(SignIn.ended_at).is_(None)
            )
            .values(ended_at=clock.now())
        )
    trail.of_account(session, actor, "password_set", account_id)


def _today(session: Session, account_id: int) -> tuple[AssignedRole, ...]:
    return _in_order(
        session.exec(
            select(Assignment, col(Unit.name))
            .outerjoin(Unit, col(Unit.id) == col(Assignment.unit_id))
            .where(col(Assignment.account_id) == account_id, *_on_day(clock.today()))
        ).all()
    )


def _on_day(day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Assignments that hold on `day`."""
    first, last = col(Assignment.first_day), col(Assignment.last_day)
    return or_(first.is_(None), first <= day), or_(last.is_(None), last >= day)


def _in_order(rows: Iterable[tuple[Assignment, str | None]]) -> tuple[AssignedRole, ...]:
    each = [AssignedRole(row.id, Role(row.role), row.unit_id, unit or "") for row, unit in rows]
    return tuple(sorted(each, key=lambda one: (FIRST.index(one.role), one.id)))


def _seen(kept: SignIn, now: datetime) -> None:
    with writing() as session:
        session.exec(update(SignIn).where(col(SignIn.id) == kept.id).values(seen_at=now))


def _lacks_code(account: Account, role: Role) -> bool:
    """Who signs in by the office's own server or gateway is asked there."""
    return account.password_hash is not None and account.totp_sealed is None and totp.required(role)


def _too_old(account: Account, now: datetime) -> bool:
    days = sign_in_rules().password.valid_days
    if not days or account.password_set_at is None or account.password_hash is None:
        return False
    return (now - account.password_set_at).days >= days
