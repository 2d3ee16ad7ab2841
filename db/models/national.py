"""What an export of the national reporting system says otherwise than the registry, and who puts it right."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, SQLModel

from db.types import Instant, Json, OrderedWord, word


class NationalExport(SQLModel, table=True):
    """One export that was compared. `exported_on` is the day it was drawn there; `covers`: the media it
    lists; `rows` are its lines, `matched` those of registered channels, `same` of these without any."""

    __tablename__ = "national_export"

    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    actor: str
    exported_on: date = Field(index=True)
    file_name: str = Field(max_length=200)
    digest: str = Field(max_length=64, description="SHA-256 of the file")
    covers: str = Field(default="", max_length=32)
    rows: int = 0
    matched: int = 0
    same: int = 0
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_by: str = ""
    version: int = 1


class Way(StrEnum):
    """`UNREAD`: a line or a cell that could not be compared, which says nothing about either side."""

    DIFFERS = "differs"
    ONLY_THERE = "only-there"
    ONLY_HERE = "only-here"
    TWICE = "twice"
    UNREAD = "unread"


class Remedy(OrderedWord):
    """`HERE`: taken over into the registry (`batch_id`); `THERE`: to be corrected in the national system;
    `CORRECTED`: somebody says that it was; `LEFT`: nothing is to be done."""

    OPEN = "open"
    THERE = "there"
    HERE = "here"
    CORRECTED = "corrected"
    LEFT = "left"


class NationalDifference(SQLModel, table=True):
    """One line of the work list. `ours` and `theirs` are as they were compared; `said` holds what a new
    channel would be entered with, or why something could not be read. `again`: it had been put right once."""

    __tablename__ = "national_difference"

    id: int = Field(default=None, primary_key=True)
    export_id: int = Field(foreign_key="national_export.id", index=True)
    way: Way = Field(sa_type=word(Way))
    # No foreign key: the list is of a day past, and the import that added a channel may still be taken back.
    channel_id: int | None = Field(default=None, index=True)
    field: str = Field(default="", max_length=32)
    name: str = Field(default="", max_length=200)
    kind: str = Field(default="", max_length=32)
    ours: str = ""
    theirs: str = ""
    said: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    place: str = Field(default="", max_length=80, description="Sheet and row in the file")
    remedy: Remedy = Field(default=Remedy.OPEN, sa_type=word(Remedy))
    again: bool = False
    batch_id: int | None = Field(default=None, foreign_key="import_batch.id")
    owner: str = Field(default="", max_length=64, description="Who corrects it there")
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    reason: str = ""
    done_on: date | None = None
    version: int = 1
