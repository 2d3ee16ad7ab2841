"""Extensions: staff ask for a later day with a reason, a supervisor decides. The first day always stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from core.access import Actor, Role, require
from core.common import clock
from core.common.errors import DomainError
from core.common.notes import note_of, reason_of
from core.issues.deadlines import working_days_after
from core.issues.filters import title_of
from core.issues.store import Moved, each, set_issue
from core.issues.transitions import REPORTABLE
from core.rules.rectification import rectification_rules
from db.engine import changed, reading
from db.models import Channel, ExtensionState, Issue, IssueExtension, IssueState, Unit


@dataclass(frozen=True, slots=True)
class ExtensionRequest:
    """One extension as lists show it."""

    id: int
    issue_id: int
    number: str
    written_title: str
    check: str | None
    channel: str | None
    unit: str
    state: ExtensionState
    first_due_on: date
    due_before: date
    due_asked: date
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision: str

    @property
    def title(self) -> str:
        return title_of(self.check, self.written_title)


def latest_day() -> date:
    """The last day that may be asked for today."""
    return working_days_after(clock.today(), rectification_rules().extension.most_working_days)


def ask(ids: Sequence[int], *, until: date, reason: str, actor: Actor) -> Moved:
    """Ask that issues still to be rectified may take until a later day. Staff and above."""
    require(actor, Role.STAFF)
    why = reason_of(reason)
    if not clock.today() < until <= latest_day():
        raise DomainError("extension_day", latest=latest_day().isoformat())

    def move(session: Session, issue: Issue) -> None:
        if until <= issue.due_on:
            raise DomainError("extension_not_later", number=issue.number, due=issue.due_on.isoformat())
        # Moving the version on holds the row, so that two requests cannot be written side by side.
        set_issue(session, issue, actor, "ask-extension", REPORTABLE, {}, why)
        _none_before(session, issue)
        session.add(
            IssueExtension(
                issue_id=issue.id, due_before=issue.due_on, due_asked=until, reason=why,
                asked_by=actor.name, asked_at=clock.now(),
            )
        )  # fmt: skip

    return each(ids, actor, move)


def approve(ids: Sequence[int], *, words: str = "", actor: Actor) -> Moved:
    """Grant what was asked for: the day moves, the first day stays. Supervisors only."""
    require(actor, Role.SUPERVISOR)
    said = note_of(words)

    def move(session: Session, issue: Issue) -> None:
        request = _asked(session, issue)
        set_issue(session, issue, actor, "extend", REPORTABLE, {"due_on": request.due_asked}, request.reason)
        _decide(session, request, issue, ExtensionState.APPROVED, said, actor)

    return each(ids, actor, move)


def refuse(ids: Sequence[int], *, reason: str, actor: Actor) -> Moved:
    """Turn down what was asked for: the day stays. Supervisors only."""
    require(actor, Role.SUPERVISOR)
    return _end(ids, "refuse-extension", ExtensionState.REFUSED, reason_of(reason), actor)


def withdraw(ids: Sequence[int], *, actor: Actor) -> Moved:
    """Take the request back while nobody has decided."""
    require(actor, Role.STAFF)
    return _end(ids, "withdraw-extension", ExtensionState.WITHDRAWN, "", actor)


def undecided(*, unit_id: int | None = None) -> tuple[ExtensionRequest, ...]:
    """The requests that wait for a supervisor and still matter, the oldest first."""
    return _requests(
        col(IssueExtension.state) == ExtensionState.ASKED,
        col(Issue.state).in_(REPORTABLE),
        *([] if unit_id is None else [col(Issue.unit_id) == unit_id]),
    )


def of_issue(issue_id: int) -> tuple[ExtensionRequest, ...]:
    """Every request of one issue, the oldest first."""
    return _requests(col(IssueExtension.issue_id) == issue_id)


def _end(ids: Sequence[int], action: str, state: ExtensionState, words: str, actor: Actor) -> Moved:
    def move(session: Session, issue: Issue) -> None:
        request = _asked(session, issue)
        set_issue(session, issue, actor, action, tuple(IssueState), {}, words)
        _decide(session, request, issue, state, words, actor)

    return each(ids, actor, move)


def _asked(session: Session, issue: Issue) -> IssueExtension:
    request: IssueExtension | None = session.execute(
        select(IssueExtension).where(
            col(IssueExtension.issue_id) == issue.id, col(IssueExtension.state) == ExtensionState.ASKED
        )
    ).scalar_one_or_none()
    if request is None:
        raise DomainError("extension_none", number=issue.number)
    session.expunge(request)
    return request


def _decide(
    session: Session, request: IssueExtension, issue: Issue, state: ExtensionState, words: str, actor: Actor
) -> None:
    same = update(IssueExtension).where(
        col(IssueExtension.id) == request.id, col(IssueExtension.state) == ExtensionState.ASKED
    )
    values = {"state": state, "decided_by": actor.name, "decided_at": clock.now(), "decision": words}
    if not changed(session, same.values(**values)):
        raise DomainError("extension_none", number=issue.number)


def _none_before(session: Session, issue: Issue) -> None:
    counts: dict[ExtensionState, int] = {
        row[0]: row[1]
        for row in session.execute(
            select(col(IssueExtension.state), func.count())
            .where(col(IssueExtension.issue_id) == issue.id)
            .group_by(col(IssueExtension.state))
        )
    }
    if counts.get(ExtensionState.ASKED):
        raise DomainError("extension_asked", number=issue.number)
    most = rectification_rules().extension.most_times
    if counts.get(ExtensionState.APPROVED, 0) >= most:
        raise DomainError("extension_spent", number=issue.number, limit=most)


def _requests(*which: object) -> tuple[ExtensionRequest, ...]:
    extension = IssueExtension
    query = (
        select(
            col(extension.id), col(Issue.id), col(Issue.number), col(Issue.title), col(Issue.check),
            col(Channel.name), col(Unit.name), col(extension.state), col(Issue.first_due_on),
            col(extension.due_before), col(extension.due_asked), col(extension.reason),
            col(extension.asked_by), col(extension.asked_at), col(extension.decided_by),
            col(extension.decided_at), col(extension.decision),
        )
        .join(Issue, col(Issue.id) == col(extension.issue_id))
        .join(Unit, col(Unit.id) == col(Issue.unit_id))
        .outerjoin(Channel, col(Channel.id) == col(Issue.channel_id))
        .where(*which)  # type: ignore[arg-type]
        .order_by(col(extension.id))
    )  # fmt: skip
    with reading() as session:
        return tuple(ExtensionRequest(*row) for row in session.execute(query).all())
