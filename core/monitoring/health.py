"""Whether what the dashboard shows can be trusted: the database, the checker's lease, the age of facts."""

from datetime import datetime
from typing import TypedDict

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from core import clock
from core.monitoring.due import watched_ids
from core.monitoring.lease import holder, last_holder
from core.settings import settings
from db.engine import reading
from db.models import CurrentState

AVAILABILITY = "availability"


class Health(TypedDict):
    """`status`: ok · late (facts older than they should be) · down (no checker, or no database).

    `checked_at`: the newest visit. `age_s`: seconds since. `late`: watched websites whose last visit is
    older than `late_after` intervals. `checker`: owner of the live lease."""

    status: str
    database: bool
    checker: str | None
    heartbeat_at: datetime | None
    checked_at: datetime | None
    age_s: float | None
    watched: int
    late: int


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
        )


def _health() -> Health:
    live, last = holder(), last_holder()
    watched = watched_ids()
    visited = _last_visits()
    now = clock.now()
    limit_s = settings().availability_every_s * settings().late_after
    late = sum(
        1 for channel_id in watched if _age(now, visited.get(channel_id), otherwise=limit_s + 1) > limit_s
    )
    checked_at = max(visited.values(), default=None)
    return Health(
        status="down" if live is None else "late" if late and _settled(now, live.taken_at, limit_s) else "ok",
        database=True,
        checker=live.owner if live else None,
        heartbeat_at=last.heartbeat_at if last else None,
        checked_at=checked_at,
        age_s=_age(now, checked_at, otherwise=0.0) if checked_at else None,
        watched=len(watched),
        late=late,
    )


def _settled(now: datetime, taken_at: datetime, limit_s: float) -> bool:
    """A checker that has just begun is given one limit's time to catch up before it is called late."""
    return (now - taken_at).total_seconds() > limit_s


def _last_visits() -> dict[int, datetime]:
    with reading() as session:
        rows = session.execute(
            select(col(CurrentState.channel_id), func.max(CurrentState.at))
            .where(col(CurrentState.check) == AVAILABILITY)
            .group_by(col(CurrentState.channel_id))
        ).all()
    return {channel_id: at for channel_id, at in rows}  # noqa: C416


def _age(now: datetime, at: datetime | None, *, otherwise: float) -> float:
    return (now - at).total_seconds() if at else otherwise
