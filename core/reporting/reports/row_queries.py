"""Queries for the rows behind figures: one function for each kind of row, all in the same four columns."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, null, select
from sqlmodel import Session, col

from core.lifecycle.census_lists import SEEN
from core.records.spans import over_by
from core.registry.kinds import Medium
from core.registry.slices import is_running
from core.reporting.figures.assessment import scored_months
from core.reporting.figures.counting import Year, of_medium
from core.reporting.figures.portal import first_level_before, open_at, portal_id, relaunched_on
from db.models import (
    LEAVING,
    Case,
    Census,
    CensusEntry,
    Channel,
    ChannelEvent,
    ColumnLevel,
    ColumnMigration,
    ColumnMonth,
    EventKind,
    Issue,
    IssueSource,
    SiteColumn,
    Survey,
    SurveyDay,
    TrafficDay,
    Unit,
    UnitScore,
)

Query = Select[Any]
Finder = Callable[[Session, Year], Query]
Conditions = list[ColumnElement[bool]]
_NOBODY, _NOTHING = literal(""), null()


def _row(day: Any, name: Any, unit: Any = _NOBODY, amount: Any = _NOTHING) -> Query:
    return select(day.label("day"), name.label("name"), unit.label("unit"), amount.label("amount"))


def channels(*conditions: ColumnElement[bool]) -> Query:
    found = _row(_NOTHING, col(Channel.name), col(Unit.name)).select_from(Channel)
    found = found.join(Unit, col(Unit.id) == col(Channel.unit_id))
    return found.where(*conditions).order_by(col(Unit.name), col(Channel.code))


def running(medium: Medium | None = None, *conditions: ColumnElement[bool]) -> Finder:
    return lambda _session, year: channels(is_running(year.last, medium), *conditions)


def events(conditions: Conditions, *more: ColumnElement[bool]) -> Query:
    found = _row(col(ChannelEvent.day), col(Channel.name), col(Unit.name)).select_from(ChannelEvent)
    found = found.join(Channel, col(Channel.id) == col(ChannelEvent.channel_id))
    found = found.join(Unit, col(Unit.id) == col(Channel.unit_id))
    return found.where(*conditions, *more).order_by(col(ChannelEvent.day), col(ChannelEvent.id))


def left(medium: Medium, *more: ColumnElement[bool]) -> Finder:
    def find(_session: Session, year: Year) -> Query:
        gone = [year.holds(ChannelEvent.day), col(ChannelEvent.kind).in_(LEAVING), of_medium(medium), *more]
        found = events(gone)
        return found.join(Case, col(Case.id) == col(ChannelEvent.case_id)) if more else found

    return find


def found_by_census(medium: Medium) -> Finder:
    def find(_session: Session, year: Year) -> Query:
        seen = select(col(CensusEntry.channel_id)).join(Census, col(Census.id) == col(CensusEntry.census_id))
        seen = seen.where(year.holds(Census.day), col(CensusEntry.result).in_(SEEN))
        return channels(of_medium(medium), col(Channel.id).in_(seen))

    return find


def units(*conditions: ColumnElement[bool]) -> Finder:
    units = _row(_NOTHING, col(Unit.name)).select_from(Unit).where(*conditions).order_by(col(Unit.name))
    return lambda _session, _year: units


def issues(conditions: Callable[[Year], Conditions]) -> Finder:
    def find(_session: Session, year: Year) -> Query:
        name = col(Issue.number) + " " + col(Issue.title)
        found = _row(col(Issue.opened_on), name, col(Unit.name)).select_from(Issue)
        found = found.join(Unit, col(Unit.id) == col(Issue.unit_id))
        return found.where(*conditions(year)).order_by(col(Issue.opened_on), col(Issue.id))

    return find


def verified(source: IssueSource) -> Finder:
    return issues(lambda year: [col(Issue.source) == source, year.holds(Issue.verified_on)])


def dated(
    day: Any,
    name: Any,
    *more: ColumnElement[bool],
    amount: Any = None,
    until: Callable[[Year], ColumnElement[bool]] | None = None,
) -> Finder:
    """Rows of one table by their day: of the stretch or, with `until`, of any day up to its end that meet
    that condition."""

    def find(_session: Session, year: Year) -> Query:
        shown = _row(col(day), col(name), amount=_NOTHING if amount is None else col(amount))
        shown = shown.select_from(day.class_)
        return shown.where(
            *([year.reached(day), until(year)] if until else [year.holds(day)]), *more
        ).order_by(col(day))

    return find


def columns(conditions: Callable[[int | None, Session, Year], Conditions]) -> Finder:
    def find(session: Session, year: Year) -> Query:
        found = _row(col(SiteColumn.opened_on), col(SiteColumn.name), col(Unit.name)).select_from(SiteColumn)
        found = found.outerjoin(Unit, col(Unit.id) == col(SiteColumn.unit_id))
        return found.where(*conditions(portal_id(session), session, year)).order_by(col(SiteColumn.id))

    return find


def open_columns(level: ColumnLevel) -> Finder:
    return columns(lambda site, _session, year: open_at(site, level, year.last))


def before_relaunch(site: int | None, session: Session, year: Year) -> Conditions:
    return first_level_before(site, relaunched_on(session, site, year.last), year.last)


def sections(conditions: Callable[[Year], Conditions]) -> Finder:
    """Sections of the portal that fulfil conditions, open or not."""
    return columns(
        lambda site, _session, year: [
            col(SiteColumn.channel_id) == site,
            col(SiteColumn.level) == ColumnLevel.SECTION,
            *conditions(year),
        ]
    )


def unit_sections(site: int | None, _session: Session, year: Year) -> Conditions:
    return [*open_at(site, ColumnLevel.SECTION, year.last), col(SiteColumn.unit_id).is_not(None)]


def migrated(*, still_open: bool) -> Finder:
    def find(session: Session, year: Year) -> Query:
        found = _row(
            col(ColumnMigration.finished_on), col(SiteColumn.name), amount=col(ColumnMigration.moved)
        )
        found = found.select_from(ColumnMigration)
        found = found.join(SiteColumn, col(SiteColumn.id) == col(ColumnMigration.column_id))
        site = portal_id(session)
        level = [col(SiteColumn.channel_id) == site, col(SiteColumn.level) == ColumnLevel.SECTION]
        conditions = open_at(site, ColumnLevel.SECTION, year.last) if still_open else level
        found = found.where(*conditions, year.holds(ColumnMigration.finished_on))
        return found.order_by(col(ColumnMigration.finished_on), col(ColumnMigration.id))

    return find


def of_portal(amount: Any) -> Finder:
    """The days, or months kept as a whole, of visits to the portal of which `amount` is known."""
    day = TrafficDay.day

    def find(session: Session, year: Year) -> Query:
        found = _row(col(day), col(Channel.name), amount=col(amount)).select_from(TrafficDay)
        found = found.join(Channel, col(Channel.id) == col(TrafficDay.channel_id))
        found = found.where(
            col(TrafficDay.channel_id) == portal_id(session),
            over_by(day, TrafficDay.span, year.last),
            col(amount).is_not(None),
        )
        return found.order_by(col(day).desc())

    return find


def published_items(session: Session, year: Year) -> Query:
    found = _row(col(ColumnMonth.month), col(SiteColumn.name), amount=col(ColumnMonth.published))
    found = found.select_from(ColumnMonth)
    found = found.join(SiteColumn, col(SiteColumn.id) == col(ColumnMonth.column_id))
    site = portal_id(session)
    return found.where(
        col(SiteColumn.channel_id) == site, year.holds(ColumnMonth.month)
    ).order_by(col(ColumnMonth.month), col(SiteColumn.id))  # fmt: skip


def relaunches(session: Session, year: Year) -> Query:
    return events(
        [year.reached(ChannelEvent.day), col(ChannelEvent.kind) == EventKind.RELAUNCHED],
        col(ChannelEvent.channel_id) == portal_id(session),
    )


def portal_itself(session: Session, _year: Year) -> Query:
    """The portal, whose level of protection stands in the registry."""
    return channels(col(Channel.id) == portal_id(session))


def opinions(_session: Session, year: Year) -> Query:
    """Days on which surveys collected opinions, with how many."""
    found = _row(col(SurveyDay.day), col(Survey.title), amount=col(SurveyDay.opinions))
    found = found.select_from(SurveyDay).join(Survey, col(Survey.id) == col(SurveyDay.survey_id))
    return found.where(year.holds(SurveyDay.day)).order_by(col(SurveyDay.day), col(Survey.id))


def scores(session: Session, year: Year) -> Query:
    """The scores of the two months that are compared: the first, and the last scored."""
    first, last = scored_months(session, year.last)
    found = _row(col(UnitScore.month), col(Unit.name), col(UnitScore.rule_version), col(UnitScore.score))
    found = found.select_from(UnitScore).join(Unit, col(Unit.id) == col(UnitScore.unit_id))
    return found.where(col(UnitScore.month).in_([first, last])).order_by(col(UnitScore.month), col(Unit.name))
