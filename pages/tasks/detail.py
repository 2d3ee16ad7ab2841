"""One task: what is asked, how far it is by unit, and every channel with what may be done about it."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.text import t
from core.common.vocabulary import TaskKind, TaskState
from core.registry.kinds import kind_name
from core.reporting.charts.tasks import progress as chart
from core.tasks import lists
from core.tasks.lists import ChannelLine, Filter, TaskLine, UnitProgress
from pages.components import filters
from pages.components.chart import chart_box
from pages.components.figures import Figure, metric_row, rows_behind
from pages.components.format import actor, day, number, percent
from pages.components.header import name_tab
from pages.components.level_filter import category_filter, level_filter
from pages.components.links import address_of, link
from pages.components.table import Column, paged, sheet_of, table_box
from pages.components.unit_filter import unit_filter
from pages.tasks.actions import TABLE, channel_buttons, task_buttons
from pages.tasks.columns import channel_columns


def show_task(task_id: int) -> None:
    """Draw the task, or that there is none."""
    link("tasks", t("tasks.back"), icon=":material/arrow_back:")
    found = lists.task(task_id)
    if found is None:
        st.info(t("tasks.unknown"))
        return
    name_tab(found.title)
    _head(found)
    task_buttons(found)
    _figures(found)
    wanted = _filters(found)
    bar = st.container(horizontal=True, gap="small", key="task-bar")
    chosen = _channels(found, wanted, TABLE, choose=True)
    if current_actor().role.allows(Role.STAFF):
        st.caption(t("tasks.choose"))
        with bar:
            channel_buttons(found, chosen)
    _units(found, wanted)
    rows_behind(_behind(found))


def _head(found: TaskLine) -> None:
    st.subheader(found.title, anchor=False)
    said = t(
        "tasks.line", kind=t(f"tasks.kinds.{found.kind}"), first=day(found.starts_on),
        last=day(found.due_on), who=actor(found.made_by),
    )  # fmt: skip
    closed = t("tasks.closed_line", day=day(found.closed_on)) if found.closed_on else ""
    st.markdown(f"{said} · {closed}" if closed else said)
    if found.requirement:
        st.text(found.requirement)
    looked = _looked_for(found)
    st.caption(
        t("tasks.machine", what=t("document.comma").join(looked)) if looked else t("tasks.machine_none")
    )


def _looked_for(found: TaskLine) -> list[str]:
    if found.kind is TaskKind.FILING:
        return [t("tasks.machine_filing")]
    given = (("words", found.words), ("address", found.address), ("gone", found.gone))
    return [t(f"tasks.machine_{name}", **{name: value}) for name, value in given if value]


def _figures(found: TaskLine) -> None:
    share = t("common.none") if found.share is None else percent(found.share)
    given: list[tuple[str, int, dict[str, object]]] = [
        ("asked", found.asked, {"count": found.exempt}),
        ("done", found.done, {"share": share}),
        ("in_time", found.in_time, {"day": day(found.due_on)}),
        ("proved", found.proved, {}),
        ("late", found.late, {}),
    ]
    metric_row(
        [
            Figure(
                name, t(f"tasks.figure.{name}"), number(count), t(f"tasks.figure.{name}_note", **values),
                "late" if name == "late" and count else "plain",
            )
            for name, count, values in given
        ],
        key="task",
    )  # fmt: skip


def _behind(found: TaskLine) -> dict[str, tuple[str, Callable[[], None]]]:
    """Late are those undone after the last day; in time, those done that are not late."""
    parts = {
        "asked": Filter(asked=True),
        "done": Filter(state=TaskState.DONE),
        "in_time": Filter(state=TaskState.DONE, in_time=True),
        "proved": Filter(state=TaskState.PROVED),
        "late": Filter(undone_late=True),
    }
    return {
        name: (t(f"tasks.figure.{name}"), partial(_rows, found, part, f"task-{name}"))
        for name, part in parts.items()
    }


def _rows(found: TaskLine, part: Filter, key: str) -> None:
    _channels(found, part, key, choose=False)


def _filters(found: TaskLine) -> Filter:
    first, second, third, fourth, fifth, sixth = st.columns(6)
    with first:
        state = filters.choice(
            "state", t("tasks.state"), list(TaskState), lambda key: t(f"tasks.states.{key}")
        )
    with second:
        kind = filters.choice("channel_kind", t("tasks.channel_kind"), lists.kinds_in(found.id), kind_name)
    with third:
        unit, own_only = unit_filter(lists.units(found.id))
    with fourth:
        level = level_filter()
    with fifth:
        category = category_filter()
    with sixth:
        words = filters.search("q", t("tasks.channel_search"))
        late = filters.tick("late", t("tasks.late_only"))
    return Filter(
        TaskState(state) if state else None, kind, unit, own_only, late, words, level=level, category=category
    )


def _channels(found: TaskLine, wanted: Filter, key: str, *, choose: bool) -> list[ChannelLine]:
    may = choose and current_actor().role.allows(Role.STAFF)
    return table_box(
        lambda limit, offset: lists.channels(found.id, wanted, limit=limit, offset=offset),
        channel_columns(),
        key=key,
        name=t("tasks.channels"),
        filters=(found.id, wanted),
        select="many" if may else "none",
        identity=lambda row: (row.id, row.version),
        href=lambda row: address_of("channel", id=row.channel_id),
        heading=choose,
        in_address=choose,
    )


def _units(found: TaskLine, wanted: Filter) -> None:
    units = lists.by_unit(found.id, Filter(unit_id=wanted.unit_id, own_only=wanted.own_only))
    if len(units) > 1:
        name = t("tasks.chart.title")
        chart_box(chart(units), lambda: sheet_of(name, _unit_columns(), units), key="task-units")
    table_box(
        paged(units), _unit_columns(), key="task-by-unit", name=t("tasks.by_unit"), filters=(found.id, wanted)
    )


def _unit_columns() -> list[Column[UnitProgress]]:
    return [
        Column(t("tasks.column.unit"), lambda row: row.unit, width="large"),
        Column(t("tasks.column.asked"), lambda row: row.asked, "number", 100),
        Column(t("tasks.column.done"), lambda row: row.done, "number", 100),
        Column(t("tasks.column.share"), lambda row: row.share, "share", 100),
        Column(t("tasks.column.in_time"), lambda row: row.in_time, "number", 100),
        Column(t("tasks.column.proved"), lambda row: row.proved, "number", 100),
    ]
