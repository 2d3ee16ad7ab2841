"""Templates of papers that the office wrote itself."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.types import Instant


class DocumentTemplate(SQLModel, table=True):
    """One version of the template of a kind of paper; `digest` names the stored DOCX, and is empty where the
    office went back to the layout that comes with the product. Versions are added, never changed."""

    __tablename__ = "document_template"

    kind: str = Field(primary_key=True, max_length=16)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    digest: str = Field(default="", max_length=64)
    name: str = Field(default="", max_length=200)
    made_by: str
    made_at: datetime = Field(sa_type=Instant)
