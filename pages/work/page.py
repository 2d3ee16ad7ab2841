"""My work: what a unit has to mend, by when, what came back; and marking it rectified with evidence."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.text import t
from core.issues import my_work, queries
from core.issues.filters import Filter
from core.issues.queries import Listed
from core.notices import lists
from core.notices.lists import ReplyRow
from core.reminders import late
from core.reminders.dues import Due, dues
from pages.components import filters
from pages.components.dialog import open_dialog
from pages.components.figures import Figure, Tone, metric_row, rows_behind
from pages.components.format import day, number, word
from pages.components.header import empty_state, header
from pages.components.issues.actions import action_bar, result
from pages.components.issues.columns import issue_columns
from pages.components.issues.opened import named_issue
from pages.components.issues.table import issue_table
from pages.components.links import go, link
from pages.components.notice_reply import ask, do
from pages.components.own_entry import own_entry
from pages.components.paper import hint
from pages.components.table import Column, clear_choice, paged, table_box
from pages.components.unit_filter import unit_filter
from pages.components.urging import urge_button, urge_dialog, urge_from_list
from pages.shell.guard import require

AT_ONCE = 3


def notices_box(unit_id: int | None, *, own_only: bool = False) -> None:
    """Draw the answers that are missing, the first due first; nothing when none is."""
    missing = lists.replies(unit_id=unit_id, own_only=own_only, which="missing", limit=AT_ONCE)
    if not missing.total:
        return
    with st.container(border=True, key="work-notices", gap="small"):
        st.markdown(f"**{t('work.notices.title', count=missing.total)}**")
        for row in missing.rows:
            _row(row)
        if missing.total > len(missing.rows):
            link("notices", t("work.notices.all"), icon=":material/campaign:")


def dues_box(unit_id: int | None, *, own_only: bool = False) -> None:
    """Draw what else is due soon or late: tasks, policies to review, assessments that expire; nothing when
    none is. A row that is chosen opens where it is done."""
    rows = dues(unit_id, own_only=own_only)
    if not rows:
        return
    chosen = table_box(
        paged(rows),
        [
            Column(t("work.dues.what"), _what, width=140),
            Column(t("work.dues.about"), lambda row: row.about, width=380),
            Column(t("work.dues.due"), lambda row: row.due, "day", 110, tone=_tone),
            Column(t("work.dues.left"), lambda row: row.left, "number", 110),
        ],
        key="work-dues",
        name=t("work.dues.title"),
        filters=(unit_id, own_only),
        select="one",
        identity=lambda row: (row.chapter, row.id),
    )
    hint(t("work.dues.choose"))
    if chosen:
        clear_choice("work-dues")
        row = chosen[0]
        if row.chapter:
            go("records", chapter=row.chapter, year=row.day.year)
        else:
            go("tasks", task=row.id)


def _what(row: Due) -> str:
    return t(f"records.chapter.{row.chapter}" if row.chapter else "navigation.pages.tasks")


def _tone(row: Due) -> Tone:
    return "late" if row.late else "plain"


def _row(row: ReplyRow) -> None:
    key = f"{row.notice_id}-{row.unit_id}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"notice-{key}"):
        st.text(f"{row.number}\u3000{row.unit}")
        until = t("notices.reply_until", day=day(row.reply_by))
        state = word("notices.reply_state", row.state)
        st.markdown(f"{until} · " + (f":orange[{state}]" if row.state == "overdue" else state))
        if not current_actor().role.allows(Role.STAFF):
            return
        if st.button(t("notices.reply.open"), key=f"answer-{key}", icon=":material/reply:"):
            open_dialog(t("notices.reply.title", unit=row.unit), partial(ask, row))
        if not row.received_at and st.button(t("notices.reply.acknowledge"), key=f"seen-{key}"):
            do("acknowledge", row)
        link("notices", t("work.notices.read"), notice=row.notice_id)


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
    chosen = issue_table(
        lambda limit, offset: queries.listed(wanted, limit=limit, offset=offset),
        work_columns(),
        _name(shown),
        wanted,
    )
    with bar:
        action_bar(chosen)
        urge_button(late.issues(part("overdue")))
    notices_box(unit, own_only=own_only)
    dues_box(unit, own_only=own_only)
    if current_actor().of_a_unit:
        link("tasks", t("navigation.pages.tasks"), icon=":material/assignment_turned_in:")
        link("census", t("navigation.pages.census"), icon=":material/fact_check:")
        link("assessment", t("navigation.pages.assessment"), icon=":material/leaderboard:")
    own_entry(unit)
    if not named_issue():
        dialogs = {key: (_name(key), partial(_rows, key, part(key))) for key, _ in FIGURES}
        rows_behind({**dialogs, **urge_dialog(late.issues(part("overdue")))})


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
    dues_box(current_actor().unit_id)
    own_entry(None)
