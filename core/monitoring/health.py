"""Whether what the dashboard shows can be trusted: the database, the checker's lease, the age of facts."""

from datetime import datetime, timedelta
from typing import Any, TypedDict

from sqlalchemy import Select, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from core.common import clock
from core.common.settings import settings
from core.monitoring.due import is_watched
from core.monitoring.lease import standing
from core.registry import counts
from core.registry.kinds import WATCHED, keys_of
from db.engine import reading
from db.models import Channel, CurrentState, RegisteredState
from db.trouble import DatabaseTrouble, kind_of

AVAILABILITY = "availability"


class Health(TypedDict):
    """`status`: ok · late (facts older than they should be) · down (no checker, or no database).

    `checked_at`: the newest visit. `age_s`: seconds since. `late`: watched websites whose last visit is
    older than `late_after` intervals. `checker`: owner of the live lease. `ahead`: visits and heartbeat that
    a wrong clock stamped in the future; `status` is late while there are any."""

    status: str
    database: bool
    checker: str | None
    heartbeat_at: datetime | None
    checked_at: datetime | None
    age_s: float | None
    watched: int
    late: int
    ahead: int


def answers() -> bool:
    """Whether the database answers at all."""
    try:
        with reading() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        return kind_of(error) is not DatabaseTrouble.GONE
    return True


def health() -> Health:
    """Read all of it now; never raises: a database that does not answer is a status."""
    try:
        return _health()
    except SQLAlchemyError:
        return Health(
            status="down",
            database=False,
            checker=None,
            heartbeat_at=None,
            checked_at=None,
            age_s=None,
            watched=0,
            late=0,
            ahead=0,
        )


def _health() -> Health:
    now = clock.now()
    limit_s = settings().availability_every_s * settings().late_after
    with reading() as session:
        lease = standing(session)
        checked_at = _last_visit(session)
        watched, late = _watched(session, now - timedelta(seconds=limit_s))
        ahead = _ahead(session) + lease.ahead
    last, live = lease.last, lease.last if lease.live else None
    behind = ahead or (late and live is not None and _settled(now, live.taken_at, limit_s))
    return Health(
        status="down" if live is None else "late" if behind else "ok",
        database=True,
        checker=live.owner if live else None,
        heartbeat_at=last.heartbeat_at if last else None,
        checked_at=checked_at,
        age_s=(now - checked_at).total_seconds() if checked_at else None,
        watched=watched,
        late=late,
        ahead=ahead,
    )


def _settled(now: datetime, taken_at: datetime, limit_s: float) -> bool:
    """A checker that has just begun is given one limit's time to catch up before it is called late; one
    that began in the future began under a wrong clock."""
    return clock.is_ahead(taken_at) or (now - taken_at).total_seconds() > limit_s


def _ahead(session: Session) -> int:
    """How many latest visits are stamped in the future."""
    future = (col(CurrentState.check) == AVAILABILITY) & (col(CurrentState.at) > clock.now() + clock.SKEW)
    return int(session.execute(select(func.count()).select_from(CurrentState).where(future)).scalar_one())


def _last_visit(session: Session) -> datetime | None:
    return session.execute(
        select(col(CurrentState.at))
        .where(col(CurrentState.check) == AVAILABILITY, col(CurrentState.at) <= clock.now() + clock.SKEW)
        .order_by(col(CurrentState.at).desc())
        .limit(1)
    ).scalar_one_or_none()


def _watched(session: Session, since: datetime) -> tuple[int, int]:
    """How many websites are watched, and how many of them were not visited since then.

    Visits are counted from their index alone, and those to the few websites that nobody watches taken off: to
    look each website up would cost more than all else in the head of a page."""
    visited = (
        (col(CurrentState.check) == AVAILABILITY)
        & (col(CurrentState.at) >= since)
        & (col(CurrentState.at) <= clock.now() + clock.SKEW)
    )
    websites = counts.channels(session, "registered", "has_url", medium="website")
    watched = {
        has_url: sum(websites.get((state, has_url), 0) for state in WATCHED) for has_url in (True, False)
    }
    fresh = session.execute(select(func.count()).select_from(CurrentState).where(visited)).scalar_one()
    unwatched = col(CurrentState.channel_id).in_(_unwatched(without_address=watched[False] > 0))
    others = session.execute(
        select(func.count()).select_from(CurrentState).where(visited, unwatched)
    ).scalar_one()
    return watched[True], watched[True] - fresh + others


def _unwatched(*, without_address: bool) -> Select[*tuple[Any, ...]]:
    """The websites that nobody watches; those without an address are looked for only where there are any."""
    websites = select(col(Channel.id)).where(col(Channel.kind).in_(keys_of("website")))
    if without_address:
        return websites.where(~is_watched())
    return websites.where(col(Channel.registered).in_([one for one in RegisteredState if one not in WATCHED]))
