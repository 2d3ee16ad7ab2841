"""The portal: columns, updates, visits."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from core.records.spans import last_of, over_by
from core.reporting.figures.counting import Section, Year, count, growth, number, of_chapter, of_medium
from db.models import (
    Channel,
    ChannelEvent,
    ColumnLevel,
    ColumnMonth,
    EventKind,
    SiteColumn,
    TrafficDay,
    TrafficSpan,
)

PORTAL = "portal"


def portal(session: Session, year: Year) -> Section:
    """Figures of the district's portal; its columns as of the day, its updates in the year so far."""
    site = portal_id(session)
    relaunch = relaunched_on(session, site, year.last)
    average, average_before = _updates(session, site, year), _updates(session, site, year.before())
    columns = {
        "level1_columns_before_upgrade": count(
            session, SiteColumn, *first_level_before(site, relaunch, year.last)
        ),
        "main_columns_after_upgrade": open_columns(session, site, ColumnLevel.MAIN, year.last),
        "theme_blocks": open_columns(session, site, ColumnLevel.THEME, year.last),
        "sections": open_columns(session, site, ColumnLevel.SECTION, year.last),
    }
    of_columns, of_visits = col(SiteColumn.channel_id), col(TrafficDay.channel_id)
    visits = _visits(session, site, year.last)
    return {
        **{
            key: of_the_portal(session, year, "column", found, of_columns, site)
            for key, found in columns.items()
        },
        "monthly_updates_average": None if average is None else round(average),
        "total_visits": of_the_portal(session, year, "traffic", visits, of_visits, site),
        "relaunched_in": f"{relaunch:%Y-%m}" if relaunch else None,
        "daily_new_unique_visitors_gain": _gain(session, site, relaunch, year.last),
        f"updates_growth_over_{year.first.year - 1}_percent": growth(average, average_before),
        "mlps_level": session.connection().scalar(
            select(col(Channel.mlps_level)).where(col(Channel.id) == site)
        ),
    }


def of_the_portal(
    session: Session, year: Year, key: str, found: int, sites: Mapped[int], site: int | None
) -> int | None:
    """What was counted of the portal, as `of_chapter` gives it; None as well where the chapter has rows
    of other sites only, `sites` its column of them."""
    if not found and not _any(session, sites, sites == site) and _any(session, sites, sites > 0):
        return None
    return of_chapter(session, year, key, found)


def _any(session: Session, sites: Mapped[int], of: ColumnElement[bool]) -> bool:
    """Whether there is such a row: the first that the index of sites leads to."""
    return session.connection().scalar(select(sites).where(of).limit(1)) is not None


def portal_id(session: Session) -> int | None:
    """The portal: the website of category `portal` that has been in the registry longest."""
    return session.connection().scalar(
        select(func.min(col(Channel.id))).where(of_medium("website"), col(Channel.category) == PORTAL)
    )


def open_columns(session: Session, site: int | None, level: ColumnLevel, day: date) -> int:
    """Columns of one level that are opened and not retired at the end of `day`."""
    return count(session, SiteColumn, *open_at(site, level, day))


def open_at(
    site: int | None, level: ColumnLevel | tuple[ColumnLevel, ...], day: date
) -> list[ColumnElement[bool]]:
    """The conditions of `open_columns`."""
    retired = col(SiteColumn.retired_on)
    return [
        col(SiteColumn.channel_id) == site,
        col(SiteColumn.level).in_(level if isinstance(level, tuple) else (level,)),
        col(SiteColumn.opened_on) <= day,
        retired.is_(None) | (retired > day),
    ]


def first_level_before(site: int | None, relaunch: date | None, as_of: date) -> list[ColumnElement[bool]]:
    """The columns at the top of the portal on the day before its relaunch, under either name: whoever brings
    in a list calls the old ones first-level columns as well. Without a relaunch those of the old name."""
    if relaunch is None:
        return open_at(site, ColumnLevel.LEVEL1, as_of)
    either = (ColumnLevel.LEVEL1, ColumnLevel.MAIN)
    return open_at(site, either, relaunch - timedelta(days=1))


def relaunched_on(session: Session, site: int | None, as_of: date) -> date | None:
    """The last relaunch up to the day (改版上线)."""
    return session.connection().scalar(
        select(func.max(ChannelEvent.day)).where(
            col(ChannelEvent.channel_id) == site,
            col(ChannelEvent.kind) == EventKind.RELAUNCHED,
            col(ChannelEvent.day) <= as_of,
        )
    )


def _updates(session: Session, site: int | None, year: Year) -> float | None:
    """Items published a month, over the months of the year that have figures."""
    months, items = (
        session.connection()
        .execute(
            select(func.count(func.distinct(ColumnMonth.month)), func.sum(ColumnMonth.published))
            .join(SiteColumn, col(SiteColumn.id) == col(ColumnMonth.column_id))
            .where(col(SiteColumn.channel_id) == site, year.holds(ColumnMonth.month))
        )
        .one()
    )
    return items / months if months else None


def _visits(session: Session, site: int | None, as_of: date) -> int:
    """All visits since counting began."""
    visits = select(func.sum(TrafficDay.visits)).where(col(TrafficDay.channel_id) == site)
    return number(session, visits.where(over_by(TrafficDay.day, TrafficDay.span, as_of)))


def _gain(session: Session, site: int | None, relaunch: date | None, as_of: date) -> int | None:
    """New unique visitors a day: the mean since the relaunch less the mean of all days before it. A month
    that is kept as a whole counts with its days; that of the relaunch on neither side."""
    if relaunch is None:
        return None
    day, fresh = col(TrafficDay.day), col(TrafficDay.new_visitors)
    mine = [col(TrafficDay.channel_id) == site, fresh.is_not(None)]
    query = select(day, col(TrafficDay.span), fresh).where(*mine)
    known = query.where(over_by(TrafficDay.day, TrafficDay.span, as_of))
    after, before = [0, 0], [0, 0]
    for first, span, new in session.connection().execute(known):
        last = last_of(first) if span == TrafficSpan.MONTH else first
        side = after if first >= relaunch else before if last < relaunch else [0, 0]
        side[0] += new or 0
        side[1] += (last - first).days + 1
    return round(after[0] / after[1] - before[0] / before[1]) if after[1] and before[1] else None
