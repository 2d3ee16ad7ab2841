"""The office's own texts of its reports."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from db.types import Instant, Json


class ReportText(SQLModel, table=True):
    """One version of the text of a kind of report in one language. `sections` are {key, heading, text} in
    order; none means the text that comes with the product. Versions are added, never changed."""

    __tablename__ = "report_text"

    kind: str = Field(primary_key=True, max_length=16)
    language: str = Field(primary_key=True, max_length=8)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    sections: list[dict[str, str]] = Field(default_factory=list, sa_type=Json)
    made_by: str
    made_at: datetime = Field(sa_type=Instant)


class FormPublication(SQLModel, table=True):
    """Where a website says that it published its yearly form, and what the checker found there; `state` is
    empty, and `checked_at` None, until the page was visited."""

    __tablename__ = "form_publication"

    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    channel_id: int = Field(
        primary_key=True, foreign_key="channel.id", sa_column_kwargs={"autoincrement": False}
    )
    address: str = Field(max_length=2000)
    reported_by: str
    reported_at: datetime = Field(sa_type=Instant)
    state: str = Field(default="", max_length=16)
    detail: str = Field(default="", max_length=200)
    checked_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 0


class FormValue(SQLModel, table=True):
    """What a person entered in one line of a yearly form; `channel_id` is 0 for the office's own form."""

    __tablename__ = "form_value"

    form: str = Field(primary_key=True, max_length=16)
    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    channel_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = Field(primary_key=True, max_length=32)
    value: str
    made_by: str
    made_at: datetime = Field(sa_type=Instant)


class PublicFigures(SQLModel, table=True):
    """One version of what everybody may read: {path, label, words} of each figure, label and words by
    language, as they were when it was published; none where the page was turned off."""

    __tablename__ = "public_figures"

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str = Field(max_length=16)
    period: str = Field(default="", max_length=16)
    figures: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    made_by: str
    made_at: datetime = Field(sa_type=Instant)
