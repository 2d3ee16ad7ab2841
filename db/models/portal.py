"""Columns of a site, what they published, what was moved into them, and visits."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Index, SQLModel

from db.types import Instant, OrderedWord, word


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

    id: int = Field(default=None, primary_key=True)
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
    freshness_days: int | None = Field(default=None, description="Stricter or looser than its category's")
    version: int = 1


class ColumnMonth(SQLModel, table=True):
    """Items one column published in one month (`month` is its first day)."""

    __tablename__ = "column_month"

    month: date = Field(primary_key=True)
    column_id: int = Field(foreign_key="site_column.id", primary_key=True)
    published: int


class ColumnMigration(SQLModel, table=True):
    """Items moved from an old site into one column of the portal."""

    __tablename__ = "column_migration"

    id: int = Field(default=None, primary_key=True)
    column_id: int = Field(foreign_key="site_column.id", index=True)
    from_channel_id: int = Field(foreign_key="channel.id", index=True)
    planned: int
    moved: int
    verified: int = 0
    finished_on: date | None = None
    due_on: date | None = None
    version: int = 1


class MigrationSample(SQLModel, table=True):
    """One old address of a migration and where it should lead; the rest is what the checker last saw."""

    __tablename__ = "migration_sample"
    __table_args__ = (Index("ux_migration_sample", "migration_id", "old_address", unique=True),)

    id: int = Field(default=None, primary_key=True)
    migration_id: int = Field(foreign_key="column_migration.id")
    old_address: str = Field(max_length=500)
    new_address: str = Field(default="", max_length=500, description="Empty: any page of the new site")
    outcome: str = Field(default="", max_length=16)
    failure: str | None = Field(default=None, max_length=32)
    status: int | None = None
    final_address: str = ""
    checked_at: datetime | None = Field(default=None, sa_type=Instant, index=True)


class TrafficSpan(StrEnum):
    DAY = "day"
    MONTH = "month"


class TrafficDay(SQLModel, table=True):
    """Visits to one site on one day, or in the month that begins on it; `new_visitors` are unique visitors
    not seen before (None: not recorded)."""

    __tablename__ = "traffic_day"
    __table_args__ = (Index("ix_traffic_day_channel_day", "channel_id", "day"),)

    day: date = Field(primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", primary_key=True)
    visits: int
    new_visitors: int | None = None
    span: TrafficSpan = Field(
        default=TrafficSpan.DAY, sa_type=word(TrafficSpan), sa_column_kwargs={"server_default": "day"}
    )


class SuggestionState(OrderedWord):
    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class ColumnSuggestion(SQLModel, table=True):
    """A column that the checker read off a site's home page and a person confirms or rejects.

    At most one per site and address, so that a rejected one is not suggested again."""

    __tablename__ = "column_suggestion"
    __table_args__ = (Index("ux_column_suggestion_url", "channel_id", "url", unique=True),)

    id: int = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id")
    name: str
    url: str
    category: str = ""
    state: SuggestionState = Field(default=SuggestionState.SUGGESTED, sa_type=word(SuggestionState))
    suggested_at: datetime = Field(sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: str = ""
    column_id: int | None = Field(default=None, foreign_key="site_column.id")
