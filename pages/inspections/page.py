"""Inspections: drawn at random or whole, checklists, results by unit, frozen when closed."""

from functools import partial

import streamlit as st

from core.access import Role
from core.common.text import t
from core.inspections import results
from core.inspections.burn_down import Left, burn_down
from core.inspections.grouping import BY, groups
from core.inspections.results import Checked, Head
from core.reporting.charts.progress import burn_down as chart
from core.reporting.statistics.registry import any_channel
from core.rules.results import QUALIFIED, Grade
from pages.components import filters
from pages.components.address import number_in_address
from pages.components.chart import chart_box
from pages.components.figures import Figure, Tone, metric_row, rows_behind
from pages.components.flash import say
from pages.components.format import number, percent
from pages.components.header import empty_state, header
from pages.components.issues.actions import draft_button
from pages.components.issues.columns import issue_columns
from pages.components.jobs import job_boxes, leads_to
from pages.components.table import Column, paged, sheet_of, table_box
from pages.inspections.checklist import checklist_box
from pages.inspections.confirm import AREA
from pages.inspections.forms import managing, starting
from pages.inspections.scores import scored_channels
from pages.inspections.tables import channel_columns, group_columns, head_box, head_columns, unit_columns
from pages.shell.guard import require

PARTS = ("checklist", "units", "groups", "channels", "issues")


def show() -> None:
    """Draw the list of inspections, or the one that the address names."""
    say()
    asked = number_in_address(st.query_params.get("id", ""))
    found = results.heads(asked) if asked else ()
    if asked and not found:
        st.warning(t("refusal.inspection_unknown", number=asked), icon=":material/search_off:")
    if found:
        _one(found[0])
    else:
        _all()


def _all() -> None:
    starting()
    job_boxes(AREA, leads_to("inspection", "inspection", t("inspection.start.see"), "id"))
    heads = results.heads()
    chosen = table_box(
        paged(heads),
        head_columns(),
        key="inspections",
        name=t("inspection.table"),
        empty=t("inspection.none"),
        select="one",
        identity=lambda row: row.id,
    )
    if chosen:
        st.query_params["id"] = str(chosen[0].id)
        st.rerun()


def _one(head: Head) -> None:
    st.button(t("inspection.back"), key="inspection-back", icon=":material/arrow_back:", on_click=_leave)
    head_box(head)
    if not head.channels:
        st.info(t("inspection.on_paper"), icon=":material/description:")
        _burn_down(head)
        _issues(head)
        return
    lines = results.checked(head.id)
    _figures(head, lines)
    managing(head, lines)
    job_boxes(AREA)
    part = filters.switch(
        "part", t("inspection.part.label"), PARTS, lambda key: t(f"inspection.part.{key}"), default=PARTS[0]
    )
    if part == "checklist":
        checklist_box(head, lines)
    elif part == "units":
        _units(lines)
    elif part == "channels":
        scored_channels(head, lines)
    elif part == "groups":
        _groups(lines)
    else:
        _burn_down(head)
        _issues(head)
    _behind(head, lines)


def _figures(head: Head, lines: tuple[Checked, ...]) -> None:
    whole = results.whole(lines)
    decided, all_lines = sum(line.decided for line in lines), sum(line.lines for line in lines)
    metric_row(
        [
            _figure("channels", number(whole.channels)),
            _figure(
                "decided",
                percent(decided / all_lines if all_lines else None),
                decided=f"{decided:,}",
                lines=f"{all_lines:,}",
            ),
            _figure("rate", percent(whole.rate), passed=whole.passed, judged=whole.passed + whole.failed),
            _figure("failed", number(whole.failed), "wrong" if whole.failed else "plain"),
            _figure("unjudged", number(whole.unjudged), "unknown" if whole.unjudged else "plain"),
            _figure("unchecked", number(whole.unchecked), "unknown" if whole.unchecked else "plain"),
            _figure("issues", number(head.issues)),
        ],
        key="inspection",
    )


def _figure(key: str, shown: str, tone: Tone = "plain", **note: object) -> Figure:
    label = f"inspection.figure.{key}"
    return Figure(key, t(label), shown, t(f"{label}_note", **note), tone=tone)


def _behind(head: Head, lines: tuple[Checked, ...]) -> None:
    parts = {
        "channels": lines,
        "decided": tuple(line for line in lines if line.decided < line.lines),
        "rate": tuple(line for line in lines if line.grade in QUALIFIED),
        "failed": tuple(line for line in lines if line.grade == Grade.FAILED),
        "unjudged": tuple(line for line in lines if line.grade == Grade.UNJUDGED),
        "unchecked": tuple(line for line in lines if line.grade == Grade.UNCHECKED),
    }
    shown = {
        key: (t(f"inspection.rows.{key}"), partial(_channels, f"rows-{key}", some, heading=False))
        for key, some in parts.items()
    }
    rows_behind(
        {
            **shown,
            "issues": (t("inspection.rows.issues"), partial(_issues, head, key="rows-issues", select=False)),
        }
    )


def _channels(key: str, lines: tuple[Checked, ...], *, heading: bool = True) -> None:
    table_box(
        paged(lines),
        channel_columns(),
        key=f"inspection-{key}",
        name=t("inspection.part.channels"),
        heading=heading,
    )


def _groups(lines: tuple[Checked, ...]) -> None:
    by = filters.choice(
        "by", t("inspection.by.label"), BY, lambda key: t(f"inspection.by.{key}"), default=BY[0]
    )
    table_box(
        paged(groups(lines, by)),
        group_columns(),
        key="inspection-groups",
        name=t("inspection.part.groups"),
        filters=by,
    )


def _units(lines: tuple[Checked, ...]) -> None:
    units = results.by_unit(lines)
    table_box(
        paged(units),
        unit_columns(),
        key="inspection-units",
        name=t("inspection.part.units"),
    )


def _issues(head: Head, *, key: str = "issues", select: bool = True) -> None:
    bar = st.container(horizontal=True, vertical_alignment="center", key=f"inspection-{key}-bar")
    chosen = table_box(
        lambda limit, offset: results.issues(head.id, limit=limit, offset=offset),
        issue_columns(),
        key=f"inspection-{key}",
        name=t("inspection.part.issues"),
        filters=head.id,
        select="many" if select else "none",
        identity=lambda row: row.id,
    )
    if chosen:
        with bar:
            draft_button([row.id for row in chosen])


def _burn_down(head: Head) -> None:
    points = burn_down(head.id)
    if points:
        chart_box(
            chart(points),
            lambda: sheet_of(t("progress.chart.burn.title"), _burn_columns(), points),
            key="burn-down",
        )


def _burn_columns() -> list[Column[Left]]:
    return [
        Column(t("progress.chart.burn.day"), lambda row: row.day, "day"),
        Column(t("progress.chart.burn.opened"), lambda row: row.opened, "number"),
        Column(t("progress.chart.burn.left"), lambda row: row.left, "number"),
    ]


def _leave() -> None:
    for name in ("id", "part", "channel"):
        st.query_params.pop(name, None)


require(Role.LEADER)
header("inspection")
if any_channel() or results.heads():
    show()
else:
    empty_state()
