"""Records of the district's yearly work beyond channels: rules issued, drills, interaction, scores."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from db.types import Instant, word


class RegulationKind(StrEnum):
    DISTRICT = "district"
    UNIT = "unit"
    SECURITY = "security"


class Regulation(SQLModel, table=True):
    """A management system in writing (制度). `document` is the number of the paper that issued it, `binds`
    whom it binds, `in_force_until` its last day (None: no end is recorded)."""

    id: int = Field(default=None, primary_key=True)
    kind: RegulationKind = Field(index=True, sa_type=word(RegulationKind))
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    title: str
    issued_on: date
    document: str = ""
    edition: str = ""
    binds: str = ""
    in_force_until: date | None = None
    review_on: date | None = None


class Drill(SQLModel, table=True):
    """A security drill or exercise (应急演练); `found` is how many weaknesses it showed."""

    id: int = Field(default=None, primary_key=True)
    title: str
    day: date
    result: str = ""
    found: int | None = None


class MlpsResult(StrEnum):
    """The conclusions of reports since 2021, then those of reports before."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    CONFORMING = "conforming"
    MOSTLY = "mostly"
    FAILING = "failing"


class MlpsAssessment(SQLModel, table=True):
    """One assessment under the multi-level protection scheme (等保测评). The level itself stands in the
    registry, what was wrong are issues of the source `mlps`."""

    __tablename__ = "mlps_assessment"

    id: int = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", index=True)
    record_number: str
    assessed_on: date = Field(index=True)
    assessor: str = ""
    result: MlpsResult = Field(sa_type=word(MlpsResult))
    expires_on: date | None = None


class DataAssessment(SQLModel, table=True):
    """A yearly assessment of the security of network data (网络数据安全管理条例); `unit_id` None: of the
    office."""

    __tablename__ = "data_assessment"

    id: int = Field(default=None, primary_key=True)
    title: str
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    assessed_on: date = Field(index=True)
    assessor: str = ""
    risks: int
    mended: int | None = None
    reported_on: date | None = None
    next_on: date | None = None


class SecurityIncident(SQLModel, table=True):
    """A security incident; `hours` is how long after it was found it was reported (None: not recorded)."""

    __tablename__ = "security_incident"

    id: int = Field(default=None, primary_key=True)
    title: str
    channel_id: int = Field(foreign_key="channel.id", index=True)
    found_on: date = Field(index=True)
    hours: float | None = None
    reported_to: str = ""
    settled_on: date | None = None


class Survey(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    title: str
    published_on: date
    closes_on: date | None = None
    result_on: date | None = None


class SurveyDay(SQLModel, table=True):
    """Opinions one survey collected on one day."""

    __tablename__ = "survey_day"

    day: date = Field(primary_key=True)
    survey_id: int = Field(foreign_key="survey.id", primary_key=True)
    opinions: int


class Suggestion(SQLModel, table=True):
    """A published suggestion from the public (建议) and its official reply; `unit_id` is who answers."""

    id: int = Field(default=None, primary_key=True)
    title: str
    published_on: date
    replied_on: date | None = None
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)


class Intake(SQLModel):
    """What reports and messages have in common. How far one is follows from its days: received, forwarded,
    replied, closed. `reference` is its number on the platform it came from; `opened_by` who entered it;
    `justified` whether what it says was borne out (None: nobody has said)."""

    reference: str = Field(default="", max_length=64, index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    contact: str = Field(default="", max_length=100)
    forwarded_on: date | None = None
    forwarded_by: str = ""
    replied_on: date | None = None
    replied_by: str = ""
    reply: str = ""
    closed_by: str = ""
    close_note: str = ""
    opened_by: str = ""
    justified: bool | None = None
    issue_id: int | None = Field(default=None, foreign_key="issue.id", index=True)
    version: int = 1


class ErrorReport(Intake, table=True):
    """A report through 我为政府网站找错. `address` is the page it is about."""

    __tablename__ = "error_report"

    id: int = Field(default=None, primary_key=True)
    channel_id: int | None = Field(default=None, foreign_key="channel.id", index=True)
    text: str
    address: str = Field(default="", max_length=500)
    received_on: date = Field(index=True)
    closed_on: date | None = None


class Handling(StrEnum):
    TRANSFERRED = "transferred"
    ANSWERED = "answered"


class Nature(StrEnum):
    """What a message is: a question, a complaint, a suggestion, a request for help."""

    INQUIRY = "inquiry"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    HELP = "help"


class Satisfaction(StrEnum):
    SATISFIED = "satisfied"
    FAIR = "fair"
    DISSATISFIED = "dissatisfied"


class CitizenMessage(Intake, table=True):
    """A message from a citizen (留言); `handling` is None until it is handled. A transferred one that is
    then answered in public counts as answered, so that each is counted once."""

    __tablename__ = "citizen_message"

    id: int = Field(default=None, primary_key=True)
    topic: str
    text: str = ""
    channel_id: int | None = Field(default=None, foreign_key="channel.id", index=True)
    received_on: date = Field(index=True)
    handling: Handling | None = Field(default=None, sa_type=word(Handling))
    nature: Nature | None = Field(default=None, sa_type=word(Nature))
    satisfaction: Satisfaction | None = Field(default=None, sa_type=word(Satisfaction))
    closed_on: date | None = None


class ServiceTheme(SQLModel, table=True):
    """A theme of convenience services (便民服务主题)."""

    __tablename__ = "service_theme"

    id: int = Field(default=None, primary_key=True)
    name: str
    opened_on: date
    closed_on: date | None = None


class ServiceSection(SQLModel, table=True):
    __tablename__ = "service_section"

    id: int = Field(default=None, primary_key=True)
    theme_id: int = Field(foreign_key="service_theme.id", index=True)
    name: str
    opened_on: date
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    address: str = ""
    closed_on: date | None = None


class UnitScore(SQLModel, table=True):
    """A unit's monthly score with the rule version that gave it (`month` is its first day)."""

    __tablename__ = "unit_score"

    month: date = Field(primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    score: float
    rule_version: str


class RecordYear(SQLModel, table=True):
    """A person said that a chapter of the records is kept in a year or, with `none`, had nothing to record:
    either way no row means 0 and not unknown, but for the months before `since` (None: the whole year)."""

    __tablename__ = "record_year"

    chapter: str = Field(primary_key=True, max_length=32)
    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    none: bool
    confirmed_by: str
    confirmed_at: datetime = Field(sa_type=Instant)
    since: date | None = None
