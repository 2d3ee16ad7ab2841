"""What was moved into the portal in the year."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, distinct, func, select
from sqlmodel import Session, col

from core.reporting.figures.counting import Section, Year, count, number, of_chapter
from core.reporting.figures.portal import portal_id
from db.models import ColumnLevel, ColumnMigration, SiteColumn, Unit


def migration(session: Session, year: Year) -> Section:
    """Migrations finished in the year; sections added and merged in it; disclosure as of the day."""
    site = portal_id(session)
    section = _section_of(site)
    open_now = _open(year)
    finished = year.holds(ColumnMigration.finished_on)
    moved = {
        "portal_sections_migrated": number(
            session, _migrated(func.count(distinct(col(SiteColumn.id))), section, finished).where(open_now)
        ),
        "portal_items_migrated_at_least": number(
            session, _migrated(func.sum(ColumnMigration.moved), section, finished)
        ),
    }
    merged = col(SiteColumn.merged_into_id).is_not(None), year.holds(SiteColumn.retired_on)
    changed = {
        "sections_added": count(
            session, SiteColumn, section, col(SiteColumn.added).is_(True), year.holds(SiteColumn.opened_on)
        ),
        "sections_merged": count(session, SiteColumn, section, *merged),
    }
    of_units = count(session, SiteColumn, section, open_now, col(SiteColumn.unit_id).is_not(None))
    return {
        **{key: of_chapter(session, year, "migration", found) for key, found in moved.items()},
        "finished_by": _finished_by(session, section, year),
        **{key: of_chapter(session, year, "column", found) for key, found in changed.items()},
        # None marked in the whole registry: nobody recorded it.
        "disclosure_bodies": count(session, Unit, col(Unit.discloses).is_(True)) or None,
        "unit_specific_sections_at_least": of_chapter(session, year, "column", of_units),
    }


def _section_of(site: int | None) -> ColumnElement[bool]:
    return (col(SiteColumn.channel_id) == site) & (col(SiteColumn.level) == ColumnLevel.SECTION)


def _open(year: Year) -> ColumnElement[bool]:
    retired = col(SiteColumn.retired_on)
    return year.reached(SiteColumn.opened_on) & (retired.is_(None) | (retired > year.last))


def _migrated(
    what: ColumnElement[Any], section: ColumnElement[bool], when: ColumnElement[bool]
) -> Select[Any]:
    return (
        select(what)
        .select_from(ColumnMigration)
        .join(SiteColumn, col(SiteColumn.id) == col(ColumnMigration.column_id))
        .where(section, when)
    )


def _finished_by(session: Session, section: ColumnElement[bool], year: Year) -> str | None:
    """The day the year's last migration finished; None while one that is planned is unfinished."""
    finished = col(ColumnMigration.finished_on)
    unfinished = finished.is_(None) | (finished > year.last)
    if number(session, _migrated(func.count(), section, unfinished)):
        return None
    last: date | None = session.connection().scalar(
        _migrated(func.max(finished), section, year.holds(finished))
    )
    return last.isoformat() if last else None
