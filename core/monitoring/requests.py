"""Requests that a check be made now: written by pages and moves, picked up by the checker."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, update
from sqlmodel import Session, col

from core.access import Actor, Role, insist_on_channel, require
from core.common import clock
from core.common.outcome import Report
from core.monitoring.crawl_work import beside
from core.rules.rectification import rectification_rules
from db.engine import reading, writing
from db.models import CheckRequest


@dataclass(frozen=True, slots=True)
class PendingCheck:
    """`id`: of the oldest request for this channel and check."""

    channel_id: int
    check: str
    id: int = field(default=0, compare=False)


def ask(
    session: Session,
    *,
    channel_id: int,
    check: str,
    actor: Actor,
    issue_id: int | None = None,
    at: datetime | None = None,
) -> None:
    """Add a request to the transaction under way; one for a later instant (`at`) waits until then."""
    session.add(
        CheckRequest(
            channel_id=channel_id,
            check=check,
            issue_id=issue_id,
            requested_by=actor.name,
            requested_at=at or clock.now(),
        )
    )


def ask_now(channel_id: int, checks: Iterable[str], *, actor: Actor) -> None:
    """Ask for several checks of one channel, in a transaction of their own. Staff and above, and the
    checker itself. Raises `DomainError`."""
    if actor.role is not Role.CHECKER:
        require(actor, Role.STAFF)
    with writing() as session:
        insist_on_channel(session, channel_id, actor)
        for check in checks:
            ask(session, channel_id=channel_id, check=check, actor=actor)


def open_requests(limit: int = 200, *, after: Mapping[str, int] | None = None) -> list[PendingCheck]:
    """What is asked for and not done, each channel and check once, at most `limit`: the kinds of checks take
    turns, and within a kind the oldest comes first. `after`: by kind, the id up to which requests had their
    turn lately; they come after the others, so that those nobody can fulfil do not hide the rest.

    What a reading of the whole site answers is left to `core.monitoring.crawling`."""
    first = (
        select(col(CheckRequest.channel_id), col(CheckRequest.check), func.min(CheckRequest.id).label("id"))
        .where(
            col(CheckRequest.done_at).is_(None),
            is_due(clock.now()),
            col(CheckRequest.check).not_in(tuple(beside())),
        )
        .group_by(col(CheckRequest.channel_id), col(CheckRequest.check))
        .subquery()
    )
    had = [and_(first.c.check == kind, first.c.id <= last) for kind, last in (after or {}).items()]
    later = case((or_(false(), *had), 1), else_=0)
    turn = func.row_number().over(partition_by=first.c.check, order_by=(later, first.c.id))
    with reading() as session:
        rows = session.execute(
            select(first.c.channel_id, first.c.check, first.c.id).order_by(turn, first.c.id).limit(limit)
        ).all()
    return [PendingCheck(*row) for row in rows]


def is_due(at: datetime) -> ColumnElement[bool]:
    """Requests for an instant that has come. One further ahead than the second look at a mended fault, the
    longest that anything waits, was stamped by a clock that ran ahead, and is due now."""
    longest = timedelta(days=rectification_rules().again.after_days + 1)
    asked = col(CheckRequest.requested_at)
    return or_(asked <= at, asked > at + longest)


def fulfil(session: Session, report: Report) -> None:
    """Close every request for this channel and check that is older than `report`."""
    session.execute(
        update(CheckRequest)
        .where(
            col(CheckRequest.channel_id) == report.channel_id,
            col(CheckRequest.check) == report.check,
            col(CheckRequest.done_at).is_(None),
            is_due(report.at),
        )
        .values(done_at=clock.now(), outcome=report.outcome.value)
    )


def pending_for(channel_id: int) -> int:
    """How many requests for this channel are due and still open."""
    with reading() as session:
        return len(
            session.execute(
                select(col(CheckRequest.id)).where(
                    col(CheckRequest.channel_id) == channel_id,
                    col(CheckRequest.done_at).is_(None),
                    is_due(clock.now()),
                )
            ).all()
        )
