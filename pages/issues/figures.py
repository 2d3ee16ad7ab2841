"""The figures at the head of the page of issues, and the rows behind each."""

from functools import partial

from core.common.text import t
from core.issues.filters import Filter
from core.issues.queries import Counts, listed, parts
from core.rules import rule_set
from pages.components.figures import Figure, Tone, metric_row, rows_behind
from pages.components.format import number
from pages.components.table import table_box
from pages.components.urging import urge_dialog, urge_from_list
from pages.issues.columns import issue_columns

TONES: dict[str, Tone] = {"overdue": "late"}


def figures(counts: Counts) -> None:
    """Draw the row of figures."""
    nearly = rule_set().deadline.nearly_due
    metric_row(
        [
            Figure(
                key,
                t(f"metric.{key}"),
                number(count),
                t(f"issues.{key}_note", days=nearly),
                tone=TONES.get(key, "plain") if count else "plain",
            )
            for key, count in (
                ("open", counts.open),
                ("overdue", counts.overdue),
                ("soon", counts.soon),
                ("waiting", counts.waiting),
                ("returned", counts.returned),
                ("verified", counts.verified),
            )
        ],
        key="issues",
    )


def behind(wanted: Filter) -> None:
    """Open the rows of the figure that was clicked: those of its part that `wanted` holds."""
    shown = {key: (t(f"metric.{key}"), partial(_table, key, wanted)) for key in parts()}
    rows_behind({**shown, **urge_dialog(wanted)})


def _table(key: str, wanted: Filter) -> None:
    if key == "overdue":
        urge_from_list()
    table_box(
        lambda limit, offset: listed(wanted, part=parts()[key], limit=limit, offset=offset),
        issue_columns(),
        key=f"issues-{key}",
        name=t(f"metric.{key}"),
        heading=False,
    )
