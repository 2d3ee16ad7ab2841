"""Consolidation in the year: what the censuses found, what was closed and cancelled."""

from sqlalchemy import ColumnElement, Select, distinct, func, select
from sqlmodel import Session, col

from core.lifecycle.census_lists import SEEN
from core.reporting.figures.counting import Section, Year, count, number, of_chapter, of_medium
from db.models import LEAVING, Case, Census, CensusEntry, Channel, ChannelEvent


def consolidation(session: Session, year: Year) -> Section:
    """Found: distinct channels a census of the year saw. Closed, cancelled: channels that left in it."""
    counted = {
        "censuses": count(session, Census, year.holds(Census.day)),
        "websites_found": number(session, _found(year).where(of_medium("website"))),
        "media_accounts_found": number(session, _found(year).where(of_medium("account"))),
        "websites_closed": number(session, _left(year, of_medium("website"))),
        "media_accounts_cancelled": number(session, _left(year, of_medium("account"))),
        "of_which_batch_cancelled_same_platform_duplicates": number(
            session,
            _left(year, of_medium("account"))
            .join(Case, col(Case.id) == col(ChannelEvent.case_id))
            .where(col(Case.batch) != ""),
        ),
    }
    census = ("censuses", "websites_found", "media_accounts_found")
    return {
        key: of_chapter(session, year, "census" if key in census else "exit", found)
        for key, found in counted.items()
    }


def _found(year: Year) -> Select[int]:
    return (
        select(func.count(distinct(col(CensusEntry.channel_id))))
        .join(Census, col(Census.id) == col(CensusEntry.census_id))
        .join(Channel, col(Channel.id) == col(CensusEntry.channel_id))
        .where(year.holds(Census.day), col(CensusEntry.result).in_(SEEN))
    )


def _left(year: Year, which: ColumnElement[bool]) -> Select[int]:
    return (
        select(func.count(distinct(col(ChannelEvent.channel_id))))
        .select_from(ChannelEvent)
        .join(Channel, col(Channel.id) == col(ChannelEvent.channel_id))
        .where(which, col(ChannelEvent.kind).in_(LEAVING), year.holds(ChannelEvent.day))
    )
