"""The audit trail of a sample of the story's decisions."""

from datetime import datetime
from typing import Any

from db.demo.story import Story, words
from db.models import AuditEntry


def decided(
    story: Story,
    at: datetime,
    action: str,
    noun: str,
    noun_id: int,
    changes: dict[str, list[Any]],
    reason: str = "",
) -> None:
    """Write that a fictional member of staff changed one record: {field: [old, new]}."""
    people = words()["people"]
    story.book.add(
        AuditEntry,
        at=at,
        actor=people[noun_id % len(people)],
        role="staff",
        action=action,
        noun=noun,
        noun_id=noun_id,
        changes=changes,
        reason=reason,
    )
