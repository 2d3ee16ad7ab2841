"""Channels counted out of the counter that the database keeps (`db.aggregates.counters`), as of any day."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from sqlalchemy import Row, case, func, select
from sqlmodel import Session, col

from core.registry.kinds import Medium, keys_of
from db.models import Channel, ChannelCounter, ChannelEvent

By = Literal["kind", "level", "registered", "observed", "worst", "has_url", "has_account"]
Counts = Mapping[tuple[Any, ...], int]


def channels(session: Session, *by: By, medium: Medium | None = None) -> Counts:
    """Every channel ever entered, of one medium or of all, by the values of `by`."""
    return {tuple(row[:-1]): row[-1] for row in _kept(session, by, medium, running=False)}


def running(session: Session, day: date, *by: By, medium: Medium | None = None) -> Counts:
    """The channels running at the end of `day`, by the values that `by` have today.

    The counter knows those of today; the few with an event after `day` are moved to where they were then."""
    counts: Counter[tuple[Any, ...]] = Counter()
    for row in _kept(session, by, medium, running=True):
        counts[tuple(row[:-1])] += row[-1]
    for row in _moved_since(session, day, by, medium):
        counts[tuple(row[:-1])] += row[-1]
    return +counts


def _kept(session: Session, by: tuple[By, ...], medium: Medium | None, *, running: bool) -> list[Row[Any]]:
    columns = [col(getattr(ChannelCounter, name)) for name in by]
    query = (
        select(*columns, func.sum(ChannelCounter.n)).group_by(*columns).having(func.sum(ChannelCounter.n) > 0)
    )
    if medium:
        query = query.where(col(ChannelCounter.kind).in_(keys_of(medium)))
    return list(session.execute(query.where(col(ChannelCounter.running)) if running else query).all())


def _moved_since(session: Session, day: date, by: tuple[By, ...], medium: Medium | None) -> list[Row[Any]]:
    """(values of `by`, by how many more ran at the end of `day` than run now)."""
    events = select(col(ChannelEvent.channel_id)).where(col(ChannelEvent.day) > day)
    if session.execute(events.limit(1)).first() is None:
        return []
    later = (
        events.add_columns(func.sum(ChannelEvent.delta).label("delta"))
        .group_by(col(ChannelEvent.channel_id))
        .subquery()
    )
    values = {"has_url": col(Channel.url) != "", "has_account": col(Channel.account) != ""}
    columns = [(values[name] if name in values else col(getattr(Channel, name))).label(name) for name in by]
    ran, runs = col(Channel.balance) - later.c.delta > 0, col(Channel.balance) > 0
    query = (
        select(*columns, func.coalesce(func.sum(case((ran & ~runs, 1), (runs & ~ran, -1), else_=0)), 0))
        .select_from(later)
        .join(Channel, col(Channel.id) == later.c.channel_id)
        .group_by(*by)
    )
    if medium:
        query = query.where(col(Channel.kind).in_(keys_of(medium)))
    return list(session.execute(query).all())
