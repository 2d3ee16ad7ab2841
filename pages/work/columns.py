"""The columns of a unit's own work: what and by when first, so that a phone shows them."""

from dataclasses import replace

from core.common.text import t
from core.issues.queries import Listed
from pages.components.format import word
from pages.components.table import Column
from pages.issues.columns import issue_columns


def work_columns() -> list[Column[Listed]]:
    """Day and problem, then where; the number comes late, since nobody works by it."""
    by_label = {column.label: column for column in issue_columns()}
    first = ("issue", "due_on", "channel", "unit")
    columns = [by_label[t(f"common.column.{key}")] for key in first]
    # Narrow enough that a phone of 390 px shows the day whole.
    columns[0] = replace(columns[0], width=165)
    return [
        *columns,
        Column(t("common.column.state"), lambda row: word("state.issue", row.state)),
        by_label[t("issue.times_returned")],
        by_label[t("common.column.severity")],
        by_label[t("issue.source")],
        by_label[t("common.column.number")],
        by_label[t("common.column.opened_on")],
    ]
