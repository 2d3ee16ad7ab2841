"""What was done with one report or message, out of its audit rows."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from core.intake.rules import Kind
from db.engine import reading
from db.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Happening:
    """One audit row; `changes` is {field: [old, new]}."""

    at: Any
    actor: str
    action: str
    changes: dict[str, Any]
    reason: str


def history(kind: Kind, row_id: int) -> tuple[Happening, ...]:
    """What was done with it, oldest first."""
    with reading() as session:
        rows = session.execute(
            select(AuditEntry)
            .where(col(AuditEntry.noun) == kind, col(AuditEntry.noun_id) == row_id)
            .order_by(col(AuditEntry.id))
        ).scalars()
        return tuple(Happening(row.at, row.actor, row.action, row.changes, row.reason) for row in rows)
