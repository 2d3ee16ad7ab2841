"""Copies of the installation that the checker made, asked for or every night."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from db.types import Instant


class Backup(SQLModel, table=True):
    """One copy. `asked_by` is empty for that of a night; `name` is its file's in the folder of copies.

    `verified_at`: when it was brought back into a scratch database and found whole. `error` says why it was
    not made or not found whole; `dropped_at`: the rule kept it no longer."""

    id: int = Field(default=None, primary_key=True)
    asked_at: datetime = Field(sa_type=Instant)
    asked_by: str = Field(default="", max_length=100)
    name: str = Field(default="", max_length=80)
    begun_at: datetime | None = Field(default=None, sa_type=Instant)
    made_at: datetime | None = Field(default=None, sa_type=Instant)
    size: int = Field(default=0, sa_type=BigInteger)
    files: int = 0
    damaged: int = 0
    verified_at: datetime | None = Field(default=None, sa_type=Instant)
    error: str = ""
    dropped_at: datetime | None = Field(default=None, sa_type=Instant)
