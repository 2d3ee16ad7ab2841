"""The columns of the rows behind figures, and the table that opens a channel's file."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from core.common import clock
from core.common.sheet import Slice
from core.common.text import t
from core.lifecycle.listing import CaseLine
from core.registry.kinds import kind_name
from core.reporting.statistics.availability import SiteVisits, SiteWindow
from core.reporting.statistics.closing import EventRow
from core.reporting.statistics.issues import IssueRow
from core.reporting.statistics.registry import ChannelRow
from core.reporting.statistics.units import UnitHealth
from core.reporting.statistics.websites import FreshnessRow, StateRow, Unvisited
from pages.components.figures import Tone
from pages.components.format import failure, outcome_word, word
from pages.components.links import address_of, go
from pages.components.table import Column, table_box

Row = TypeVar("Row")


def channel_table(
    fetch: Callable[[int, int], Slice[Row]],
    columns: Sequence[Column[Row]],
    channel_of: Callable[[Row], int | None],
    *,
    key: str,
    name: str,
    filters: object = None,
    heading: bool = True,
    empty: str = "",
) -> None:
    """A table in which choosing a row opens the file of its channel."""
    chosen = table_box(
        fetch,
        columns,
        key=key,
        name=name,
        filters=repr(filters),
        select="one",
        heading=heading,
        empty=empty,
        href=lambda row: address_of("channel", id=channel_of(row)) if channel_of(row) else "",
    )
    if chosen and channel_of(chosen[0]) is not None:
        go("channel", id=channel_of(chosen[0]))


def channels() -> list[Column[ChannelRow]]:
    return [
        Column(t("common.column.name"), lambda row: row.name),
        Column(t("common.column.kind"), lambda row: kind_name(row.kind)),
        Column(t("common.column.unit"), lambda row: row.unit),
        Column(t("common.column.registered"), lambda row: word("state.registered", row.registered)),
        Column(t("common.column.address"), lambda row: row.address),
        Column(t("common.column.code"), lambda row: row.code),
    ]


def issues() -> list[Column[IssueRow]]:
    return [
        Column(t("common.column.number"), lambda row: row.number),
        Column(t("common.column.issue"), issue_title),
        Column(t("common.column.channel"), lambda row: row.channel or ""),
        Column(t("common.column.unit"), lambda row: row.unit),
        Column(t("common.column.severity"), lambda row: word("state.severity", row.severity)),
        Column(t("common.column.state"), lambda row: word("state.issue", row.state)),
        Column(t("common.column.opened_on"), lambda row: row.opened_on, "day"),
        Column(t("common.column.due_on"), lambda row: row.due_on, "day"),
        Column(t("common.column.verified_on"), lambda row: row.verified_on, "day"),
    ]


def issue_title(row: IssueRow) -> str:
    """A person's words, or those of the check that found it in the reader's language."""
    return row.title or (t(f"check.{row.check}.issue") if row.check else "")


def states() -> list[Column[StateRow]]:
    return [
        Column(t("common.column.name"), lambda row: row.name),
        Column(t("common.column.unit"), lambda row: row.unit),
        Column(t("common.column.check"), lambda row: word("check", f"{row.check}.name")),
        Column(
            t("common.column.outcome"), lambda row: outcome_word(row.outcome, row.failure), width="medium"
        ),
        Column(t("common.column.failure"), lambda row: failure(row.failure), width="medium"),
        Column(t("common.column.since"), lambda row: row.since, "instant"),
        Column(t("common.column.checked_at"), lambda row: row.at, "instant"),
    ]


def unvisited() -> list[Column[Unvisited]]:
    return [
        Column(t("common.column.name"), lambda row: row.name),
        Column(t("common.column.unit"), lambda row: row.unit),
        Column(t("field.label.url"), lambda row: row.url),
    ]


def visits() -> list[Column[SiteVisits]]:
    suspect: Column[SiteVisits] = Column(t("common.column.suspect"), lambda row: row.suspect, "number")
    return [*_counted(), suspect]


def windows() -> list[Column[SiteWindow]]:
    mean: Column[SiteWindow] = Column(
        t("common.column.mean_ms"), lambda row: row.mean_ms and round(row.mean_ms), "number"
    )
    return [*_counted(), mean]


def _counted() -> list[Column[Any]]:
    """What lists of visited websites begin with: the site, its availability, and the visits behind that."""
    return [
        Column(t("common.column.name"), lambda row: row.name),
        Column(t("common.column.unit"), lambda row: row.unit),
        Column(t("common.column.availability"), lambda row: row.share, "share"),
        Column(t("common.column.ok"), lambda row: row.ok, "number"),
        Column(t("common.column.failed"), lambda row: row.failed, "number"),
        Column(t("common.column.blocked"), lambda row: row.blocked, "number"),
    ]


def freshness() -> list[Column[FreshnessRow]]:
    return [
        Column(t("common.column.name"), lambda row: row.name),
        Column(t("common.column.unit"), lambda row: row.unit),
        Column(t("common.column.newest"), lambda row: row.newest, "day"),
        Column(t("common.column.age_days"), lambda row: row.age_days, "number"),
        Column(
            t("common.column.outcome"), lambda row: outcome_word(row.outcome, row.failure), width="medium"
        ),
        Column(t("common.column.failure"), lambda row: failure(row.failure), width="medium"),
        Column(t("common.column.checked_at"), lambda row: row.at, "instant"),
    ]


def units() -> list[Column[UnitHealth]]:
    return [
        Column(t("common.column.unit"), lambda row: row.name),
        Column(t("common.column.websites"), lambda row: row.websites, "number"),
        Column(t("chart.units.problem"), lambda row: row.problem, "number"),
        Column(t("chart.units.unchecked"), lambda row: row.unchecked, "number"),
        Column(t("chart.units.none"), lambda row: row.none, "number"),
        Column(t("metric.passed_websites"), lambda row: row.verdicts.rate, "share"),
        Column(t("verdict.grade.failed"), lambda row: row.verdicts.failed, "number"),
        Column(t("verdict.grade.unjudged"), lambda row: row.verdicts.unjudged, "number"),
        Column(t("verdict.grade.unchecked"), lambda row: row.verdicts.unchecked, "number"),
        Column(t("common.column.availability"), lambda row: row.availability, "share"),
        Column(t("common.column.open"), lambda row: row.open, "number"),
        Column(t("common.column.overdue"), lambda row: row.overdue, "number"),
    ]


def cases() -> list[Column[CaseLine]]:
    return [
        Column(t("common.column.number"), lambda row: row.number),
        Column(t("common.column.channel"), lambda row: row.channel),
        Column(t("common.column.kind"), lambda row: kind_name(row.channel_kind)),
        Column(t("common.column.unit"), lambda row: row.unit),
        Column(t("common.column.case_kind"), lambda row: word("state.case_kind", row.kind)),
        Column(t("common.column.state"), lambda row: word("state.case", row.state)),
        Column(t("common.column.requested_on"), lambda row: row.opened_on, "day"),
        Column(t("case.column.step_due"), lambda row: row.step_due, "day", tone=_past),
        Column(t("case.column.due_on"), lambda row: row.due_on, "day"),
        Column(t("common.column.ended_on"), lambda row: row.ended_on, "day"),
        Column(t("common.column.reason"), lambda row: row.reason),
    ]


def _past(row: CaseLine) -> Tone:
    late = row.ended_on is None and row.step_due is not None and row.step_due < clock.today()
    return "late" if late else "plain"


def events() -> list[Column[EventRow]]:
    return [
        Column(t("common.column.day"), lambda row: row.day, "day"),
        Column(t("common.column.event"), lambda row: word("state.event", row.event)),
        Column(t("common.column.channel"), lambda row: row.channel),
        Column(t("common.column.kind"), lambda row: kind_name(row.channel_kind)),
        Column(t("common.column.unit"), lambda row: row.unit),
        Column(t("common.column.note"), lambda row: row.note),
    ]
