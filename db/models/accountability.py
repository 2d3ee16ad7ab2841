"""Who was called to account for what, by kind (问责)."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from db.types import Instant


class Accountability(SQLModel, table=True):
    """One unit, or one person of it, called to account on one day. `kind` is a key of the rules; `person` a
    name or post, empty where the unit as a whole was. A record entered in error is withdrawn, never deleted:
    from `withdrawn_at` on it counts nowhere."""

    id: int = Field(default=None, primary_key=True)
    kind: str = Field(max_length=32)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    person: str = Field(default="", max_length=100)
    day: date = Field(index=True)
    reason: str
    basis: str = Field(default="", max_length=200, description="Document that decided it")
    issue_id: int | None = Field(default=None, foreign_key="issue.id", index=True)
    made_by: str
    made_at: datetime = Field(sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_by: str = ""
    version: int = 1
