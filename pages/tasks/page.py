"""Tasks over all channels: the list, or one task with its figures, units and channels."""

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.past import FIRST
from core.common.text import t
from core.common.vocabulary import TaskKind
from core.tasks import lists
from core.tasks.lists import TaskLine
from pages.components import filters
from pages.components.address import number_in_address
from pages.components.dialog import asked_dialog, open_dialog
from pages.components.figures import Tone
from pages.components.flash import say
from pages.components.header import header
from pages.components.jobs import job_boxes
from pages.components.paper import hint
from pages.components.table import Column, table_box
from pages.shell.guard import require
from pages.tasks.detail import show_task
from pages.tasks.forms import new_form

TABLE = "tasks"


def show_list() -> None:
    """Draw the filters and every task."""
    first, second, third, fourth, fifth = st.columns([2, 2, 3, 2, 2])
    with first:
        asked = filters.choice("when", t("tasks.when"), lists.WHEN, lambda key: t(f"tasks.whens.{key}"))
        when = next((one for one in lists.WHEN if one == asked), None)
    with second:
        named = filters.choice("kind", t("tasks.kind"), list(TaskKind), lambda key: t(f"tasks.kinds.{key}"))
        kind = TaskKind(named) if named else None
    with third:
        words = filters.search("q", t("tasks.search"))
    today = clock.today()
    with fourth:
        since = filters.any_day("from", t("tasks.from"), earliest=FIRST, latest=today)
    with fifth:
        until = filters.any_day("until", t("tasks.until"), earliest=FIRST, latest=today)
    may = current_actor().role.allows(Role.SUPERVISOR)
    if may and asked_dialog("add", t("tasks.new"), key="task-new", icon=":material/add:", type="primary"):
        open_dialog(t("tasks.new"), new_form, wide=True)
    narrowed = bool(when or kind or words or since or until)
    chosen = table_box(
        lambda limit, offset: lists.tasks(
            when,
            kind=kind,
            words=words,
            first=since or FIRST,
            last=until or today,
            limit=limit,
            offset=offset,
        ),
        _columns(),
        key=TABLE,
        name=t("tasks.list"),
        filters=(when, kind, words, since, until),
        select="one",
        identity=lambda row: row.id,
        in_address=True,
        empty="" if narrowed else t("tasks.none_may" if may else "tasks.none"),
    )
    hint(t("tasks.open_note"))
    if chosen:
        st.query_params.clear()
        st.query_params["task"] = str(chosen[0].id)
        st.rerun()


def _columns() -> list[Column[TaskLine]]:
    return [
        Column(t("tasks.column.title"), lambda row: row.title, width="large"),
        Column(t("tasks.column.kind"), lambda row: t(f"tasks.kinds.{row.kind}"), width=130),
        Column(t("tasks.column.due"), lambda row: row.due_on, "day", 110, tone=_tone),
        Column(t("tasks.column.asked"), lambda row: row.asked, "number", 90),
        Column(t("tasks.column.done"), lambda row: row.done, "number", 90),
        Column(t("tasks.column.share"), lambda row: row.share, "share", 90),
        Column(t("tasks.column.in_time"), lambda row: row.in_time, "number", 90),
        Column(t("tasks.column.proved"), lambda row: row.proved, "number", 90),
        Column(t("tasks.column.starts"), lambda row: row.starts_on, "day", 110),
        Column(t("tasks.column.state"), _state, width=100, tone=_tone),
    ]


def _state(row: TaskLine) -> str:
    return t(f"tasks.whens.{'over' if row.closed_on else 'late' if row.late else 'open'}")


def _tone(row: TaskLine) -> Tone:
    return "late" if row.late else "plain"


require(Role.LEADER)
header("tasks")
say()
job_boxes("tasks")
asked_for = st.query_params.get("task", "")
if asked_for:
    show_task(number_in_address(asked_for))
else:
    show_list()
