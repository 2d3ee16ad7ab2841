"""Which channels a sweep has to visit now: what the database says is overdue, never a timetable's guess."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import col

from core.common import clock
from core.common.outcome import Outcome, Target
from core.monitoring import facts
from core.registry.kinds import WATCHED, Medium, keys_of
from db.engine import reading
from db.models import Channel, CurrentState


def overdue(check: str, *, every: timedelta) -> list[Target]:
    """Websites never checked, or last checked `every` or longer ago; the longest waiting first."""
    late = clock.now() - every
    query = (
        watched_websites()
        .outerjoin(
            CurrentState,
            and_(col(CurrentState.channel_id) == col(Channel.id), col(CurrentState.check) == check),
        )
        .where(waited_since(late))
        .order_by(col(CurrentState.at).is_not(None), col(CurrentState.at), col(Channel.id))
    )
    return _targets(query)


def waited_since(late: datetime) -> ColumnElement[bool]:
    """Condition on an outer-joined `CurrentState`: no visit, none since `late`, or one that a wrong clock put
    into the future, which would else be the last for as long as the clock was ahead."""
    at = col(CurrentState.at)
    return or_(at.is_(None), at <= late, at > clock.now() + clock.SKEW)


def overdue_any(checks: Collection[str], *, every: timedelta) -> list[Target]:
    """Websites for which any of `checks` was never made, or `every` or longer ago; the longest waiting first.

    For checks that are made together, out of one reading of the site."""
    late = clock.now() - every
    fresh = (
        select(col(CurrentState.channel_id), func.min(CurrentState.at).label("at"))
        .where(
            col(CurrentState.check).in_(checks),
            col(CurrentState.at) > late,
            col(CurrentState.at) <= clock.now() + clock.SKEW,
        )
        .group_by(col(CurrentState.channel_id))
        .having(func.count() == len(checks))
        .subquery()
    )
    query = (
        watched_websites()
        .outerjoin(fresh, fresh.c.channel_id == col(Channel.id))
        .where(fresh.c.channel_id.is_(None))
        .order_by(col(Channel.id))
    )
    return _targets(query)


def overdue_accounts(check: str, *, every: timedelta) -> list[Target]:
    """New-media accounts never checked, or last checked `every` or longer ago; the longest waiting first."""
    late = clock.now() - every
    query = (
        _accounts()
        .outerjoin(
            CurrentState,
            and_(col(CurrentState.channel_id) == col(Channel.id), col(CurrentState.check) == check),
        )
        .where(waited_since(late))
        .order_by(col(CurrentState.at).is_not(None), col(CurrentState.at), col(Channel.id))
    )
    return _targets(query)


def last_times(check: str) -> dict[int, float]:
    """Milliseconds the last visit to each channel took, where one was timed."""
    with reading() as session:
        rows = session.execute(
            select(col(CurrentState.channel_id), col(CurrentState.total_ms)).where(
                col(CurrentState.check) == check, col(CurrentState.total_ms).is_not(None)
            )
        ).all()
    return {channel_id: ms for channel_id, ms in rows if ms is not None}


def suspected(check: str) -> list[Target]:
    """Websites whose failed visit is to be looked at again now, unless a person holds them."""
    query = (
        watched_websites()
        .join(CurrentState, col(CurrentState.channel_id) == col(Channel.id))
        .where(
            col(CurrentState.check) == check,
            col(CurrentState.outcome) == Outcome.SUSPECT,
            col(CurrentState.confirm_at).is_not(None),
            or_(
                col(CurrentState.confirm_at) <= clock.now(),
                col(CurrentState.at) > clock.now() + clock.SKEW,
            ),
            col(CurrentState.on_hold).is_(False),
        )
    )
    return _targets(query)


def named(channel_ids: list[int], *, addressed: bool = True) -> list[Target]:
    """The given channels, whatever their state; only those that have an address where it is `addressed`."""
    if not channel_ids:
        return []
    query = select(Channel).where(col(Channel.id).in_(channel_ids))
    return _targets(query.where(col(Channel.url) != "") if addressed else query)


def watched_ids(medium: Medium = "website") -> set[int]:
    """The channels of one medium that the checker looks after."""
    with reading() as session:
        return set(session.execute(watched(medium)).scalars())


def watched(medium: Medium) -> Select[int]:
    """Their ids, as a query."""
    query = watched_websites() if medium == "website" else _accounts()
    return query.with_only_columns(col(Channel.id).label("id"))


def watched_websites() -> Select[Channel]:
    """The websites that the checker looks after, as a query to be narrowed."""
    return select(Channel).where(is_watched())


def is_watched() -> ColumnElement[bool]:
    """Condition on `Channel`: a website that the checker looks after."""
    return and_(
        col(Channel.kind).in_(keys_of("website")),
        col(Channel.registered).in_(WATCHED),
        col(Channel.url) != "",
    )


def _accounts() -> Select[Channel]:
    return select(Channel).where(
        col(Channel.kind).in_(keys_of("account")), col(Channel.registered).in_(WATCHED)
    )


def _targets(query: Select[Channel]) -> list[Target]:
    with reading() as session:
        channels = list(session.execute(query).scalars())
        return facts.targets(session, channels)
