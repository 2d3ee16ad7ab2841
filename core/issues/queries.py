"""Issues as lists show them: filtered, counted, page by page; and everything known of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlmodel import Session, col

from core.access.branch import visible_units
from core.access.trail_names import in_names
from core.common import clock
from core.common.sheet import Slice
from core.common.subtree import with_those_above
from core.issues import day_counts
from core.issues.filters import Filter, condition, soon_until, title_of, verified_this_month
from db.engine import reading
from db.models import (
    UNSETTLED,
    AuditEntry,
    Channel,
    CurrentState,
    Finding,
    Issue,
    IssueSource,
    IssueState,
    Severity,
    Unit,
)
from db.ordering import Settled, written_out

Lateness = Literal["overdue", "soon", "none"]
Sort = Literal["due", "newest", "number"]
SORTS: tuple[Sort, ...] = ("due", "newest", "number")
WAITING = (IssueState.REPORTED, IssueState.VERIFYING)
EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Listed:
    """One issue in a list. `soon_until`: the last due day that is nearly due."""

    soon_until: date
    id: int
    number: str
    written_title: str
    check: str | None
    channel_id: int | None
    channel: str | None
    unit: str
    source: IssueSource
    severity: Severity
    state: IssueState
    opened_on: date
    first_due_on: date
    due_on: date
    verified_on: date | None
    times_returned: int
    finding_id: int | None

    @property
    def title(self) -> str:
        """What is wrong, in the reader's language for an automatic issue."""
        return title_of(self.check, self.written_title)

    @property
    def is_automatic(self) -> bool:
        """Whether the checker, not a person, verifies it."""
        return self.finding_id is not None

    @property
    def lateness(self) -> Lateness:
        """Overdue, or due within the rule set's few working days; only while unsettled."""
        if self.state not in UNSETTLED:
            return "none"
        today = clock.today()
        return "overdue" if self.due_on < today else "soon" if self.due_on <= self.soon_until else "none"


@dataclass(frozen=True, slots=True)
class Counts:
    """`open`: everything unsettled; `overdue`, `soon`, `waiting` (reported or being verified) and
    `returned` are parts of it. `verified`: verified since the first of this month."""

    open: int
    overdue: int
    soon: int
    waiting: int
    returned: int
    verified: int


@dataclass(frozen=True, slots=True)
class Happening:
    """One audit row of an issue; `changes` is {field: [old, new]}."""

    at: datetime
    actor: str
    role: str
    action: str
    changes: dict[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything known of one issue. `checker_*`: what its check says of the channel now."""

    issue: Issue
    listed: Listed
    finding: Finding | None
    checker_outcome: str | None
    checker_failure: str | None
    checker_at: datetime | None
    evidence: dict[str, Any]
    history: tuple[Happening, ...]


def listed(
    wanted: Filter, *, part: Filter = EVERYTHING, sort: Sort = "due", limit: int = 25, offset: int = 0
) -> Slice[Listed]:
    """The issues that match, from `offset` on, at most `limit`; and how many match in all. With `part`, one
    of `parts`, only those that both hold."""
    soon = soon_until()
    query = _joined().where(*condition(wanted, soon), *condition(part, soon))
    order = _order(sort)
    if wanted.states and set(wanted.states) <= set(UNSETTLED) and sort == "due":
        # Nothing new to the list, but to its index, which gives these in the order of their days.
        query, order = query.where(Settled() == written_out(0)), order[1:]
    with reading() as session:
        total = _total(session, wanted, part, soon)
        rows = session.execute(query.order_by(*order).limit(limit).offset(offset)).all() if total else []
    return Slice(rows=tuple(_listed(row, soon) for row in rows), total=total)


def count(wanted: Filter) -> int:
    """How many issues match."""
    with reading() as session:
        return _total(session, wanted, EVERYTHING, soon_until())


def any_issue() -> bool:
    """Whether there ever was an issue."""
    with reading() as session:
        return session.execute(select(col(Issue.id)).limit(1)).first() is not None


def _total(session: Session, wanted: Filter, part: Filter, soon: date) -> int:
    # The kept count is the district's: whoever sees the rows of one unit only has them counted.
    if wanted == part == EVERYTHING and visible_units() is None:
        return day_counts.total(session, "found")
    return int(session.execute(_counting(wanted, part, soon)).scalar_one())


def where(*conditions: ColumnElement[bool], limit: int = 25, offset: int = 0) -> Slice[Listed]:
    """The issues that fulfil conditions on `Issue`, the newest first: the rows behind another's figures."""
    query, soon = _joined().where(*conditions), soon_until()
    with reading() as session:
        total = session.execute(select(func.count()).select_from(Issue).where(*conditions)).scalar_one()
        rows = session.execute(query.order_by(*_order("newest")).limit(limit).offset(offset)).all()
    return Slice(rows=tuple(_listed(row, soon) for row in rows), total=total)


def parts() -> dict[str, Filter]:
    """What each figure of `Counts` counts, by its name: the one definition of each."""
    return {
        "open": Filter(states=UNSETTLED),
        "overdue": Filter(due="overdue"),
        "soon": Filter(due="soon"),
        "waiting": Filter(states=WAITING),
        "returned": Filter(states=(IssueState.RETURNED,)),
        "verified": verified_this_month(),
    }


def counts(wanted: Filter = EVERYTHING) -> Counts:
    """The figures at the head of the list, as of today in Shanghai, of the issues that `wanted` holds."""
    soon, of_each = soon_until(), parts()
    verified = of_each.pop("verified")
    counted = [func.count().filter(*condition(part, soon)) for part in of_each.values()]
    with reading() as session:
        # Two statements, since what is settled is most of the table and each has an index of its own.
        unsettled = _counting(wanted, of_each["open"], soon).with_only_columns(
            *counted, maintain_column_froms=True
        )
        of_month = _counting(wanted, verified, soon)
        now = dict(zip(of_each, session.execute(unsettled).one(), strict=True))
        return Counts(**now, verified=session.execute(of_month).scalar_one())


def _counting(wanted: Filter, part: Filter, soon: date) -> Select[*tuple[Any, ...]]:
    """How many issues `wanted` and `part` both hold."""
    # Words are looked for in names as well.
    source = _joined() if wanted.words else select(Issue)
    count = source.with_only_columns(func.count(), maintain_column_froms=True)
    return count.where(*condition(wanted, soon), *condition(part, soon))


def states_of(ids: Sequence[int]) -> dict[str, int]:
    """How many of the given issues are in each state."""
    with reading() as session:
        rows = session.execute(
            select(col(Issue.state), func.count()).where(col(Issue.id).in_(ids)).group_by(col(Issue.state))
        ).all()
    return {state.value: number for state, number in rows}


def units() -> dict[int, str]:
    """The units that have issues, themselves or through a unit below: id → name, by name."""
    return with_those_above(select(col(Issue.unit_id)).distinct())


def detail(issue_id: int) -> Detail | None:
    """Everything known of one issue; None when there is no such issue."""
    with reading() as session:
        row = session.execute(_joined().where(col(Issue.id) == issue_id)).one_or_none()
        issue = session.get(Issue, issue_id)
        if row is None or issue is None:
            return None
        finding = session.get(Finding, issue.finding_id) if issue.finding_id else None
        state = session.get(CurrentState, (issue.channel_id, issue.check)) if finding else None
        return Detail(
            issue=issue,
            listed=_listed(row, soon_until()),
            finding=finding,
            checker_outcome=state.outcome if state else None,
            checker_failure=state.failure if state else None,
            checker_at=state.at if state else None,
            evidence=dict((finding.evidence if finding else None) or {}),
            history=_history(session, issue_id),
        )


def _listed(row: Row[*tuple[Any, ...]], soon: date) -> Listed:
    return Listed(soon, *row)


def _history(session: Session, issue_id: int) -> tuple[Happening, ...]:
    rows = (
        session.execute(
            select(AuditEntry)
            .where(col(AuditEntry.noun) == "issue", col(AuditEntry.noun_id) == issue_id)
            .order_by(col(AuditEntry.id))
        )
        .scalars()
        .all()
    )
    named = in_names(session, [row.changes for row in rows])
    return tuple(
        Happening(row.at, row.actor, row.role, row.action, changes, row.reason)
        for row, changes in zip(rows, named, strict=True)
    )


def _joined() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Issue.id),
            col(Issue.number),
            col(Issue.title),
            col(Issue.check),
            col(Issue.channel_id),
            col(Channel.name),
            col(Unit.name),
            col(Issue.source),
            col(Issue.severity),
            col(Issue.state),
            col(Issue.opened_on),
            col(Issue.first_due_on),
            col(Issue.due_on),
            col(Issue.verified_on),
            col(Issue.times_returned),
            col(Issue.finding_id),
        )
        .select_from(Issue)
        # Every issue has a unit; joined like this, the units are looked up in the order of the issues.
        .outerjoin(Unit, col(Unit.id) == col(Issue.unit_id))
        .outerjoin(Channel, col(Channel.id) == col(Issue.channel_id))
    )


def _order(sort: Sort) -> list[Any]:
    if sort == "due":
        # What still has to be done comes first, the first due at the head.
        return [Settled(), col(Issue.due_on), col(Issue.id)]
    if sort == "newest":
        return [col(Issue.opened_on).desc(), col(Issue.id).desc()]
    return [col(Issue.number).desc()]
