"""Organisations of the three-level grid 1+48+N."""

from enum import StrEnum

from sqlmodel import Field, SQLModel

from db.types import OrderedWord, word


class UnitLevel(OrderedWord):
    DISTRICT = "district"
    INDUSTRY = "industry"
    OPERATOR = "operator"


class UnitKind(StrEnum):
    """`INSTITUTION` is a subordinate public institution (事业单位)."""

    OFFICE = "office"
    DEPARTMENT = "department"
    STREET = "street"
    INSTITUTION = "institution"


class Unit(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=32)
    name: str = Field(index=True, max_length=200)
    level: UnitLevel = Field(index=True, sa_type=word(UnitLevel))
    kind: UnitKind = Field(index=True, sa_type=word(UnitKind))
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    discloses: bool = Field(default=False, description="A body with a duty of disclosure (公开主体)")
    contact: str = ""
    phone: str = ""
    version: int = 1


class Duty(OrderedWord):
    """What a person answers for in a unit, from the leader in charge down to whoever is on shift."""

    LEADER = "leader"
    RESPONSIBLE = "responsible"
    LIAISON = "liaison"
    SHIFT = "shift"


class DutyPerson(SQLModel, table=True):
    """A person on duty for the channels of a unit."""

    __tablename__ = "duty_person"

    id: int = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    duty: Duty = Field(sa_type=word(Duty))
    name: str = Field(max_length=64)
    position: str = ""
    phone: str = ""
