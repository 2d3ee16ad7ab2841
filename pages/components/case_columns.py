"""The columns of lists of cases, suspensions and channels that left."""

from core.common.text import t
from core.lifecycle.after import AfterLine
from core.lifecycle.listing import CaseLine
from core.lifecycle.steps import step_name
from core.lifecycle.suspension import Suspended
from core.registry.kinds import kind_name
from pages.components.figures import Tone
from pages.components.format import word
from pages.components.table import Column

TONES: dict[str, Tone] = {"problem": "wrong", "blocked": "unknown", "suspect": "late"}


def case_columns() -> list[Column[CaseLine]]:
    """Number and channel first, then whose turn it is and by when."""
    return [
        Column(t("common.column.number"), lambda row: row.number),
        Column(t("common.column.channel"), lambda row: row.channel, width="medium"),
        Column(t("common.column.case_kind"), lambda row: word("state.case_kind", row.kind)),
        Column(t("common.column.state"), lambda row: word("state.case", row.state)),
        Column(t("case.column.step"), _step, width="medium"),
        Column(
            t("case.column.step_due"),
            lambda row: row.step_due,
            "day",
            tone=lambda row: "late" if row.late else "plain",
        ),
        Column(t("case.column.turn"), lambda row: word("case.who", row.who) if row.who else ""),
        Column(t("case.column.owner"), lambda row: row.owner or ""),
        Column(t("common.column.unit"), lambda row: row.unit, width="medium"),
        Column(t("common.column.kind"), lambda row: kind_name(row.channel_kind), rare=True),
        Column(t("case.column.opened_on"), lambda row: row.opened_on, "day"),
        Column(t("case.column.due_on"), lambda row: row.due_on, "day"),
        Column(t("common.column.ended_on"), lambda row: row.ended_on, "day"),
        Column(t("case.column.reopened"), lambda row: row.times_reopened or None, "number", rare=True),
        Column(t("case.column.batch"), lambda row: row.batch, width="medium", rare=True),
    ]


def suspended_columns() -> list[Column[Suspended]]:
    """Suspensions in effect."""
    return [
        Column(t("common.column.number"), lambda row: row.number),
        Column(t("common.column.channel"), lambda row: row.channel),
        Column(t("case.column.ends_on"), lambda row: row.ends_on, "day"),
        Column(
            t("case.column.days"),
            lambda row: row.days,
            "number",
            tone=lambda row: "late" if row.lapsed else "plain",
        ),
    ]


def after_columns() -> list[Column[AfterLine]]:
    """Channels that left, with what the checker found."""
    return [
        Column(t("common.column.channel"), lambda row: row.channel, width="medium"),
        Column(t("common.column.kind"), lambda row: kind_name(row.kind)),
        Column(t("common.column.unit"), lambda row: row.unit, width="medium"),
        Column(t("common.column.registered"), lambda row: word("state.registered", row.registered)),
        Column(
            t("common.column.outcome"),
            lambda row: word("state.outcome", row.outcome or "none"),
            tone=lambda row: TONES.get(row.outcome, "plain"),
        ),
        Column(t("case.column.found"), lambda row: word("case.found", row.found), width="medium"),
        Column(t("common.column.checked_at"), lambda row: row.at, "instant"),
        Column(t("common.column.number"), lambda row: row.number or ""),
    ]


def _step(row: CaseLine) -> str:
    return step_name(row.step, row.state) if row.step is not None else ""
