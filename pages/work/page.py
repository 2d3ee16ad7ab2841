"""My work: what a unit has to mend, by when, what came back; and marking it rectified with evidence."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.text import t
from core.issues import my_work, queries
from core.issues.filters import Filter
from pages.components import filters
from pages.components.figures import Figure, metric_row, rows_behind
from pages.components.format import number
from pages.components.header import empty_state, header
from pages.components.table import table_box
from pages.components.unit_filter import unit_filter
from pages.components.urging import urge_button, urge_dialog, urge_from_list
from pages.issues.actions import action_bar
from pages.issues.columns import issue_columns
from pages.issues.named import issue_address, named_issue, open_issue
from pages.issues.result import TABLE, result
from pages.shell.guard import require
from pages.work.columns import work_columns
from pages.work.notices import notices_box
from pages.work.own_entry import own_entry

FIGURES = (
    ("todo", "plain"),
    ("overdue", "late"),
    ("soon", "plain"),
    ("returned", "late"),
    ("waiting", "plain"),
)
# Overdue and nearly due count only what the unit has still to report, unlike the figures of all issues.
NAMES = {
    "overdue": "metric.overdue_unreported",
    "soon": "metric.soon_unreported",
    "returned": "metric.returned",
    "waiting": "metric.waiting",
}


def _name(part: str) -> str:
    return t(NAMES.get(part, f"work.part.{part}"))


def show() -> None:
    """Draw the unit's figures, one part of its work as a list, and what may be done with the chosen."""
    unit, own_only = _unit()
    part = partial(my_work.part, unit_id=unit, own_only=own_only)
    _figures(part)
    shown = filters.switch("part", t("work.part.label"), my_work.PARTS, _name, default="todo")
    result()
    bar = st.container()
    wanted = part(shown)
    chosen = table_box(
        lambda limit, offset: queries.listed(wanted, limit=limit, offset=offset),
        work_columns(),
        key=TABLE,
        name=_name(shown),
        filters=wanted,
        select="many",
        opens=open_issue,
        href=issue_address,
        identity=lambda row: row.id,
        in_address=True,
    )
    with bar:
        action_bar(chosen)
        urge_button(part("overdue"))
    notices_box(unit, own_only=own_only)
    own_entry(unit)
    if not named_issue():
        dialogs = {key: (_name(key), partial(_rows, key, part(key))) for key, _ in FIGURES}
        rows_behind({**dialogs, **urge_dialog(part("overdue"))})


def _unit() -> tuple[int | None, bool]:
    """The unit whose work is shown, the reader's own where one has one, and whether without those below."""
    mine = current_actor().unit_id
    return unit_filter(queries.units()) if mine is None else (mine, False)


def _figures(part: Callable[[str], Filter]) -> None:
    counts = {key: queries.count(part(key)) for key, _ in FIGURES}
    metric_row(
        [
            Figure(
                key,
                _name(key),
                number(counts[key]),
                t(f"work.note.{key}"),
                tone=tone if counts[key] else "plain",  # type: ignore[arg-type]
            )
            for key, tone in FIGURES
        ],
        key="work",
    )


def _rows(key: str, wanted: Filter) -> None:
    if key == "overdue":
        urge_from_list()
    table_box(
        lambda limit, offset: queries.listed(wanted, limit=limit, offset=offset),
        issue_columns(),
        key=f"work-{key}",
        name=_name(key),
        heading=False,
    )


require(Role.LEADER)
header("work")
if queries.any_issue():
    show()
else:
    empty_state()
    own_entry(None)
