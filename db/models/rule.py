"""Rule sets edited in the product, what persons judged by them, and the office's own word lists."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, Index, SQLModel

from db.types import Instant, Json, word
from db.wordlist import WordList


class RuleRevision(SQLModel, table=True):
    """One saved version of a local rule set, whole and never altered: what was judged by it stays
    explainable. Without `in_force_from` it is a draft."""

    __tablename__ = "rule_revision"
    __table_args__ = (Index("ux_rule_revision", "key", "revision", unique=True),)

    id: int = Field(default=None, primary_key=True)
    key: str = Field(max_length=48)
    revision: int
    version: str = Field(unique=True, max_length=64)
    document: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    in_force_from: date | None = None
    in_force_until: date | None = None
    based_on: str = Field(default="", max_length=64)
    saved_at: datetime = Field(sa_type=Instant)
    saved_by: str
    note: str = ""


class JudgedAs(StrEnum):
    """What a person found of one indicator."""

    MET = "met"
    FAILED = "failed"
    EXEMPT = "exempt"


class Judgement(SQLModel, table=True):
    """A person's word on one indicator of one channel. The last that is not withdrawn counts, until
    `valid_until`."""

    __table_args__ = (Index("ix_judgement_channel_indicator", "channel_id", "indicator"),)

    id: int = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id")
    indicator: str = Field(max_length=16)
    judged_as: JudgedAs = Field(sa_type=word(JudgedAs))
    faults: int = 1
    reason: str = ""
    valid_until: date | None = None
    rule_version: str = ""
    judged_at: datetime = Field(sa_type=Instant)
    judged_by: str
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_by: str = ""


class WordEntry(SQLModel, table=True):
    """An entry of the office's own word lists; one with the same phrase replaces the shipped entry."""

    __tablename__ = "word_entry"
    __table_args__ = (Index("ux_word_entry", "list", "phrase", unique=True),)

    id: int = Field(default=None, primary_key=True)
    list: WordList = Field(sa_type=word(WordList))
    phrase: str = Field(max_length=64)
    right: str = Field(default="", max_length=64)
    confidence: float = 0.9
    unless: str = Field(default="", description="Context in which it is right, phrases separated by |")
    note: str = ""
    enabled: bool = True
    version: int = 1
    saved_at: datetime = Field(sa_type=Instant)
    saved_by: str
