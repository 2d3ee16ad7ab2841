"""What a website's yearly form counts for itself. None where nothing was recorded."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.registry.slices import is_running
from core.reporting.figures.counting import Year, count, number
from core.reporting.figures.portal import open_at
from db.models import (
    Channel,
    CitizenMessage,
    ColumnLevel,
    ColumnMonth,
    ErrorReport,
    Issue,
    IssueSource,
    IssueState,
    SiteColumn,
    TrafficDay,
)

Count = Callable[[Session, int, Year], int | float | None]
SECURITY = (IssueSource.MLPS, IssueSource.VULNERABILITY)


def _visits(session: Session, site: int, year: Year) -> int | None:
    mine = [col(TrafficDay.channel_id) == site, year.holds(TrafficDay.day)]
    found: int | None = session.execute(select(func.sum(TrafficDay.visits)).where(*mine)).scalar()
    return found


def _published(session: Session, site: int, year: Year) -> int | None:
    query = select(func.sum(ColumnMonth.published)).join(
        SiteColumn, col(SiteColumn.id) == col(ColumnMonth.column_id)
    )
    mine = [col(SiteColumn.channel_id) == site, year.holds(ColumnMonth.month)]
    found: int | None = session.execute(query.where(*mine)).scalar()
    return found


def _themes(session: Session, site: int, year: Year) -> int:
    return count(session, SiteColumn, *open_at(site, ColumnLevel.THEME, year.last))


def _themes_new(session: Session, site: int, year: Year) -> int:
    mine = [col(SiteColumn.channel_id) == site, col(SiteColumn.level) == ColumnLevel.THEME]
    return count(session, SiteColumn, *mine, year.holds(SiteColumn.opened_on))


def _received(model: Any) -> Count:
    return lambda session, site, year: count(
        session, model, col(model.channel_id) == site, year.holds(model.received_on)
    )


def _closed(session: Session, site: int, year: Year) -> int:
    mine = [col(CitizenMessage.channel_id) == site, year.holds(CitizenMessage.received_on)]
    return count(session, CitizenMessage, *mine, year.reached(CitizenMessage.closed_on))


def _answer_days(session: Session, site: int, year: Year) -> float | None:
    """Days from receiving to answering, on average over those that were answered."""
    rows = session.execute(
        select(col(CitizenMessage.received_on), col(CitizenMessage.replied_on)).where(
            col(CitizenMessage.channel_id) == site,
            year.holds(CitizenMessage.received_on),
            year.reached(CitizenMessage.replied_on),
        )
    ).all()
    return (
        round(sum((replied - received).days for received, replied in rows) / len(rows), 1) if rows else None
    )


def _security(*, fixed: bool) -> Count:
    def found(session: Session, site: int, year: Year) -> int:
        mine = [col(Issue.channel_id) == site, col(Issue.source).in_(SECURITY)]
        if fixed:
            return count(session, Issue, *mine, year.holds(Issue.verified_on))
        return count(
            session, Issue, *mine, year.holds(Issue.opened_on), col(Issue.state) != IssueState.DISMISSED
        )

    return found


def _accounts(session: Session, site: int, year: Year) -> int:
    unit = select(col(Channel.unit_id)).where(col(Channel.id) == site).scalar_subquery()
    mine = select(func.count()).select_from(Channel).where(col(Channel.unit_id) == unit)
    return number(session, mine.where(is_running(year.last, "account")))


COUNTS: Mapping[str, Count] = MappingProxyType(
    {
        "visits": _visits,
        "published": _published,
        "themes": _themes,
        "themes_new": _themes_new,
        "messages": _received(CitizenMessage),
        "messages_closed": _closed,
        "answer_days": _answer_days,
        "errors": _received(ErrorReport),
        "security_found": _security(fixed=False),
        "security_fixed": _security(fixed=True),
        "accounts": _accounts,
    }
)
