"""Closing and merging: what came and left within a period, and how far the cases are."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from core.access import Role
from core.common.sheet import Sheet
from core.common.text import t
from core.registry.kinds import Medium
from core.reporting.charts import registry as charts
from core.reporting.statistics import balance, closing, registry
from core.reporting.statistics.balance import Balance, Scope
from core.reporting.statistics.closing import Waterfall
from pages.closing.balance import balance_tables, bars, scope_filters, step_bars, what_is_next
from pages.components import columns
from pages.components.chart import chart_box
from pages.components.columns import channel_table
from pages.components.figures import Figure, metric_row, rows_behind
from pages.components.filters import choice, medium_choice
from pages.components.format import number, word
from pages.components.header import empty_state, header
from pages.components.period import Period, period_switch
from pages.components.table import sheet_of
from pages.shell.guard import require

EVERYTHING = 100_000


def figures(period: Period, changes: dict[Medium, Waterfall], scope: Scope) -> None:
    """What came, what left, what runs at the end, and the cases under way."""
    steps = closing.funnel(period.first, period.last, scope)
    under_way = sum(step.there for step in steps[:-1])
    late = sum(step.late for step in steps)
    metric_row(
        [
            *(_moved(name, changes) for name in ("entered", "left", "end")),
            Figure(
                "under_way",
                t("metric.cases"),
                number(under_way),
                t("closing.under_way_note", late=late),
                tone="late" if late else "plain",
            ),
        ]
    )


def _moved(name: str, changes: dict[Medium, Waterfall]) -> Figure:
    counts = {medium: getattr(change, name) for medium, change in changes.items()}
    values = {"websites": counts["website"], "accounts": counts["account"]}
    if name == "entered":
        # What a census found was there before: only the rest is new.
        found = sum(change.found for change in changes.values())
        values = {"found": found, "opened": sum(counts.values()) - found}
    note = t(f"closing.{name}_note", **values)
    return Figure(name, t(f"closing.{name}"), number(sum(counts.values())), note)


def waterfalls(period: Period, changes: dict[Medium, Waterfall], scope: Scope) -> None:
    for place, (medium, change) in zip(st.columns(2), changes.items(), strict=True):
        with place:
            chart_box(
                charts.waterfall(change),
                partial(_events, period, replace(scope, medium=medium)),
                key=f"waterfall-{medium}",
                opens=partial(_chosen, "bar", medium),
            )


def _chosen(name: str, medium: str, key: str) -> None:
    """Let the page show what was clicked, under this name in the address."""
    st.query_params[name] = f"{medium}-{key}" if medium else key
    st.rerun()


def _events(period: Period, scope: Scope) -> Sheet:
    rows = balance.event_rows(period.first, period.last, scope, limit=EVERYTHING).rows
    return sheet_of(t("closing.events"), columns.events(), rows)


def progress(period: Period, scope: Scope, lines: Sequence[Balance]) -> None:
    """How far the cases are, and which kinds left."""
    steps = closing.funnel(period.first, period.last, scope)
    kinds = balance.left_by_kind(lines)
    left, right = st.columns(2)
    with left:
        if steps[0].reached:
            chart_box(
                charts.funnel(steps),
                lambda: sheet_of(
                    t("closing.cases"),
                    columns.cases(),
                    closing.case_rows(period.first, period.last, scope=scope, limit=EVERYTHING).rows,
                ),
                key="funnel",
                opens=partial(_chosen, "step", ""),
            )
        else:
            st.info(t("closing.cases_none"))
    with right:
        if kinds:
            chart_box(
                charts.left_by_kind(kinds),
                partial(_events, period, scope),
                key="left",
                opens=partial(_chosen, "channel_kind", ""),
            )
        else:
            st.info(t("closing.nothing_left"))
    step_bars(period, steps, scope)


def late_cases(period: Period, scope: Scope) -> None:
    if not closing.case_rows(period.first, period.last, late=True, scope=scope, limit=1).total:
        st.markdown(t("closing.late_none"))
        return
    channel_table(
        lambda limit, offset: closing.case_rows(
            period.first, period.last, late=True, scope=scope, limit=limit, offset=offset
        ),
        columns.cases(),
        lambda row: row.channel_id,
        key="late",
        name=t("closing.late"),
        filters=(period, scope),
    )


def all_cases(period: Period, scope: Scope) -> None:
    places = st.columns(3)
    with places[0]:
        state = choice("state", t("closing.filter_state"), closing.STATES, lambda s: word("state.case", s))
    with places[1]:
        kind = choice("kind", t("closing.filter_kind"), closing.KINDS, lambda k: word("state.case_kind", k))
    with places[2]:
        medium = medium_choice(t("closing.filter_medium"))
    channel_table(
        lambda limit, offset: closing.case_rows(
            period.first,
            period.last,
            state=state,
            kind=kind,
            medium=medium,
            scope=scope,
            limit=limit,
            offset=offset,
        ),
        columns.cases(),
        lambda row: row.channel_id,
        key="cases",
        name=t("closing.cases"),
        filters=(period, scope, state, kind, medium),
    )


def behind_events(period: Period, scope: Scope, *, entered: bool) -> None:
    name = "entered" if entered else "left"
    channel_table(
        lambda limit, offset: balance.event_rows(
            period.first,
            period.last,
            scope,
            events=balance.ENTERING if entered else balance.LEAVING,
            limit=limit,
            offset=offset,
        ),
        columns.events(),
        lambda row: row.channel_id,
        key=f"behind-{name}",
        name=t(f"closing.{name}"),
        heading=False,
    )


def behind_end(period: Period, scope: Scope) -> None:
    channel_table(
        lambda limit, offset: balance.running_rows(period.last, scope, limit=limit, offset=offset),
        columns.channels(),
        lambda row: row.id,
        key="behind-end",
        name=t("closing.end"),
        heading=False,
    )


def behind_under_way(period: Period, scope: Scope) -> None:
    channel_table(
        lambda limit, offset: closing.case_rows(
            period.first, period.last, under_way=True, scope=scope, limit=limit, offset=offset
        ),
        columns.cases(),
        lambda row: row.channel_id,
        key="behind-under-way",
        name=t("metric.cases"),
        heading=False,
    )


require(Role.LEADER)
header("closing")
if not registry.any_channel():
    empty_state()
    st.stop()
chosen = period_switch(free=True)
narrow = scope_filters()
every_kind = balance.balances("kind", chosen.first, chosen.last, replace(narrow, medium=None))
kinds = balance.of_medium(every_kind, narrow.medium)
moved = balance.waterfalls(every_kind)
figures(chosen, moved, narrow)
rows_behind(
    {
        "entered": (t("closing.entered"), lambda: behind_events(chosen, narrow, entered=True)),
        "left": (t("closing.left"), lambda: behind_events(chosen, narrow, entered=False)),
        "end": (t("closing.end"), lambda: behind_end(chosen, narrow)),
        "under_way": (t("metric.cases"), lambda: behind_under_way(chosen, narrow)),
    }
)
waterfalls(chosen, moved, narrow)
bars(chosen, moved, narrow)
balance_tables(chosen, narrow, kinds)
progress(chosen, narrow, kinds)
late_cases(chosen, narrow)
what_is_next(narrow)
all_cases(chosen, narrow)
