"""Who changed what, append only; and facts about this installation."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Index, SQLModel

from db.types import Instant, Json


class AuditEntry(SQLModel, table=True):
    """One write: the fields that changed as {field: [old, new]}. `account_id`: whose account acted, since two
    people may have one name; None for the checker, and for entries of before 2026-12."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_noun", "noun", "noun_id"),)

    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant, index=True)
    actor: str
    role: str
    action: str = Field(max_length=32)
    noun: str = Field(max_length=32)
    noun_id: int
    changes: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    reason: str = ""
    came_from: str = Field(default="", max_length=64)
    account_id: int | None = None


class AuditSeal(SQLModel, table=True):
    """One link of the chain over the trail: each digest covers the entry and the digest before it."""

    __tablename__ = "audit_seal"

    position: int = Field(primary_key=True)
    entry_id: int = Field(unique=True)
    digest: str = Field(max_length=64)


class Fact(SQLModel, table=True):
    """A fact about this installation, such as that it is the demonstration."""

    __tablename__ = "installation_fact"

    key: str = Field(primary_key=True, max_length=64)
    value: str
