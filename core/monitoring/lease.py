"""The right to write results: one row, taken and kept by compare-and-set.

`fence` grows whenever the owner changes; a batch of results is written only under the fence it was
worked under, so a checker that slept past its lease writes nothing."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.common import clock
from core.common.settings import settings
from db.engine import changed, is_postgresql, reading, writing
from db.models import Lease

log = logging.getLogger(__name__)
NAME = "checker"
# What nobody would wait for; one that says it lasts longer was written wrongly.
LONGEST = timedelta(hours=1)


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
    """Take the lease if nobody holds it. None when somebody does.

    One that runs further ahead than a lease lasts was taken under a wrong clock and is nobody's."""
    try:
        with writing(first=True) as session:
            return _take(session, owner, seconds)
    except IntegrityError:  # two first takers at once: the other one won
        return None


def renew(token: LeaseToken, *, seconds: float) -> bool:
    """Prolong the lease; False when it is no longer ours."""
    with writing(first=True) as session:
        at = _now(session)
        return _touch(session, token, heartbeat_at=at, expires_at=at + timedelta(seconds=seconds))


def release(token: LeaseToken) -> None:
    """Let the next checker begin at once."""
    with writing() as session:
        _touch(session, token, expires_at=_now(session))


def insist(session: Session, token: LeaseToken) -> None:
    """Make the transaction under way depend on the lease. Raises `LeaseLost`."""
    # The heartbeat stays: from it to the expiry is how long the lease was taken for.
    if not _touch(session, token, owner=token.owner):
        raise LeaseLost(f"lease {token.fence} of {token.owner} was taken over")


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has or had the lease last, whether it is live, and whether its last heartbeat lies in the future:
    then the clock of its holder was wrong, or is."""

    last: LeaseView | None
    live: bool
    ahead: bool


def holder() -> LeaseView | None:
    """Who holds a live lease; None when nobody does."""
    with reading() as session:
        found = standing(session)
    return found.last if found.live else None


def last_holder() -> LeaseView | None:
    """Who has or had the lease last."""
    with reading() as session:
        return _view(session)


def standing(session: Session) -> Standing:
    """How it stands, by one look: the head of every page asks."""
    view = _view(session)
    if view is None:
        return Standing(None, live=False, ahead=False)
    at = _now(session)
    live = _is_live(view, at, settings().lease_s)
    return Standing(view, live=live, ahead=view.heartbeat_at > at + clock.SKEW)


def _view(session: Session) -> LeaseView | None:
    lease = session.get(Lease, NAME)
    if lease is None:
        return None
    return LeaseView(lease.owner, lease.fence, lease.taken_at, lease.heartbeat_at, lease.expires_at)


def _is_live(lease: Lease | LeaseView, at: datetime, seconds: float) -> bool:
    """Whether somebody holds it at `at`. It ends at most one lease length ahead, which is `seconds`, or what
    its holder took it for."""
    length = max(timedelta(seconds=seconds), min(lease.expires_at - lease.heartbeat_at, LONGEST))
    return timedelta(0) < lease.expires_at - at <= length


def _take(session: Session, owner: str, seconds: float) -> LeaseToken | None:
    # The clock is read once the row is: before that, one may wait for whoever takes it just now.
    lease = session.get(Lease, NAME)
    at = _now(session)
    until = at + timedelta(seconds=seconds)
    if lease is None:
        session.add(Lease(name=NAME, owner=owner, fence=1, taken_at=at, heartbeat_at=at, expires_at=until))
        session.flush()
        return LeaseToken(owner, 1)
    if lease.owner != owner and _is_live(lease, at, seconds):
        return None
    if lease.expires_at > at and lease.owner != owner:
        log.warning(
            "the lease of %s runs until %s, longer than any: its clock was wrong, it is taken over",
            lease.owner, lease.expires_at.isoformat(),
        )  # fmt: skip
    fence = lease.fence + 1
    # Whoever renewed it since it was read is alive.
    same = update(Lease).where(col(Lease.fence) == lease.fence, col(Lease.expires_at) == lease.expires_at)
    won = changed(
        session, same.values(owner=owner, fence=fence, taken_at=at, heartbeat_at=at, expires_at=until)
    )
    return LeaseToken(owner, fence) if won else None


def _touch(session: Session, token: LeaseToken, **values: datetime | str) -> bool:
    mine = update(Lease).where(col(Lease.owner) == token.owner, col(Lease.fence) == token.fence)
    return bool(changed(session, mine.values(**values)))


def _now(session: Session) -> datetime:
    """The database's clock where several machines share one, ours otherwise."""
    if is_postgresql(session):
        stamp: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
        return stamp
    return clock.now()
