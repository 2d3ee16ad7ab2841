"""The assessment of units (考核评分): weights, one round a month, a score for each unit, appeals."""

from datetime import date, datetime

from sqlalchemy import text
from sqlmodel import Field, Index, SQLModel

from db.types import Instant, Json, OrderedWord, word


class AssessmentWeights(SQLModel, table=True):
    """One version of the office's own weights, measure → weight. Versions are added, never changed; version
    0, which has no row, are those that come with the product."""

    __tablename__ = "assessment_weights"

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    weights: dict[str, float] = Field(default_factory=dict, sa_type=Json)
    made_by: str
    made_at: datetime = Field(sa_type=Instant)
    reason: str = ""


class RoundState(OrderedWord):
    """A draft is the office's; a published one is seen by the units, who may appeal; a closed one stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class AssessmentRound(SQLModel, table=True):
    """The scores of one month (its first day)."""

    __tablename__ = "assessment_round"

    month: date = Field(primary_key=True)
    state: RoundState = Field(default=RoundState.DRAFT, sa_type=word(RoundState))
    weights_version: int = 0
    counted_at: datetime = Field(sa_type=Instant)
    counted_by: str
    published_at: datetime | None = Field(default=None, sa_type=Instant)
    appeals_until: date | None = None
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_by: str = ""
    version: int = 1


class UnitAssessment(SQLModel, table=True):
    """One unit in one round. `measures`: measure → [part, whole]; what had nothing to measure is left out.
    `computed` is None where nothing could be measured: no score, which is not 0. `adjustment` are points
    that a person gave or took, with `reason`. `place` is the rank, shared by equals; 0 without a score."""

    __tablename__ = "unit_assessment"
    __table_args__ = (Index("ux_unit_assessment", "month", "unit_id", unique=True),)

    id: int = Field(default=None, primary_key=True)
    month: date = Field(foreign_key="assessment_round.month")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    measures: dict[str, list[float]] = Field(default_factory=dict, sa_type=Json)
    computed: float | None = None
    adjustment: float = 0
    reason: str = ""
    adjusted_by: str = ""
    place: int = 0
    placed: int = 0
    version: int = 1


class AppealState(OrderedWord):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class AssessmentAppeal(SQLModel, table=True):
    """A unit's objection to its score, and what a supervisor decided; one undecided at most."""

    __tablename__ = "assessment_appeal"
    __table_args__ = (
        Index(
            "ux_assessment_appeal_asked",
            "assessment_id",
            unique=True,
            sqlite_where=text(f"state = '{AppealState.ASKED}'"),
            postgresql_where=text(f"state = '{AppealState.ASKED}'"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="unit_assessment.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    state: AppealState = Field(default=AppealState.ASKED, sa_type=word(AppealState))
    words: str
    digest: str = Field(default="", max_length=64, description="SHA-256 of the proof, if one came")
    file_name: str = Field(default="", max_length=200)
    asked_by: str
    asked_at: datetime = Field(sa_type=Instant)
    points: float | None = Field(default=None, description="What the supervisor added")
    decision: str = ""
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
