"""Error reports and messages from the public: taken in, forwarded, answered, closed, within their limits."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from core.access import Role
from core.common import clock
from core.common.text import t
from core.intake import lists
from core.intake.lists import STATES, Filter
from core.intake.moves import APPRAISED, UNSAID
from core.intake.rules import KINDS, Kind
from core.reminders import late
from core.reporting.charts.records import by_month
from core.reporting.statistics.registry import any_channel
from pages.components import filters
from pages.components.address import number_in_address
from pages.components.chart import chart_box
from pages.components.flash import say
from pages.components.format import word
from pages.components.header import empty_state, header
from pages.components.jobs import job_boxes
from pages.components.table import Column, sheet_of, table_box
from pages.components.unit_filter import unit_filter
from pages.components.urging import urge_button
from pages.messages.actions import TABLE, action_bar
from pages.messages.columns import columns
from pages.messages.detail import detail_box
from pages.messages.entry import entry_buttons
from pages.messages.figures import behind, figures
from pages.shell.guard import require

OPEN = "open"
LATE: tuple[lists.Late, ...] = ("any", "answer", "close", "soon")


def show(kind: Kind) -> None:
    """Draw figures, filters, the list, and what may be done with the chosen."""
    first, last = _year(kind)
    head = st.container()
    entry_buttons(kind)
    job_boxes("messages")
    wanted = _said(kind, _asked(kind))
    counts = lists.counts(kind, first, last, wanted)
    with head:
        figures(kind, counts, lists.appraised(kind, first, last, wanted), first, last)
        _chart(kind, first, last, wanted)
    _named(kind)
    bar = st.container()
    chosen = table_box(
        lambda limit, offset: lists.listed(kind, wanted, limit=limit, offset=offset),
        columns(kind),
        key=TABLE,
        name=t(f"message.kind.{kind}"),
        filters=(kind, wanted),
        select="many",
        identity=lambda row: row.id,
        in_address=True,
    )
    with bar:
        action_bar(kind, chosen)
        if counts.unanswered or counts.unclosed:
            urge_button(late.messages(kind, wanted))
    behind(kind, first, last, wanted)


def _year(kind: Kind) -> tuple[date, date]:
    """The days of the year that the rates, the chart and the rows behind them are of."""
    today, known = clock.today(), [str(year) for year in lists.years(kind)]
    with st.container(width=200):
        year = int(filters.choice("year", t("messages.year"), known, str, default=known[0]))
    return date(year, 1, 1), min(date(year, 12, 31), today)


def _chart(kind: Kind, first: date, last: date, wanted: Filter) -> None:
    months = lists.by_month(kind, first, last, wanted)
    if not months:
        return
    title = t("records.by_month", chapter=t(f"message.kind.{kind}"))
    what = t("messages.received", year=first.year)
    columns: list[Column[tuple[date, int]]] = [
        Column(t("chart.month"), lambda row: f"{row[0]:%Y-%m}"),
        Column(what, lambda row: row[1], "number"),
    ]
    chart_box(by_month(months, title, what), lambda: sheet_of(title, columns, months), key="messages")


def _kind() -> Kind:
    asked = filters.switch(
        "kind", t("messages.kind"), KINDS, lambda key: t(f"message.kind.{key}"), default=KINDS[0]
    )
    return "message" if asked == "message" else "report"


def _named(kind: Kind) -> None:
    """The one that the address names, until it is put away."""
    asked = st.query_params.get("id", "")
    if asked:
        detail_box(kind, number_in_address(asked))
        st.button(t("messages.close_detail"), key="close-detail", on_click=_put_away)


def _put_away() -> None:
    st.query_params.pop("id", None)


def _asked(kind: Kind) -> Filter:
    with st.container(key="messages-filters"):
        places = st.columns(4)
    with places[0]:
        words = filters.search("q", t("common.search"), placeholder=t("messages.search_hint"))
    with places[1]:
        state = filters.choice(
            "state", t("messages.column.state"), (OPEN, *STATES), partial(word, "message.state")
        )
    with places[2]:
        past = filters.choice("late", t("messages.late"), LATE, lambda key: t(f"messages.lates.{key}"))
    with places[3]:
        unit, own_only = unit_filter(lists.units(kind))
    return Filter(
        state=state,
        late=next((known for known in LATE if known == past), ""),
        unit_id=unit,
        own_only=own_only,
        words=words,
    )


def _said(kind: Kind, wanted: Filter) -> Filter:
    """What persons said of them, narrowed too."""
    names = list(APPRAISED) if kind == "message" else ["justified"]
    chosen: dict[str, Any] = {}
    for name, place in zip(names, st.columns(4), strict=False):
        with place:
            words = [*APPRAISED[name], UNSAID]
            chosen[name] = filters.choice(
                name, t(f"message.field.{name}"), words, partial(word, f"message.{name}")
            )
    return replace(wanted, **chosen)


require(Role.LEADER)
header("messages")
say()
if any_channel() or any(lists.listed(kind, Filter(), limit=1).total for kind in KINDS):
    show(_kind())
else:
    empty_state()
