"""Closing, merging, migrating, suspending or cancelling a channel, and the censuses that found it."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field, SQLModel

from db.types import word


class CaseKind(StrEnum):
    CLOSE = "close"
    MERGE = "merge"
    MIGRATE = "migrate"
    SUSPEND = "suspend"
    CANCEL = "cancel"


class CaseState(StrEnum):
    """In the order in which a case goes through them."""

    REQUESTED = "1-requested"
    APPROVED = "2-approved"
    ANNOUNCED = "3-announced"
    SWITCHED_OFF = "4-switched-off"
    VERIFIED = "5-verified"
    WITHDRAWN = "9-withdrawn"


class Case(SQLModel, table=True):
    __tablename__ = "lifecycle_case"

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True, max_length=32)
    channel_id: int = Field(foreign_key="channel.id", index=True)
    kind: CaseKind = Field(index=True, sa_type=word(CaseKind))
    state: CaseState = Field(default=CaseState.REQUESTED, index=True, sa_type=word(CaseState))
    batch: str = Field(default="", index=True, description="Accounts of one platform cancelled together")
    successor_id: int | None = Field(default=None, foreign_key="channel.id")
    opened_on: date
    due_on: date | None = None
    ended_on: date | None = Field(default=None, index=True)
    reason: str = ""
    version: int = 1


class CaseStep(SQLModel, table=True):
    __tablename__ = "case_step"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="lifecycle_case.id", index=True)
    step: CaseState = Field(sa_type=word(CaseState))
    done_on: date
    actor: str = ""
    note: str = ""


class Census(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    day: date


class CensusResult(StrEnum):
    FOUND = "found"
    CONFIRMED = "confirmed"
    MISSING = "missing"


class CensusEntry(SQLModel, table=True):
    __tablename__ = "census_entry"

    census_id: int = Field(foreign_key="census.id", primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", primary_key=True)
    result: CensusResult = Field(sa_type=word(CensusResult))
