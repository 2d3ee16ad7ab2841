"""Frozen months: the figures of a month as they were when it was closed."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from db.types import Instant, Json


class FrozenMonth(SQLModel, table=True):
    """`month` is its first day; `rule_versions` is {rule set: version} that was in force."""

    __tablename__ = "frozen_month"

    month: date = Field(primary_key=True)
    figures: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    rule_versions: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    frozen_at: datetime = Field(sa_type=Instant)
    actor: str
    note: str = ""
