"""Verifying the audit trail on behalf of a person, and when that was last done."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from core.access import trail
from core.access.actor import Actor, Role, require
from db import chain
from db.chain import ChainState
from db.engine import reading, writing
from db.models import AuditEntry

__all__ = ["ChainState", "LastVerified", "last_verified", "verified"]

NOUN, ACTION = "trail", "trail_verified"


@dataclass(frozen=True, slots=True)
class LastVerified:
    """When and by whom the trail was last verified: entries that were whole, breaks that were found."""

    at: datetime
    actor: str
    sealed: int
    breaks: int


def verified(*, actor: Actor) -> ChainState:
    """Seal what was written since, compute the whole chain anew, and record in the trail that this was done.
    For administrators and auditors."""
    require(actor, Role.AUDITOR)
    chain.seal_all()
    state = chain.verify()
    with writing() as session:
        trail.record(
            session,
            actor=actor,
            action=ACTION,
            noun=NOUN,
            noun_id=0,
            changes={"sealed": (None, state.sealed), "breaks": (None, len(state.breaks))},
        )
    return state


def noted_position(noted: str, *, actor: Actor) -> int | None:
    """How many entries were sealed when this digest was written down; None when no seal has it (any more).
    For administrators and auditors."""
    require(actor, Role.AUDITOR)
    return chain.position_of(noted)


def last_verified(*, actor: Actor) -> LastVerified | None:
    """When a person last verified the trail; None when nobody has. For administrators and auditors."""
    require(actor, Role.AUDITOR)
    with reading() as session:
        entry = session.exec(
            select(AuditEntry)
            .where(col(AuditEntry.noun) == NOUN, col(AuditEntry.action) == ACTION)
            .order_by(col(AuditEntry.id).desc())
            .limit(1)
        ).first()
    if entry is None:
        return None
    return LastVerified(entry.at, entry.actor, entry.changes["sealed"][1], entry.changes["breaks"][1])
