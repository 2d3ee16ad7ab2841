"""What every move of an issue shares: compare-and-set, the audit row, and the sentences of a refusal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from core import jobs
from core.access import Actor, reaches, record
from core.common.errors import DomainError
from core.common.text import t
from db.engine import changed, writing
from db.models import AuditEntry, Issue, IssueState


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move over several issues did: the ids it moved, and a sentence for each it could not."""

    done: tuple[int, ...] = ()
    refused: dict[int, str] = field(default_factory=dict)


def each(ids: Sequence[int], actor: Actor, move: Callable[[Session, Issue], None]) -> Moved:
    """Make `move` on every issue, one transaction each, so that one refusal does not undo the others."""

    def step(issue_id: int) -> None:
        with writing() as session:
            issue = session.get(Issue, issue_id)
            if issue is None:
                raise DomainError("unknown_issue", number=issue_id)
            _own(session, issue, actor)
            move(session, issue)

    done, refused = jobs.each(ids, step)
    return Moved(done, {issue_id: str(why) for issue_id, why in refused.items()})


def set_issue(
    session: Session,
    issue: Issue,
    actor: Actor,
    action: str,
    allowed: Sequence[IssueState],
    values: dict[str, Any],
    reason: str = "",
) -> None:
    """Change an issue that is still as it was read and in one of the `allowed` states; leave an audit row.

    Raises `DomainError` naming who was first and when."""
    before, version = issue.state, issue.version
    if before not in allowed:
        raise too_late(session, issue)
    old = {name: getattr(issue, name) for name in values}
    if issue in session:
        session.expunge(issue)
    same = update(Issue).where(
        col(Issue.id) == issue.id, col(Issue.state) == before, col(Issue.version) == version
    )
    if not changed(session, same.values(version=version + 1, **values)):
        raise too_late(session, issue)
    record(
        session, actor=actor, action=action, noun="issue", noun_id=issue.id,
        changes={name: (old[name], new) for name, new in values.items()}, reason=reason,
    )  # fmt: skip


def too_late(session: Session, issue: Issue) -> DomainError:
    """Somebody was first: say who, when, and where the issue stands; or only where, when no move of it
    was ever recorded."""
    last = session.execute(
        select(AuditEntry)
        .where(col(AuditEntry.noun) == "issue", col(AuditEntry.noun_id) == issue.id)
        .order_by(col(AuditEntry.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    now = session.execute(select(col(Issue.state)).where(col(Issue.id) == issue.id)).scalar_one()
    state = t(f"state.issue.{now}")
    if last is None:
        return DomainError("not_in_this_state", number=issue.number, state=state)
    when = last.at
    return DomainError("someone_first", number=issue.number, state=state, who=last.actor, when=when)


def _own(session: Session, issue: Issue, actor: Actor) -> None:
    """Staff of one unit touch only what is theirs or belongs to a unit below them."""
    if not reaches(session, issue.unit_id, actor):
        raise DomainError("other_unit", number=issue.number)
