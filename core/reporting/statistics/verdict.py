"""The pass rate: running websites with no unresolved veto, of those that could be judged."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlmodel import col

from core import clock
from core.monitoring.outcome import Outcome
from core.reporting.sheet import Slice
from core.reporting.statistics.base import Share, is_running, pairs, sliced
from core.reporting.statistics.websites import AVAILABILITY
from core.rules import rule_set
from db.engine import reading
from db.models import (
    UNSETTLED,
    Channel,
    CurrentState,
    Finding,
    FindingState,
    Issue,
    Severity,
    Unit,
)

Verdict = Literal["passed", "failed", "unjudged"]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Running websites by verdict. `unjudged` could not be visited, or were not yet."""

    passed: int
    failed: int
    unjudged: int

    @property
    def rate(self) -> Share:
        return Share(part=self.passed, whole=self.passed + self.failed)


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One website; `veto` is the check of its veto finding, empty for a veto that a person entered."""

    channel_id: int
    name: str
    unit: str
    verdict: Verdict
    veto: str | None


def verdicts() -> Verdicts:
    """How many running websites pass.

    A website fails while a veto check's finding is open, or an issue of veto severity that a person
    entered is unsettled. Among the others it is judged when its home page was visited and the visit was
    not refused (`blocked`). A dismissed finding (false alarm) fails nobody."""
    named = select(_verdict().label("verdict")).where(is_running(clock.today(), "website")).subquery()
    with reading() as session:
        counts = pairs(session, select(named.c.verdict, func.count()).group_by(named.c.verdict))
    return Verdicts(
        passed=counts.get("passed", 0), failed=counts.get("failed", 0), unjudged=counts.get("unjudged", 0)
    )


def verdict_rows(*, limit: int = 25, offset: int = 0) -> Slice[VerdictRow]:
    """The websites behind `verdicts`: those that fail first, then those that could not be judged."""
    first_veto = (
        select(func.min(Finding.check))
        .where(col(Finding.channel_id) == col(Channel.id), _open_veto())
        .scalar_subquery()
    )
    verdict = _verdict()
    order = case((verdict == "failed", 0), (verdict == "unjudged", 1), else_=2)
    query = (
        select(col(Channel.id), col(Channel.name), col(Unit.name), verdict, first_veto)
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(is_running(clock.today(), "website"))
        .order_by(order, col(Channel.id))
    )
    with reading() as session:
        return sliced(session, query, VerdictRow, limit, offset)


def _verdict() -> ColumnElement[str]:
    found = exists().where(col(Finding.channel_id) == col(Channel.id), _open_veto())
    entered = exists().where(
        col(Issue.channel_id) == col(Channel.id),
        col(Issue.finding_id).is_(None),
        col(Issue.severity) == Severity.VETO,
        col(Issue.state).in_(UNSETTLED),
    )
    visited = exists().where(
        col(CurrentState.channel_id) == col(Channel.id),
        col(CurrentState.check) == AVAILABILITY,
        col(CurrentState.outcome) != Outcome.BLOCKED,
    )
    return case((found | entered, "failed"), (visited, "passed"), else_="unjudged")


def _open_veto() -> ColumnElement[bool]:
    vetoes = [check for check, rule in rule_set().check.items() if rule.severity is Severity.VETO]
    return (col(Finding.state) == FindingState.OPEN) & col(Finding.check).in_(vetoes)
