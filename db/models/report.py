"""The office's own texts of its reports."""

from datetime import datetime

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
