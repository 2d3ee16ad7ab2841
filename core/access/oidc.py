"""People whom the office's OpenID Connect server identified: which account a person has, and in which roles.

A person is known by issuer and subject. A name alone links to nobody who has ever signed in here: whoever may
choose a name at the server would take that account over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, or_, select, update

from core.access import accounts, sign_ins, trail
from core.access.accounts import Grant, NewAccount
from core.access.actor import PEOPLE, Actor, Role
from core.access.names import DISPLAY_LONGEST, NAME_LONGEST, name_key, normal_name, seen
from core.access.sign_ins import Client
from core.common import clock
from core.common.errors import AccountRefused
from db.engine import writing
from db.models import Account, AccountState, Invitation, Unit

ACTOR = Actor(name="OpenID Connect", role=Role.ADMINISTRATOR)
LONGEST_CLAIM = 200


class BadClaims(ValueError):
    """The table of claims cannot be used; `str()` is the name of what is wrong in it."""


@dataclass(frozen=True, slots=True)
class ClaimRules:
    """Which claims tell what. `roles`: a value of the claim `role` → the role that it gives; empty: roles are
    given here, by the administrator. `unit`: the claim with code or name of the unit of a unit's staff."""

    name: str = "preferred_username"
    display_name: str = "name"
    role: str = "groups"
    unit: str = "department"
    roles: Mapping[str, Role] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "ClaimRules":
        """The rules of a table of a TOML file. Raises `BadClaims`."""
        given = dict(table)
        roles = given.pop("roles", {})
        wrong = [
            key for key, value in given.items() if key not in cls.__slots__ or not isinstance(value, str)
        ]
        if not isinstance(roles, Mapping):
            raise BadClaims("roles")
        wrong += [f"roles.{value}" for value, role in roles.items() if role not in tuple(PEOPLE)]
        if wrong:
            raise BadClaims(", ".join(wrong))
        return cls(**given, roles={str(value): Role(role) for value, role in roles.items()})


def sign_in(claims: Mapping[str, Any], client: Client, rules: ClaimRules) -> str:
    """Let in whom the server identified, and return the browser's token.

    Raises `AccountRefused`: nobody here, no role by the claims, or an account that may not sign in."""
    issuer, subject = _said(claims, "iss"), _said(claims, "sub")
    # A person is known by these two as they stand: cut short or cleaned, two could become one.
    if not issuer or not subject or (issuer, subject) != (claims["iss"], claims["sub"]):
        raise AccountRefused("oidc_unknown")
    try:
        account_id = _account(claims, issuer, subject, rules)
    except AccountRefused as why:
        if why.key != "account.refused.name_taken":
            raise
        # Two tabs may have come back in the same moment, and the other one made the account.
        account_id = _account(claims, issuer, subject, rules)
    return sign_ins.sign_in_as(account_id, client)


def _account(claims: Mapping[str, Any], issuer: str, subject: str, rules: ClaimRules) -> int:
    same = (col(Account.issuer) == issuer, col(Account.subject) == subject)
    with writing() as session:
        grants = _grants(session, claims, rules)
        known = session.exec(select(Account).where(*same)).first()
        if known is not None:
            if known.created_by == ACTOR.name:
                _follow(session, known, grants)
            return known.id
        name = normal_name(_said(claims, rules.name))[:NAME_LONGEST].strip()
        invited = _invited(session, name)
        if invited is not None:
            return _link(session, invited, issuer, subject)
        if not grants or not name:
            raise AccountRefused("oidc_unknown")
        shown = _said(claims, rules.display_name)[:DISPLAY_LONGEST] or name
        new = NewAccount(name, shown, tuple(grants), issuer=issuer, subject=subject)
        return accounts.enter(session, new, actor=ACTOR)


def _invited(session: Session, name: str) -> Account | None:
    """Whom the administrator entered under this name and who has never set a password."""
    wanted = select(Account).where(
        col(Account.name_key) == name_key(name),
        col(Account.state) == AccountState.INVITED,
        col(Account.password_hash).is_(None),
        col(Account.subject).is_(None),
    )
    return session.exec(wanted).first()


def _link(session: Session, account: Account, issuer: str, subject: str) -> int:
    account.issuer, account.subject, account.state = issuer, subject, AccountState.ACTIVE
    account.version += 1
    session.add(account)
    session.exec(
        update(Invitation)
        .where(col(Invitation.account_id) == account.id, col(Invitation.used_at).is_(None))
        .values(used_at=clock.now())
    )
    trail.of_account(session, ACTOR, "account_linked", account.id, {"issuer": (None, issuer)})
    return account.id


def _follow(session: Session, account: Account, grants: Sequence[Grant]) -> None:
    """Roles that the server gives are the server's to take. Raises `AccountRefused` when none is left."""
    if not grants:
        raise AccountRefused("oidc_no_role")
    # The office's server knows nothing of deputies: they are entered here, and stay.
    kept = accounts.deputyships(session, account.id)
    accounts.replace_grants(session, account, [*grants, *kept], actor=ACTOR)


def _grants(session: Session, claims: Mapping[str, Any], rules: ClaimRules) -> list[Grant]:
    given = dict.fromkeys(rules.roles[value] for value in _values(claims, rules.role) if value in rules.roles)
    grants = [Grant(role) for role in given if role is not Role.STAFF]
    if Role.STAFF in given:
        unit_id = _unit(session, list(_values(claims, rules.unit)))
        if unit_id is None:
            raise AccountRefused("oidc_no_unit")
        grants.append(Grant(Role.STAFF, unit_id))
    return grants


def _unit(session: Session, words: Sequence[str]) -> int | None:
    """The one unit of this code or name; None when there is none, or several."""
    found = session.exec(
        select(col(Unit.id)).where(or_(col(Unit.code).in_(words), col(Unit.name).in_(words))).limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def _values(claims: Mapping[str, Any], name: str) -> Iterator[str]:
    """A claim may be one value or a list of them."""
    given = claims.get(name)
    for value in given if isinstance(given, list) else [given]:
        if isinstance(value, str) and seen(value):
            yield seen(value)[:LONGEST_CLAIM]


def _said(claims: Mapping[str, Any], name: str) -> str:
    return next(_values(claims, name), "")
