"""Columns of a site, what they published, what was moved into them, and visits."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field, SQLModel

from db.types import word


class ColumnLevel(StrEnum):
    """`LEVEL1` is a first-level column of the portal before its relaunch."""

    LEVEL1 = "level1"
    MAIN = "main"
    THEME = "theme"
    SECTION = "section"


class SiteColumn(SQLModel, table=True):
    """`unit_id` is set where the section belongs to one unit; `added` marks a section that the
    consolidation created; `merged_into_id` with `retired_on` marks one that it merged away."""

    __tablename__ = "site_column"

    id: int | None = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    parent_id: int | None = Field(default=None, foreign_key="site_column.id")
    level: ColumnLevel = Field(index=True, sa_type=word(ColumnLevel))
    name: str
    url: str = ""
    category: str = Field(default="", description="Key of the rule set's freshness windows")
    added: bool = False
    opened_on: date
    retired_on: date | None = None
    merged_into_id: int | None = Field(default=None, foreign_key="site_column.id")


class ColumnMonth(SQLModel, table=True):
    """Items one column published in one month (`month` is its first day)."""

    __tablename__ = "column_month"

    month: date = Field(primary_key=True)
    column_id: int = Field(foreign_key="site_column.id", primary_key=True)
    published: int


class ColumnMigration(SQLModel, table=True):
    """Items moved from an old site into one column of the portal."""

    __tablename__ = "column_migration"

    id: int | None = Field(default=None, primary_key=True)
    column_id: int = Field(foreign_key="site_column.id", index=True)
    from_channel_id: int = Field(foreign_key="channel.id")
    planned: int
    moved: int
    verified: int = 0
    finished_on: date | None = None


class TrafficDay(SQLModel, table=True):
    """Visits to one site on one day; `new_visitors` are unique visitors not seen before."""

    __tablename__ = "traffic_day"

    day: date = Field(primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", primary_key=True)
    visits: int
    new_visitors: int
