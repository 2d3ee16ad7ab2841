"""The chapters of the yearly report that people keep by hand, each described once.

Entering, changing, listing and the form of a page read these descriptions; a further chapter is one entry
here and its words in the catalogue `records`."""

from sqlalchemy import select, tuple_
from sqlmodel import col

from core.common.errors import DomainError
from core.records.chapter import Chapter, Field, Kind
from core.records.daily import DAILY
from core.records.security import SECURITY
from db.models import (
    Accountability,
    AssessmentRound,
    Census,
    ChannelEvent,
    CitizenMessage,
    ColumnMigration,
    ColumnMonth,
    Drill,
    ErrorReport,
    EventKind,
    Inspection,
    Issue,
    IssueSource,
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
    TrafficSpan,
    UnitAssessment,
    UnitScore,
)

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
            Field("document", required=False),
            Field("edition", required=False),
            Field("binds", required=False),
            Field("in_force_until", Kind.DAY_TO_COME, required=False, not_before="issued_on"),
            Field("review_on", Kind.DAY_TO_COME, required=False, not_before="issued_on"),
        ),
        "issued_on",
        (
            "policies.district_management_systems",
            "policies.unit_management_systems",
            "policies.network_security_systems",
        ),
        standing=True,
        due="review_on",
        until="in_force_until",
    ),
    Chapter(
        "drill",
        Drill,
        (
            _TITLE,
            Field("day", Kind.DAY),
            Field("result", required=False),
            Field("found", Kind.WHOLE, required=False),
        ),
        "day",
        ("security.drills",),
    ),
    Chapter(
        "survey",
        Survey,
        (
            _TITLE,
            Field("published_on", Kind.DAY),
            Field("closes_on", Kind.DAY_TO_COME, required=False, not_before="published_on"),
            Field("result_on", Kind.DAY, required=False, not_before="published_on"),
        ),
        "published_on",
        ("interaction.surveys_published",),
        done="result_on",
    ),
    Chapter(
        "survey_day",
        SurveyDay,
        (Field("survey_id", Kind.SURVEY), Field("day", Kind.DAY), Field("opinions", Kind.WHOLE)),
        "day",
        ("interaction.opinions_collected_at_least",),
        sums=("opinions",),
    ),
    Chapter(
        "suggestion",
        Suggestion,
        (
            _TITLE,
            Field("published_on", Kind.DAY),
            Field("replied_on", Kind.DAY, required=False, not_before="published_on"),
            Field("unit_id", Kind.UNIT, required=False),
        ),
        "published_on",
        ("interaction.suggestions_published",),
        done="replied_on",
    ),
    Chapter(
        "service_theme",
        ServiceTheme,
        (
            Field("name"),
            Field("opened_on", Kind.DAY),
            Field("closed_on", Kind.DAY, required=False, not_before="opened_on"),
        ),
        "opened_on",
        ("interaction.convenience_themes",),
        standing=True,
        closed="closed_on",
    ),
    Chapter(
        "service_section",
        ServiceSection,
        (
            Field("theme_id", Kind.THEME),
            Field("name"),
            Field("opened_on", Kind.DAY),
            Field("unit_id", Kind.UNIT, required=False),
            Field("address", required=False),
            Field("closed_on", Kind.DAY, required=False, not_before="opened_on"),
        ),
        "opened_on",
        ("interaction.convenience_sections",),
        standing=True,
        closed="closed_on",
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
            Field("new_visitors", Kind.WHOLE, required=False),
            Field("span", Kind.CHOICE, required=False, choices=TrafficSpan, default=TrafficSpan.DAY),
        ),
        "day",
        ("portal.total_visits", "portal.daily_new_unique_visitors_gain"),
        standing=True,
        monthly=True,
        sums=("visits", "new_visitors"),
        span="span",
        exports=True,
    ),
    Chapter(
        "column_month",
        ColumnMonth,
        (Field("column_id", Kind.COLUMN), Field("month", Kind.MONTH), Field("published", Kind.WHOLE)),
        "month",
        ("portal.monthly_updates_average",),
        monthly=True,
        sums=("published",),
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
        (
            "assessment.quarterly_self_inspections",
            "assessment.self_inspection_problems_found_and_rectified",
        ),
        by="made_by",
        # What the product drew and judged carries the version it was judged by.
        own=lambda: col(Inspection.rule_version) == "",
    ),
    *SECURITY,
    *DAILY,
)


def _issues(key: str, source: IssueSource, figure: str) -> Chapter:
    """Problems of one source, which the page of issues or a file enters."""
    return Chapter(key, Issue, (), "opened_on", (figure,), fixed={"source": source})


# What another page enters: here it is only said whether a year's were kept.
KEPT_ELSEWHERE: tuple[Chapter, ...] = (
    Chapter(
        "message",
        CitizenMessage,
        (),
        "received_on",
        (
            "interaction.messages_handled",
            "interaction.messages_transferred",
            "interaction.messages_publicly_answered",
        ),
    ),
    Chapter("error_report", ErrorReport, (), "received_on", ("interaction.error_reports_received",)),
    Chapter(
        "census",
        Census,
        (),
        "day",
        ("consolidation.censuses", "consolidation.websites_found", "consolidation.media_accounts_found"),
    ),
    Chapter(
        "exit",
        ChannelEvent,
        (),
        "day",
        (
            "consolidation.websites_closed",
            "consolidation.media_accounts_cancelled",
            "consolidation.of_which_batch_cancelled_same_platform_duplicates",
        ),
        fixed={"delta": -1},
    ),
    Chapter(
        "column",
        SiteColumn,
        (),
        "opened_on",
        (
            "portal.level1_columns_before_upgrade",
            "portal.main_columns_after_upgrade",
            "portal.theme_blocks",
            "portal.sections",
            "migration.sections_added",
            "migration.sections_merged",
            "migration.unit_specific_sections_at_least",
        ),
        standing=True,
    ),
    Chapter(
        "migration",
        ColumnMigration,
        (),
        "finished_on",
        ("migration.portal_sections_migrated", "migration.portal_items_migrated_at_least"),
    ),
    _issues("mlps", IssueSource.MLPS, "security.mlps_findings_rectified"),
    _issues("vulnerability", IssueSource.VULNERABILITY, "security.vulnerabilities_found_and_rectified"),
    _issues("content", IssueSource.CONTENT, "assessment.content_problems_rectified_at_least"),
    Chapter("accountability", Accountability, (), "day", (), fixed={"withdrawn_at": None}),
)


def chapter(key: str) -> Chapter:
    """The chapter called `key`. Raises `DomainError` when there is none."""
    for one in CHAPTERS:
        if one.key == key:
            return one
    raise DomainError("record_chapter", key=key)
