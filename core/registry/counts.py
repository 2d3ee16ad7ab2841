"""Channels counted out of the tally that the database keeps (`db.tallies`), as of any day."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

from sqlalchemy import Row, func, select
from sqlmodel import Session, col

from core.registry.kinds import Medium, keys_of
from db.models import Channel, ChannelEvent, ChannelTally

By = Literal["kind", "level", "registered", "observed", "worst", "has_url", "has_account"]
Counts = Mapping[tuple[Any, ...], int]


def channels(session: Session, *by: By, medium: Medium | None = None) -> Counts:
    """Every channel ever entered, of one medium or of all, by the values of `by`."""
    return {tuple(row[:-1]): row[-1] for row in _kept(session, by, medium, running=False)}


def running(session: Session, day: date, *by: By, medium: Medium | None = None) -> Counts:
    """The channels running at the end of `day`, by the values that `by` have today.

    The tally knows those of today; the few with an event after `day` are moved to where they were then."""
    counts: Counter[tuple[Any, ...]] = Counter()
    for row in _kept(session, by, medium, running=True):
        counts[tuple(row[:-1])] += row[-1]
    later: dict[tuple[int, int, tuple[Any, ...]], int] = defaultdict(int)
    for channel_id, balance, delta, *key in _events_since(session, day, by, medium):
        later[channel_id, balance, tuple(key)] += delta
    for (_, balance, values), delta in later.items():
        counts[values] += (balance - delta > 0) - (balance > 0)
    return +counts


def _kept(session: Session, by: tuple[By, ...], medium: Medium | None, *, running: bool) -> list[Row[Any]]:
    columns = [col(getattr(ChannelTally, name)) for name in by]
    query = select(*columns, func.sum(ChannelTally.n)).group_by(*columns).having(func.sum(ChannelTally.n) > 0)
    if medium:
        query = query.where(col(ChannelTally.kind).in_(keys_of(medium)))
    return list(session.execute(query.where(col(ChannelTally.running)) if running else query).all())


def _events_since(
    session: Session, day: date, by: tuple[By, ...], medium: Medium | None
) -> Iterator[tuple[Any, ...]]:
    """(channel, its balance, delta, values of `by`) of each event after `day`. Not added up in SQL: SQLite
    would then walk every event in the order of channels."""
    values = {"has_url": col(Channel.url) != "", "has_account": col(Channel.account) != ""}
    columns = [values[name] if name in values else col(getattr(Channel, name)) for name in by]
    query = (
        select(col(Channel.id), col(Channel.balance), col(ChannelEvent.delta), *columns)
        .join(ChannelEvent, col(ChannelEvent.channel_id) == col(Channel.id))
        .where(col(ChannelEvent.day) > day)
    )
    if medium:
        query = query.where(col(Channel.kind).in_(keys_of(medium)))
    return map(tuple, session.execute(query))
