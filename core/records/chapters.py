"""The chapters of the yearly report that people keep by hand, each described once.

Entering, changing, listing and the form of a page read these descriptions; a further chapter is one entry
here and its words in the catalogue `records`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, select, tuple_
from sqlmodel import SQLModel, col

from core.common.errors import DomainError
from db.models import (
    AssessmentRound,
    Channel,
    ChannelEvent,
    ColumnMonth,
    Drill,
    EventKind,
    Inspection,
    Notice,
    NoticeKind,
    NoticePaper,
    Regulation,
    RegulationKind,
    RoundState,
    ServiceSection,
    ServiceTheme,
    SiteColumn,
    Suggestion,
    Survey,
    SurveyDay,
    TrafficDay,
    Unit,
    UnitAssessment,
    UnitScore,
)


class Kind(StrEnum):
    """What a field holds. A month is its first day; a reference is the id of a row of `REFERRED`."""

    TEXT = "text"
    DAY = "day"
    DAY_TO_COME = "day-to-come"
    MONTH = "month"
    WHOLE = "whole"
    SCORE = "score"
    CHOICE = "choice"
    UNIT = "unit"
    SITE = "site"
    COLUMN = "column"
    SURVEY = "survey"
    THEME = "theme"


REFERRED: Mapping[Kind, type[SQLModel]] = MappingProxyType(
    {
        Kind.UNIT: Unit,
        Kind.SITE: Channel,
        Kind.COLUMN: SiteColumn,
        Kind.SURVEY: Survey,
        Kind.THEME: ServiceTheme,
    }
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a chapter's rows. `not_before` names the field whose day this one may not precede."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = True
    choices: type[StrEnum] | None = None
    not_before: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """`day` is the field whose day counts. `standing`: rows of earlier years count too (rules in force).
    `fixed` are values that every row has; `figures` the paths of the yearly report that it feeds and that
    are unknown, not 0, until it is kept; `by` is the column, if any, that holds who entered a row;
    `monthly` says that every month has rows, so that one without is a gap; `own` tells the rows kept here
    from those of the same table that another page makes, which count as well but are changed there."""

    key: str
    model: type[SQLModel]
    fields: tuple[Field, ...]
    day: str
    figures: tuple[str, ...]
    standing: bool = False
    fixed: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    monthly: bool = False
    own: Callable[[], ColumnElement[bool]] | None = None

    def field(self, name: str) -> Field:
        """The field of that name. Raises `KeyError`."""
        return {one.name: one for one in self.fields}[name]


_TITLE = Field("title")

CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        "regulation",
        Regulation,
        (
            _TITLE,
            Field("kind", Kind.CHOICE, choices=RegulationKind),
            Field("issued_on", Kind.DAY),
            Field("unit_id", Kind.UNIT, required=False),
        ),
        "issued_on",
        (
            "policies.district_management_systems",
            "policies.unit_management_systems",
            "policies.network_security_systems",
        ),
        standing=True,
    ),
    Chapter("drill", Drill, (_TITLE, Field("day", Kind.DAY)), "day", ("security.drills",)),
    Chapter(
        "survey",
        Survey,
        (_TITLE, Field("published_on", Kind.DAY)),
        "published_on",
        ("interaction.surveys_published",),
    ),
    Chapter(
        "survey_day",
        SurveyDay,
        (Field("survey_id", Kind.SURVEY), Field("day", Kind.DAY), Field("opinions", Kind.WHOLE)),
        "day",
        ("interaction.opinions_collected_at_least",),
    ),
    Chapter(
        "suggestion",
        Suggestion,
        (
            _TITLE,
            Field("published_on", Kind.DAY),
            Field("replied_on", Kind.DAY, required=False, not_before="published_on"),
        ),
        "published_on",
        ("interaction.suggestions_published",),
    ),
    Chapter(
        "service_theme",
        ServiceTheme,
        (Field("name"), Field("opened_on", Kind.DAY)),
        "opened_on",
        ("interaction.convenience_themes",),
        standing=True,
    ),
    Chapter(
        "service_section",
        ServiceSection,
        (Field("theme_id", Kind.THEME), Field("name"), Field("opened_on", Kind.DAY)),
        "opened_on",
        ("interaction.convenience_sections",),
        standing=True,
    ),
    Chapter(
        "unit_score",
        UnitScore,
        (
            Field("unit_id", Kind.UNIT),
            Field("month", Kind.MONTH),
            Field("score", Kind.SCORE),
            Field("rule_version"),
        ),
        "month",
        ("assessment.unit_monthly_score_growth_since_launch_percent",),
        monthly=True,
        # Those of a closed round are changed by opening it again.
        own=lambda: tuple_(col(UnitScore.month), col(UnitScore.unit_id)).not_in(
            select(col(UnitAssessment.month), col(UnitAssessment.unit_id))
            .join(AssessmentRound, col(AssessmentRound.month) == col(UnitAssessment.month))
            .where(col(AssessmentRound.state) == RoundState.CLOSED)
        ),
    ),
    Chapter(
        "traffic",
        TrafficDay,
        (
            Field("channel_id", Kind.SITE),
            Field("day", Kind.DAY),
            Field("visits", Kind.WHOLE),
            Field("new_visitors", Kind.WHOLE),
        ),
        "day",
        ("portal.total_visits", "portal.daily_new_unique_visitors_gain"),
        standing=True,
        monthly=True,
    ),
    Chapter(
        "column_month",
        ColumnMonth,
        (Field("column_id", Kind.COLUMN), Field("month", Kind.MONTH), Field("published", Kind.WHOLE)),
        "month",
        ("portal.monthly_updates_average",),
        monthly=True,
    ),
    Chapter(
        "relaunch",
        ChannelEvent,
        (Field("channel_id", Kind.SITE), Field("day", Kind.DAY), Field("note", required=False)),
        "day",
        ("portal.relaunched_in",),
        standing=True,
        fixed={"kind": EventKind.RELAUNCHED, "delta": 0},
        by="actor",
    ),
    Chapter(
        "notice",
        Notice,
        (
            Field("number"),
            _TITLE,
            Field("kind", Kind.CHOICE, choices=NoticeKind),
            Field("issued_on", Kind.DAY),
            Field("reply_by", Kind.DAY_TO_COME, required=False, not_before="issued_on"),
        ),
        "issued_on",
        ("security.alerts_issued", "assessment.supervision_notices", "assessment.assessment_notices"),
        own=lambda: col(Notice.id).not_in(
            select(col(NoticePaper.notice_id)).where(col(NoticePaper.notice_id).is_not(None))
        ),
    ),
    Chapter(
        "inspection",
        Inspection,
        (
            Field("name"),
            Field("started_on", Kind.DAY),
            Field("ended_on", Kind.DAY, not_before="started_on"),
        ),
        "ended_on",
        ("assessment.quarterly_self_inspections",),
        by="made_by",
        # What the product drew and judged carries the version it was judged by.
        own=lambda: col(Inspection.rule_version) == "",
    ),
)


def chapter(key: str) -> Chapter:
    """The chapter called `key`. Raises `DomainError` when there is none."""
    for one in CHAPTERS:
        if one.key == key:
            return one
    raise DomainError("record_chapter", key=key)
