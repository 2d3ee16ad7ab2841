"""The trail of writes."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from core.access.actor import Actor
from core.common import clock
from db.models import AuditEntry


def record(
    session: Session,
    *,
    actor: Actor,
    action: str,
    noun: str,
    noun_id: int,
    changes: Mapping[str, tuple[Any, Any]],
    reason: str = "",
) -> None:
    """Add one audit row to the transaction under way; `changes` maps a field to (old, new)."""
    session.add(
        AuditEntry(
            at=clock.now(),
            actor=actor.name,
            role=actor.role.value,
            action=action,
            noun=noun,
            noun_id=noun_id,
            changes={field: [plain_value(old), plain_value(new)] for field, (old, new) in changes.items()},
            reason=reason,
            came_from=actor.came_from,
            account_id=actor.account_id,
        )
    )


def of_account(
    session: Session,
    actor: Actor,
    action: str,
    account_id: int,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    *,
    reason: str = "",
) -> None:
    """`record` for what happens to an account; never with a password or a token in `changes`."""
    record(
        session,
        actor=actor,
        action=action,
        noun="account",
        noun_id=account_id,
        changes=changes or {},
        reason=reason,
    )


def plain_value(value: Any) -> Any:
    """A value as the trail keeps it."""
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
