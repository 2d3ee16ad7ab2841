"""The rows behind every figure of a report, by the conditions that the figure counts by.

All come in one shape, so that one table of a page and one annex can show any of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlmodel import col

from core.common.sheet import Slice
from core.registry.kinds import keys_of, kinds
from core.registry.slices import sliced
from core.reporting.figures.counting import Year
from core.reporting.figures.policies import KEYS as REGULATIONS
from core.reporting.figures.registry import REPORT_GROUPS, can_be_seen, in_grid
from core.reporting.figures.work import days_of, found_in, moved_in, waiting_at
from core.reporting.reports.row_queries import (
    Finder,
    before_relaunch,
    columns,
    dated,
    events,
    found_by_census,
    issues,
    left,
    migrated,
    of_portal,
    open_columns,
    opinions,
    portal_itself,
    published_items,
    relaunches,
    running,
    scores,
    sections,
    unit_sections,
    units,
    verified,
)
from core.reporting.statistics.availability import site_rows
from db.engine import reading
from db.models import (
    ENTERING,
    LEAVING,
    Case,
    Census,
    Channel,
    CitizenMessage,
    ColumnLevel,
    Drill,
    ErrorReport,
    Handling,
    Inspection,
    Issue,
    IssueSource,
    Notice,
    NoticeKind,
    Regulation,
    ServiceSection,
    ServiceTheme,
    SiteColumn,
    Suggestion,
    Survey,
    TrafficDay,
    Unit,
    UnitKind,
    UnitLevel,
)

AVAILABILITY = "work.availability_percent"


@dataclass(frozen=True, slots=True)
class Behind:
    """One row: the day that counts, what it is called, whose it is, and its amount where rows are added up
    or averaged."""

    day: date | None
    name: str
    unit: str
    amount: float | None


def rows_behind(path: str, stretch: Year, *, limit: int = 25, offset: int = 0) -> Slice[Behind]:
    """The rows that the figure `path` was computed from; none for a figure of another version."""
    if path == AVAILABILITY:
        found = site_rows(days_of(stretch), until=stretch.last, limit=limit, offset=offset)
        return Slice(
            tuple(Behind(None, one.name, one.unit, _percent(one.share)) for one in found.rows), found.total
        )
    find = FINDERS.get(path)
    if find is None:
        return Slice((), 0)
    with reading() as session:
        return sliced(session, find(session, stretch), Behind, limit, offset)


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _of_group(group: str) -> Finder:
    """Accounts of one group of published totals; kinds without one are `other`."""
    known = {key: kinds()[key].report for key in keys_of("account")}
    of_it = [key for key, name in known.items() if (name if name in REPORT_GROUPS else "other") == group]
    return running("account", col(Channel.kind).in_(of_it))


def _registry() -> dict[str, Finder]:
    institution = col(Unit.kind) == UnitKind.INSTITUTION
    account = "registry.media_accounts"
    return {
        "registry.channels_total": running(),
        "registry.supervised_total": running(None, in_grid(), can_be_seen()),
        "registry.websites.total": running("website"),
        "registry.websites.by_owner.department": running("website", ~institution),
        "registry.websites.by_owner.public_institution": running("website", institution),
        f"{account}.total": running("account"),
        f"{account}.by_owner.department_street_or_unit": running("account", ~institution),
        f"{account}.by_owner.subordinate_public_institution": running("account", institution),
        **{f"{account}.by_kind.{group}": _of_group(group) for group in REPORT_GROUPS},
        "registry.grid.district": units(col(Unit.level) == UnitLevel.DISTRICT),
        "registry.grid.industry_supervisors": units(col(Unit.level) == UnitLevel.INDUSTRY),
        "registry.grid.operators": units(col(Unit.level) == UnitLevel.OPERATOR),
    }


def _portal() -> dict[str, Finder]:
    visits = of_portal(TrafficDay.visits)
    visitors = of_portal(TrafficDay.new_visitors)
    return {
        "portal.level1_columns_before_upgrade": columns(before_relaunch),
        "portal.main_columns_after_upgrade": open_columns(ColumnLevel.MAIN),
        "portal.theme_blocks": open_columns(ColumnLevel.THEME),
        "portal.sections": open_columns(ColumnLevel.SECTION),
        "portal.monthly_updates_average": published_items,
        "portal.total_visits": visits,
        "portal.relaunched_in": relaunches,
        "portal.daily_new_unique_visitors_gain": visitors,
        "portal.updates_growth_over_last_year_percent": published_items,
        "portal.mlps_level": portal_itself,
    }


def _moved() -> dict[str, Finder]:
    opened, retired = SiteColumn.opened_on, SiteColumn.retired_on
    duplicates = "of_which_batch_cancelled_same_platform_duplicates"
    return {
        "consolidation.censuses": dated(Census.day, Census.name),
        "consolidation.websites_found": found_by_census("website"),
        "consolidation.media_accounts_found": found_by_census("account"),
        "consolidation.websites_closed": left("website"),
        "consolidation.media_accounts_cancelled": left("account"),
        f"consolidation.{duplicates}": left("account", col(Case.batch) != ""),
        "migration.portal_sections_migrated": migrated(still_open=True),
        "migration.portal_items_migrated_at_least": migrated(still_open=False),
        "migration.finished_by": migrated(still_open=False),
        "migration.sections_added": sections(
            lambda year: [col(SiteColumn.added).is_(True), year.holds(opened)]
        ),
        "migration.sections_merged": sections(
            lambda year: [col(SiteColumn.merged_into_id).is_not(None), year.holds(retired)]
        ),
        "migration.disclosure_bodies": units(col(Unit.discloses).is_(True)),
        "migration.unit_specific_sections_at_least": columns(unit_sections),
    }


def _kept() -> dict[str, Finder]:
    suggestion = dated(Suggestion.published_on, Suggestion.title)
    reports = dated(ErrorReport.received_on, ErrorReport.text)
    day, topic, how = CitizenMessage.received_on, CitizenMessage.topic, col(CitizenMessage.handling)
    return {
        **{
            f"policies.{key}": dated(
                Regulation.issued_on,
                Regulation.title,
                col(Regulation.kind) == kind,
                until=lambda year: year.lasts(Regulation.in_force_until),
            )
            for key, kind in REGULATIONS.items()
        },
        "security.drills": dated(Drill.day, Drill.title),
        "interaction.surveys_published": dated(Survey.published_on, Survey.title),
        "interaction.opinions_collected_at_least": opinions,
        "interaction.suggestions_published": suggestion,
        "interaction.suggestions_official_reply_rate_percent": suggestion,
        "interaction.error_reports_received": reports,
        "interaction.error_reports_closed_rate_percent": reports,
        "interaction.messages_handled": dated(day, topic, how.is_not(None)),
        "interaction.messages_transferred": dated(day, topic, how == Handling.TRANSFERRED),
        "interaction.messages_publicly_answered": dated(day, topic, how == Handling.ANSWERED),
        "interaction.messages_closed_rate_percent": dated(day, topic),
        "interaction.convenience_themes": dated(
            ServiceTheme.opened_on, ServiceTheme.name, until=lambda year: year.still(ServiceTheme.closed_on)
        ),
        "interaction.convenience_sections": dated(
            ServiceSection.opened_on,
            ServiceSection.name,
            until=lambda year: year.still(ServiceSection.closed_on),
        ),
    }


def _checked() -> dict[str, Finder]:
    def notices(kind: NoticeKind) -> Finder:
        return dated(Notice.issued_on, Notice.title, col(Notice.kind) == kind)

    growth = "assessment.unit_monthly_score_growth_since_launch_percent"
    return {
        "security.mlps_findings_rectified": verified(IssueSource.MLPS),
        "security.alerts_issued": notices(NoticeKind.ALERT),
        "security.vulnerabilities_found_and_rectified": verified(IssueSource.VULNERABILITY),
        "assessment.quarterly_self_inspections": dated(Inspection.ended_on, Inspection.name),
        "assessment.self_inspection_problems_found_and_rectified": verified(IssueSource.INSPECTION),
        "assessment.supervision_notices": notices(NoticeKind.SUPERVISION),
        "assessment.assessment_notices": notices(NoticeKind.ASSESSMENT),
        "assessment.content_problems_rectified_at_least": verified(IssueSource.CONTENT),
        growth: scores,
        "work.channels_entered": lambda _session, year: events(moved_in(year, ENTERING)),
        "work.channels_left": lambda _session, year: events(moved_in(year, LEAVING)),
        "work.issues_found": issues(found_in),
        "work.issues_verified": issues(lambda year: [year.holds(Issue.verified_on)]),
        "work.issues_waiting": issues(waiting_at),
        "work.issues_overdue": issues(lambda year: [*waiting_at(year), col(Issue.due_on) < year.last]),
    }


FINDERS: Mapping[str, Finder] = MappingProxyType(
    {**_registry(), **_portal(), **_moved(), **_kept(), **_checked()}
)
