"""Imports: each file taken in, and what it changed, so that it can be undone."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Index, SQLModel

from db.types import Instant, Json


class ImportBatch(SQLModel, table=True):
    """One file that was imported. `kind` says of what: the registry, or a kind of `core.imports`. `undone_at`
    is set once its changes were taken back."""

    __tablename__ = "import_batch"

    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant, index=True)
    actor: str
    kind: str = Field(default="registry", max_length=32, sa_column_kwargs={"server_default": "registry"})
    file_name: str
    digest: str = Field(max_length=64, description="SHA-256 of the file")
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    units_added: int = 0
    undone_at: datetime | None = Field(default=None, sa_type=Instant)
    undone_by: str = ""


class ImportChange(SQLModel, table=True):
    """What one import did to one row: `changes` is {field: [old, new]}, empty for an addition to the
    registry; `version` is the row's version after the import, 0 in tables without. `noun_id` is 0 where the
    key is among the changes."""

    __tablename__ = "import_change"
    __table_args__ = (Index("ix_import_change_noun", "noun", "noun_id"),)

    id: int = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="import_batch.id", index=True)
    noun: str = Field(max_length=32, description="channel, unit, or another table")
    noun_id: int
    added: bool
    version: int
    changes: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    events: list[int] = Field(default_factory=list, sa_type=Json, description="Ids of its channel events")


class ImportWord(SQLModel, table=True):
    """What a word in this office's files means, once a person said so. `topic` is "heading" or the key of a
    field; `meaning` the key of a field or a value, empty for a column that is not taken in."""

    __tablename__ = "import_word"
    __table_args__ = (Index("ux_import_word", "topic", "word", unique=True),)

    id: int = Field(default=None, primary_key=True)
    topic: str = Field(max_length=32)
    word: str = Field(max_length=100)
    meaning: str = Field(default="", max_length=64)
    learned_at: datetime = Field(sa_type=Instant)
    learned_by: str = Field(max_length=64)
