"""Who may sign in, in which roles, and who is signed in now."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Index, SQLModel

from db.types import Instant, word


class AccountState(StrEnum):
    """`invited` has no password yet; `locked` came from too many wrong passwords or from an administrator."""

    INVITED = "invited"
    ACTIVE = "active"
    LOCKED = "locked"
    LEFT = "left"


class Account(SQLModel, table=True):
    """One person. `name_key` is the name as it is compared: NFKC, without case."""

    __tablename__ = "account"
    __table_args__ = (
        Index("ux_account_name_key", "name_key", unique=True),
        Index("ux_account_subject", "issuer", "subject", unique=True),
    )

    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=64)
    name_key: str = Field(max_length=64)
    display_name: str = Field(max_length=100)
    phone: str = Field(default="", max_length=40)
    state: AccountState = Field(default=AccountState.INVITED, sa_type=word(AccountState))
    password_hash: str | None = Field(default=None, max_length=255)
    password_set_at: datetime | None = Field(default=None, sa_type=Instant)
    must_change: bool = False
    locked_until: datetime | None = Field(default=None, sa_type=Instant)
    totp_sealed: bytes | None = None
    totp_last_step: int | None = None
    issuer: str | None = Field(default=None, max_length=255)
    subject: str | None = Field(default=None, max_length=255)
    created_at: datetime = Field(sa_type=Instant)
    created_by: str = Field(max_length=100)
    version: int = 1


class Assignment(SQLModel, table=True):
    """One role of one person, district-wide or in the subtree of a unit, for ever or for some days."""

    __tablename__ = "account_assignment"

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    role: str = Field(max_length=32)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    first_day: date | None = None
    last_day: date | None = None
    deputy_for: int | None = Field(default=None, foreign_key="account.id")


class SignIn(SQLModel, table=True):
    """One browser that is signed in. Only the token's SHA-256 is kept."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ux_sign_in_token", "token_digest", unique=True),)

    id: int = Field(default=None, primary_key=True)
    token_digest: str = Field(max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    assignment_id: int | None = None
    signed_in_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant, index=True)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    came_from: str = Field(default="", max_length=64)
    browser: str = Field(default="", max_length=200)


class SignInFailure(SQLModel, table=True):
    """One refused attempt, kept for the limits; the name as it was compared, existing or not."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_name", "name_key", "at"),
        Index("ix_sign_in_failure_from", "came_from", "at"),
    )

    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    name_key: str = Field(max_length=64)
    came_from: str = Field(max_length=64)


class RecoveryCode(SQLModel, table=True):
    """One way in for who has lost the phone, good once. Only the code's SHA-256 is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ux_recovery_code", "account_id", "digest", unique=True),)

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    digest: str = Field(max_length=64)
    made_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class Invitation(SQLModel, table=True):
    """A link that sets a password once. Only the token's SHA-256 is kept."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ux_invitation_token", "token_digest", unique=True),)

    id: int = Field(default=None, primary_key=True)
    token_digest: str = Field(max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    made_at: datetime = Field(sa_type=Instant)
    made_by: str = Field(max_length=100)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
