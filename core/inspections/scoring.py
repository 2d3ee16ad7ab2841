"""A score that a person gives a channel of an inspection, with a reason, beside what the checklist gives.

The person's counts; both are kept and shown. Where a single indicator fails a channel there is no score."""

from dataclasses import dataclass
from datetime import datetime
from math import isfinite

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import DomainError
from core.common.notes import NOTE_LIMIT, note_of
from core.inspections.lines import rules_for
from core.inspections.making import locked
from db.engine import reading, writing
from db.models import Channel, Inspection, InspectionChannel

DIGITS = 2


@dataclass(frozen=True, slots=True)
class Given:
    """The score that a person gave a channel in an inspection. `machine`: what the checklist adds up to, None
    before the inspection is closed."""

    inspection: str
    score: float
    machine: float | None
    reason: str
    by: str
    at: datetime | None


def last_given(channel_id: int) -> Given | None:
    """The score that a person gave the channel in the latest inspection that has one."""
    query = (
        select(InspectionChannel, col(Inspection.name))
        .join(Inspection, col(Inspection.id) == col(InspectionChannel.inspection_id))
        .where(col(InspectionChannel.channel_id) == channel_id)
        .where(col(InspectionChannel.given_score).is_not(None))
        .order_by(col(Inspection.ended_on).desc(), col(InspectionChannel.given_at).desc())
        .limit(1)
    )
    with reading() as session:
        found = session.execute(query).first()
    if found is None:
        return None
    one, inspection = found
    return Given(inspection, one.given_score, one.machine_score, one.given_reason, one.given_by, one.given_at)


def give(row_id: int, score: float, *, reason: str, seen: float | None, actor: Actor) -> None:
    """Give one channel of an open inspection a score. Inspectors and above.

    `seen` is the score given before, as the person saw it. Raises `DomainError` for a score out of bounds,
    without a reason, or when somebody was first."""
    require(actor, Role.INSPECTOR)
    why = note_of(reason)
    if not why:
        raise DomainError("score_reason", limit=NOTE_LIMIT)
    with writing() as session:
        row = _row(session, row_id, seen)
        most = rules_for(session.get_one(Channel, row.channel_id)).maximum
        if not isfinite(score) or not 0 <= score <= most:
            raise DomainError("score_bounds", most=f"{most:g}")
        _set(session, row, round(score, DIGITS), why, actor, "score")


def take_back(row_id: int, *, reason: str, seen: float | None, actor: Actor) -> None:
    """Take a given score back: what the checklist adds up to counts again. Inspectors and above."""
    require(actor, Role.INSPECTOR)
    with writing() as session:
        row = _row(session, row_id, seen)
        if row.given_score is None:
            raise DomainError("score_none")
        _set(session, row, None, note_of(reason), actor, "score-back")


def _row(session: Session, row_id: int, seen: float | None) -> InspectionChannel:
    row = session.get(InspectionChannel, row_id)
    if row is None:
        raise DomainError("inspection_unknown", number=row_id)
    locked(session, row.inspection_id)
    session.refresh(row)
    if row.given_score != seen:
        raise DomainError("inspection_changed", who=row.given_by or "-", when=row.given_at or "-")
    return row


def _set(
    session: Session, row: InspectionChannel, score: float | None, reason: str, actor: Actor, action: str
) -> None:
    before = row.given_score
    row.given_score, row.given_reason = score, reason if score is not None else ""
    row.given_by, row.given_at = actor.name, clock.now()
    session.add(row)
    session.flush()
    record(
        session, actor=actor, action=action, noun="inspection_channel", noun_id=row.id,
        changes={"score": (before, score)}, reason=reason,
    )  # fmt: skip
