"""Which issues a list or a count is about, as a value and as SQL conditions."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, or_
from sqlmodel import col

from core.common import clock
from core.common.subtree import of_unit
from core.common.text import has, t
from core.issues.deadlines import working_days_after
from core.registry.level_and_category import channels_of
from core.rules import RuleSet, rule_set
from db.models import UNSETTLED, Channel, Issue, IssueState, Unit

Due = Literal["", "overdue", "soon", "in_time"]
DUES: tuple[Due, ...] = ("overdue", "soon", "in_time")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which issues are wanted; an empty value means all. `unit_id`: of that unit and all below it, with
    `own_only` of the unit alone. `verified_since` keeps those verified on that day or later. `level` and
    `category` are those of its channel. `words` are looked for in number, title (the reader's of a check),
    channel and unit."""

    states: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    severity: str = ""
    unit_id: int | None = None
    own_only: bool = False
    channel_id: int | None = None
    check: str = ""
    due: Due = ""
    verified_since: date | None = None
    notice_id: int | None = None
    level: str = ""
    category: str = ""
    words: str = ""


def title_of(check: str | None, written: str) -> str:
    """The title of an issue: the catalogue's for a check it knows, otherwise what a person wrote."""
    key = f"check.{check}.issue"
    return t(key) if check and has(key) else written or check or t("issue.untitled")


def soon_until(rules: RuleSet | None = None) -> date:
    """The last due day that counts as nearly due today."""
    return working_days_after(clock.today(), (rules or rule_set()).deadline.nearly_due)


def verified_this_month() -> Filter:
    """The issues verified since the first of this month."""
    return Filter(states=(IssueState.VERIFIED,), verified_since=clock.today().replace(day=1))


def condition(wanted: Filter, soon: date) -> list[ColumnElement[bool]]:
    """`wanted` as conditions on `Issue`, `Channel` and `Unit`; `soon` is the last day that is nearly due."""
    exact: list[tuple[Any, Any]] = [
        (Issue.severity, wanted.severity),
        (Issue.channel_id, wanted.channel_id),
        (Issue.check, wanted.check),
        (Issue.notice_id, wanted.notice_id),
    ]
    parts: list[ColumnElement[bool]] = [col(field) == value for field, value in exact if value]
    if wanted.unit_id is not None:
        parts.append(of_unit(col(Issue.unit_id), wanted.unit_id, own_only=wanted.own_only))
    if wanted.states:
        parts.append(col(Issue.state).in_(wanted.states))
    if wanted.sources:
        parts.append(col(Issue.source).in_(wanted.sources))
    if wanted.level or wanted.category:
        parts.append(col(Issue.channel_id).in_(channels_of(wanted.level, wanted.category)))
    if wanted.verified_since:
        parts.append(col(Issue.verified_on) >= wanted.verified_since)
    return [*parts, *_due(wanted.due, soon), *(_holds(word) for word in wanted.words.split())]


def _due(due: Due, soon: date) -> list[ColumnElement[bool]]:
    today = clock.today()
    unsettled = col(Issue.state).in_(UNSETTLED)
    if due == "overdue":
        return [unsettled, col(Issue.due_on) <= today - timedelta(days=1)]
    if due == "soon":
        return [unsettled, col(Issue.due_on).between(today, soon)]
    if due == "in_time":
        return [unsettled, col(Issue.due_on) >= today]
    return []


def _holds(word: str) -> ColumnElement[bool]:
    fields = (Issue.number, Issue.title, Channel.name, Unit.name)
    named = [check for check in rule_set().check if word.casefold() in title_of(check, "").casefold()]
    return or_(
        *(col(field).icontains(word, autoescape=True) for field in fields), col(Issue.check).in_(named)
    )
