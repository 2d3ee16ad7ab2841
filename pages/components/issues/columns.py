"""The columns of a list of issues."""

from core.common.text import t
from core.common.vocabulary import Severity
from core.issues.queries import Listed
from pages.components.figures import Tone
from pages.components.format import day, word
from pages.components.table import Column

TONES: dict[str, Tone] = {"overdue": "late"}


def issue_columns() -> list[Column[Listed]]:
    """Every column, as on the page of issues."""
    return [
        Column(t("common.column.number"), lambda row: row.number, width=90),
        Column(t("common.column.issue"), lambda row: row.title, width=195),
        Column(t("common.column.channel"), lambda row: row.channel, width=155),
        Column(t("common.column.unit"), lambda row: row.unit, width=135),
        Column(t("common.column.state"), lambda row: word("state.issue", row.state)),
        Column(
            t("common.column.due_on"),
            _due,
            width=110,
            tone=lambda row: TONES.get(row.lateness, "plain"),
            sort=lambda row: row.due_on,
        ),
        Column(
            t("common.column.severity"),
            lambda row: word("state.severity", row.severity),
            tone=lambda row: "wrong" if row.severity is Severity.VETO else "plain",
            sort=lambda row: list(Severity).index(row.severity),
        ),
        Column(t("issue.source"), lambda row: word("state.source", row.source)),
        Column(t("common.column.opened_on"), lambda row: row.opened_on, "day", width=105),
        Column(t("issue.times_returned"), lambda row: row.times_returned or None, "number"),
        Column(t("common.column.verified_on"), lambda row: row.verified_on, "day", width=105, rare=True),
    ]


def channel_columns() -> list[Column[Listed]]:
    """The columns inside one channel's file, where channel and unit are known."""
    known = {t("common.column.channel"), t("common.column.unit")}
    return [column for column in issue_columns() if column.label not in known]


def _due(row: Listed) -> str:
    if row.lateness == "none":
        return day(row.due_on)
    return t(f"issue.{row.lateness}", day=day(row.due_on))
