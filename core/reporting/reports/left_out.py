"""Months that a figure leaves out, since nobody recorded them: said wherever the figure stands."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from core.records.chapter import Chapter
from core.records.chapters import CHAPTERS, KEPT_ELSEWHERE, chapter
from core.records.gaps import Months, began_on, gaps
from core.reporting.figures.counting import Year
from core.reporting.figures.portal import portal_id
from db.models import ColumnMonth, SiteColumn, TrafficDay

# Figures worked out from those of a chapter, which names only what it counts itself.
DERIVED: Mapping[str, str] = MappingProxyType(
    {
        "portal.updates_growth_over_last_year_percent": "column_month",
        "interaction.suggestions_official_reply_rate_percent": "suggestion",
        "interaction.messages_closed_rate_percent": "message",
        "interaction.error_reports_closed_rate_percent": "error_report",
        "migration.finished_by": "migration",
    }
)
CHAPTER_OF: Mapping[str, str] = MappingProxyType(
    {path: one.key for one in (*CHAPTERS, *KEPT_ELSEWHERE) for path in one.figures} | dict(DERIVED)
)


def left_out(session: Session, stretch: Year) -> Mapping[str, Months]:
    """Chapter → the months without rows that its figures of a stretch leave out. Visits and updates are
    those of the portal: another site's month says nothing of it."""
    of_portal = _of_portal(session)
    found = {key: {*months} for key, months in gaps(session, stretch.first, stretch.last).items()}
    for key, months in gaps(session, stretch.first, stretch.last, among=of_portal).items():
        found.setdefault(key, set()).update(months)
    for key, rows in of_portal.items():
        found.setdefault(key, set()).update(_before(session, chapter(key), stretch, rows))
    return {key: tuple(sorted(months)) for key, months in found.items() if months}


def _before(session: Session, one: Chapter, stretch: Year, rows: ColumnElement[bool]) -> Iterator[date]:
    """Of what is added up since counting began the months that earlier years leave out; of what is a mean of
    the stretch those of it before the first that was recorded."""
    began = began_on(session, one, rows)
    if began is None or began > stretch.last:
        return
    if not one.standing:
        months = (stretch.first.replace(month=month) for month in range(stretch.first.month, 13))
        yield from (month for month in months if month < began.replace(day=1))
        return
    for year in range(began.year, stretch.first.year):
        whole = date(year, 1, 1), date(year, 12, 31)
        yield from gaps(session, *whole, only=one.key, among={one.key: rows}).get(one.key, ())


def _of_portal(session: Session) -> Mapping[str, ColumnElement[bool]]:
    site = portal_id(session)
    columns = select(col(SiteColumn.id)).where(col(SiteColumn.channel_id) == site)
    return {
        "traffic": col(TrafficDay.channel_id) == site,
        "column_month": col(ColumnMonth.column_id).in_(columns),
    }
