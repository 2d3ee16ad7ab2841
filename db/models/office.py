"""What persons said of the supervising body itself, where no record of the product tells."""

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

from db.models.rule import JudgedAs
from db.types import Instant, word


class OfficeJudgement(SQLModel, table=True):
    """One word on one indicator for one year. Never altered: the next word, or taking it back (then
    `judged_as` is empty), is another row with the next `version`, and the last one counts."""

    __tablename__ = "office_judgement"
    __table_args__ = (Index("ux_office_judgement", "year", "indicator", "version", unique=True),)

    id: int = Field(default=None, primary_key=True)
    year: int
    indicator: str = Field(max_length=16)
    version: int
    judged_as: JudgedAs | None = Field(default=None, sa_type=word(JudgedAs))
    faults: int = 1
    reason: str = ""
    digest: str = Field(default="", max_length=64, description="SHA-256 of the evidence; empty without one")
    name: str = Field(default="", max_length=200)
    media: str = Field(default="", max_length=100, description="Media type, read from the bytes")
    size: int = 0
    rule_version: str = Field(default="", max_length=64)
    judged_at: datetime = Field(sa_type=Instant)
    judged_by: str
