"""The right to write results: one row, taken and kept by compare-and-set.

`fence` grows whenever the owner changes; a batch of results is written only under the fence it was
worked under, so a checker that slept past its lease writes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.common import clock
from db.engine import changed, is_postgresql, reading, writing
from db.models import Lease

NAME = "checker"


class LeaseLost(RuntimeError):
    """Another checker took over; what this one holds must not be written."""


@dataclass(frozen=True, slots=True)
class LeaseToken:
    owner: str
    fence: int


@dataclass(frozen=True, slots=True)
class LeaseView:
    owner: str
    fence: int
    taken_at: datetime
    heartbeat_at: datetime
    expires_at: datetime


def take(owner: str, *, seconds: float) -> LeaseToken | None:
    """Take the lease if nobody holds it. None when somebody does."""
    try:
        with writing() as session:
            return _take(session, owner, seconds)
    except IntegrityError:  # two first takers at once: the other one won
        return None


def renew(token: LeaseToken, *, seconds: float) -> bool:
    """Prolong the lease; False when it is no longer ours."""
    with writing() as session:
        at = _now(session)
        return _touch(session, token, heartbeat_at=at, expires_at=at + timedelta(seconds=seconds))


def release(token: LeaseToken) -> None:
    """Let the next checker begin at once."""
    with writing() as session:
        _touch(session, token, expires_at=_now(session))


def insist(session: Session, token: LeaseToken) -> None:
    """Make the transaction under way depend on the lease. Raises `LeaseLost`."""
    if not _touch(session, token, heartbeat_at=_now(session)):
        raise LeaseLost(f"lease {token.fence} of {token.owner} was taken over")


def holder() -> LeaseView | None:
    """Who holds a live lease; None when nobody does."""
    view = last_holder()
    with reading() as session:
        return view if view and view.expires_at > _now(session) else None


def last_holder() -> LeaseView | None:
    """Who has or had the lease last."""
    with reading() as session:
        lease = session.get(Lease, NAME)
        if lease is None:
            return None
        return LeaseView(lease.owner, lease.fence, lease.taken_at, lease.heartbeat_at, lease.expires_at)


def _take(session: Session, owner: str, seconds: float) -> LeaseToken | None:
    at = _now(session)
    until = at + timedelta(seconds=seconds)
    lease = session.get(Lease, NAME)
    if lease is None:
        session.add(Lease(name=NAME, owner=owner, fence=1, taken_at=at, heartbeat_at=at, expires_at=until))
        session.flush()
        return LeaseToken(owner, 1)
    fence = lease.fence + 1
    won = changed(
        session,
        update(Lease)
        .where(col(Lease.fence) == lease.fence, or_(col(Lease.expires_at) <= at, col(Lease.owner) == owner))
        .values(owner=owner, fence=fence, taken_at=at, heartbeat_at=at, expires_at=until),
    )
    return LeaseToken(owner, fence) if won else None


def _touch(session: Session, token: LeaseToken, **values: datetime) -> bool:
    mine = update(Lease).where(col(Lease.owner) == token.owner, col(Lease.fence) == token.fence)
    return bool(changed(session, mine.values(**values)))


def _now(session: Session) -> datetime:
    """The database's clock where several machines share one, ours otherwise."""
    if is_postgresql(session):
        stamp: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
        return stamp
    return clock.now()
