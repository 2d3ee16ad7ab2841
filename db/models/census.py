"""Censuses (普查): campaigns in which units say what channels they have."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field, SQLModel

from db.types import Json, word


class Census(SQLModel, table=True):
    """`kinds` and `unit_ids` are its scope, empty for all; under way until `ended_on` is set."""

    id: int = Field(default=None, primary_key=True)
    name: str
    day: date
    closes_on: date | None = None
    ended_on: date | None = None
    kinds: list[str] = Field(default_factory=list, sa_type=Json)
    unit_ids: list[int] = Field(default_factory=list, sa_type=Json)
    actor: str = ""
    version: int = 1


class CensusResult(StrEnum):
    """FOUND: new to the registry. CONFIRMED: still there. MISSING: registered, but the unit finds none.
    DENIED: not this unit's. UNKNOWN: nobody has answered."""

    FOUND = "found"
    CONFIRMED = "confirmed"
    MISSING = "missing"
    DENIED = "denied"
    UNKNOWN = "unknown"


class CensusEntry(SQLModel, table=True):
    """`unit_id` is the unit that was asked, which may differ from the channel's unit of today."""

    __tablename__ = "census_entry"

    census_id: int = Field(foreign_key="census.id", primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", primary_key=True, index=True)
    result: CensusResult = Field(sa_type=word(CensusResult))
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    answered_on: date | None = None
    actor: str = ""
    note: str = ""
