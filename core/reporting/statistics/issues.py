"""Issues that wait, how many of a period were rectified, and the trend by month."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import col

from core.common import clock
from core.common.sheet import Slice
from core.issues import day_counts
from core.issues.deadlines import working_days_after
from core.registry.slices import Share, sliced
from core.rules import rule_set
from db.engine import reading
from db.models import UNSETTLED, Channel, Issue, IssueState, Severity, Unit

Which = Literal["open", "overdue", "nearly_due"]


@dataclass(frozen=True, slots=True)
class OpenIssues:
    """Unsettled issues; `overdue` and `nearly_due` (within the rule set's working days) are parts of them."""

    open: int
    overdue: int
    nearly_due: int


@dataclass(frozen=True, slots=True)
class Month:
    """Issues found and issues verified as rectified in the month that begins on `first`; `running`: it is
    not over on the last day counted."""

    first: date
    found: int
    rectified: int
    running: bool = False


@dataclass(frozen=True, slots=True)
class IssueRow:
    """`title` is empty for an automatic issue: it is made from `check` in the reader's language."""

    id: int
    number: str
    channel_id: int | None
    channel: str | None
    unit: str
    severity: Severity
    check: str | None
    title: str
    state: IssueState
    opened_on: date
    due_on: date
    verified_on: date | None


def open_issues() -> OpenIssues:
    """How many issues wait, as of today in Shanghai."""
    with reading() as session:
        counts = session.execute(
            select(
                *(func.count().filter(_which(which)) for which in ("open", "overdue", "nearly_due"))
            ).where(_which("open"))
        ).one()
    return OpenIssues(*counts)


def open_rows(which: Which = "open", *, limit: int = 25, offset: int = 0) -> Slice[IssueRow]:
    """The issues behind `open_issues`, the first due first."""
    return _rows(_issues().where(_which(which)).order_by(col(Issue.due_on), col(Issue.id)), limit, offset)


def rectification(first: date, last: date) -> Share:
    """Verified issues, of all that were found from `first` to `last` and not dismissed as false alarms."""
    with reading() as session:
        part, whole = (day_counts.total(session, what, first, last) for what in ("mended", "counted"))
    return Share(part=part, whole=whole)


def rectification_rows(first: date, last: date, *, limit: int = 25, offset: int = 0) -> Slice[IssueRow]:
    """The issues behind `rectification`: those not yet verified first, then the newest first."""
    query = _issues().where(_counted(first, last))
    order = (col(Issue.state) == IssueState.VERIFIED, col(Issue.opened_on).desc(), col(Issue.id).desc())
    return _rows(query.order_by(*order), limit, offset)


def trend(months: int = 13, *, until: date | None = None) -> tuple[Month, ...]:
    """Issues found and rectified in each of the last `months` months, the current one included."""
    last = until or clock.today()
    firsts = _months(months, last)
    found, rectified = (_by_month(what, firsts[0], last) for what in ("found", "verified"))
    running = last.month == (last + timedelta(days=1)).month
    return tuple(
        Month(
            first,
            found.get((first.year, first.month), 0),
            rectified.get((first.year, first.month), 0),
            running=running and first == firsts[-1],
        )
        for first in firsts
    )


def trend_rows(
    months: int = 13, *, until: date | None = None, limit: int = 25, offset: int = 0
) -> Slice[IssueRow]:
    """The issues behind `trend`: found or verified within its months, the newest first."""
    last = until or clock.today()
    first = _months(months, last)[0]
    wanted = col(Issue.opened_on).between(first, last) | col(Issue.verified_on).between(first, last)
    return _rows(
        _issues().where(wanted).order_by(col(Issue.opened_on).desc(), col(Issue.id).desc()), limit, offset
    )


def _which(which: Which | str) -> ColumnElement[bool]:
    unsettled = col(Issue.state).in_(UNSETTLED)
    today = clock.today()
    if which == "overdue":
        return unsettled & (col(Issue.due_on) < today)
    if which == "nearly_due":
        soon = working_days_after(today, rule_set().deadline.nearly_due)
        return unsettled & col(Issue.due_on).between(today, soon)
    return unsettled


def _counted(first: date, last: date) -> ColumnElement[bool]:
    return col(Issue.opened_on).between(first, last) & (col(Issue.state) != IssueState.DISMISSED)


def _months(count: int, last: date) -> list[date]:
    place = last.year * 12 + last.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(place - count + 1, place + 1)]


def _by_month(what: day_counts.What, first: date, last: date) -> Mapping[tuple[int, int], int]:
    months: Counter[tuple[int, int]] = Counter()
    with reading() as session:
        for on, count in day_counts.by_day(session, what, first, last).items():
            months[on.year, on.month] += count
    return months


def _issues() -> Select[*tuple[object, ...]]:
    return (
        select(
            col(Issue.id),
            col(Issue.number),
            col(Issue.channel_id),
            col(Channel.name),
            col(Unit.name),
            col(Issue.severity),
            col(Issue.check),
            col(Issue.title),
            col(Issue.state),
            col(Issue.opened_on),
            col(Issue.due_on),
            col(Issue.verified_on),
        )
        .select_from(Issue)
        .join(Unit, col(Unit.id) == col(Issue.unit_id))
        .outerjoin(Channel, col(Channel.id) == col(Issue.channel_id))
    )


def _rows(query: Select[*tuple[object, ...]], limit: int, offset: int) -> Slice[IssueRow]:
    with reading() as session:
        return sliced(session, query, IssueRow, limit, offset)
