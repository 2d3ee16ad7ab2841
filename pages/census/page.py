"""Census (普查): campaigns, what they found, and the answers of the units."""

from datetime import date

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.text import t
from core.lifecycle import census_lists
from core.lifecycle.census_lists import CensusLine, EntryLine, UnitResult
from core.lifecycle.vocabulary import CensusResult
from core.registry.kinds import kind_name
from core.reporting.statistics.registry import any_channel
from pages.census import forms
from pages.components import filters
from pages.components.address import number_in_address
from pages.components.dialog import asked_dialog
from pages.components.figures import Figure, Tone, metric_row
from pages.components.flash import kept
from pages.components.format import actor, number, plain, word
from pages.components.header import empty_state, header
from pages.components.jobs import job_boxes, leads_to
from pages.components.paper import hint
from pages.components.table import Column, paged, table_box
from pages.components.unit_filter import unit_filter
from pages.shell.guard import require

TABS = ("entries", "by_unit")
ANSWERS = (CensusResult.CONFIRMED, CensusResult.MISSING, CensusResult.DENIED)
TONES: dict[CensusResult, Tone] = {
    CensusResult.MISSING: "wrong",
    CensusResult.DENIED: "late",
    CensusResult.UNKNOWN: "unknown",
}


def show() -> None:
    """Draw the year's figures, the censuses, and the one that is chosen."""
    lines = census_lists.censuses()
    if current_actor().role.allows(Role.SUPERVISOR) and asked_dialog(
        "add", t("census.start.button"), key="census-start", icon=":material/add:", type="primary"
    ):
        forms.start()
    job_boxes("census", leads_to("census", "census", t("census.start.see"), "census"))
    if not lines:
        st.info(t("census.empty"), icon=":material/fact_check:")
        return
    _figures(lines)
    chosen = table_box(
        paged(lines),
        _columns(),
        key="censuses",
        name=t("census.table"),
        select="one",
        identity=lambda row: row.id,
    )
    st.caption(t("census.choose"))
    asked = number_in_address(st.query_params.get("census", ""))
    wanted = chosen[0].id if chosen else asked
    line = next((one for one in lines if one.id == wanted), lines[0])
    _one(line)


def _figures(lines: tuple[CensusLine, ...]) -> None:
    years = sorted({str(line.day.year) for line in lines}, reverse=True)
    year = years[0]
    if len(years) > 1:
        year = filters.choice("year", t("census.year"), years, str, default=year)
    found = census_lists.found_total(date(int(year), 1, 1), date(int(year), 12, 31))
    waiting = sum(line.unknown for line in lines if line.ended_on is None)
    st.markdown(f"**{t('census.total', year=year)}**")
    metric_row(
        [
            Figure(
                "censuses",
                t("census.censuses"),
                number(found.censuses),
                t("census.censuses_note"),
                opens=False,
            ),
            Figure(
                "found-websites",
                t("census.websites"),
                number(found.websites),
                t("census.websites_note"),
                opens=False,
            ),
            Figure(
                "found-accounts",
                t("census.accounts"),
                number(found.accounts),
                t("census.accounts_note"),
                opens=False,
            ),
            Figure(
                "unanswered",
                t("census.unanswered"),
                number(waiting),
                t("census.unanswered_note"),
                tone="unknown" if waiting else "plain",
                opens=False,
            ),
        ],
        key="census",
    )


def _one(line: CensusLine) -> None:
    with st.container(border=True, key="census-detail", gap="small"):
        st.subheader(plain(line.name), anchor=False)
        answered = line.asked - line.unknown
        st.progress(
            answered / line.asked if line.asked else 1.0,
            t("census.progress", answered=number(answered), asked=number(line.asked)),
        )
        role = current_actor().role
        if line.ended_on is None and role.allows(Role.SUPERVISOR):
            with st.container(horizontal=True, gap="small"):
                if st.button(t("census.add.button"), key="census-add", icon=":material/add_circle:"):
                    forms.add(line.id)
                if st.button(t("census.end.button"), key="census-end", icon=":material/flag:"):
                    forms.end(line)
        tab = filters.switch(
            "tab", t("census.entries"), TABS, lambda key: t(f"census.tab.{key}"), default="entries"
        )
        if tab == "by_unit":
            table_box(
                lambda limit, offset: census_lists.by_unit(line.id, limit=limit, offset=offset),
                _unit_columns(),
                key="census-units",
                name=t("census.by_unit"),
                filters=line.id,
            )
        else:
            _entries(line)


def _entries(line: CensusLine) -> None:
    with st.container(key="census-filters"):
        first, second, third = st.columns(3)
    with first:
        words = filters.search("q", t("common.search"), placeholder=t("census.find"))
    with second:
        result = filters.choice(
            "result", t("census.filter_result"), list(CensusResult), lambda key: word("census.result", key)
        )
    with third:
        unit, own_only = unit_filter(census_lists.units_of(line.id))
    may = line.ended_on is None and current_actor().role.allows(Role.STAFF)
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small")
    chosen = table_box(
        lambda limit, offset: census_lists.entries(
            line.id,
            result=result,
            unit_id=unit,
            own_only=own_only,
            words=words,
            limit=limit,
            offset=offset,
        ),
        _entry_columns(),
        key=forms.TABLE,
        name=t("census.entries"),
        filters=(line.id, result, unit, own_only, words),
        select="many" if may else "none",
        identity=lambda row: row.channel_id,
        in_address=True,
    )
    if may:
        with bar:
            _answers(line, chosen)


def _answers(line: CensusLine, chosen: list[EntryLine]) -> None:
    if not chosen:
        hint(t("census.choose_entries"))
        return
    st.markdown(t("census.chosen", count=len(chosen)))
    for result in ANSWERS:
        if st.button(
            t(f"census.answer.{result.value}"),
            key=f"census-{result.value}",
            type="primary" if result is CensusResult.CONFIRMED else "secondary",
        ):
            forms.answer(line.id, [row.channel_id for row in chosen], result)


def _state(line: CensusLine) -> str:
    if line.ended_on:
        return t("census.state.ended")
    late = line.closes_on is not None and line.closes_on < clock.today()
    return t("census.state.overdue" if late else "census.state.open")


def _columns() -> list[Column[CensusLine]]:
    return [
        Column(t("census.column.name"), lambda row: row.name, width="medium"),
        Column(t("census.column.day"), lambda row: row.day, "day"),
        Column(t("census.column.closes_on"), lambda row: row.closes_on, "day"),
        Column(t("census.column.state"), _state),
        Column(t("census.column.asked"), lambda row: row.asked, "number"),
        Column(t("census.column.websites"), lambda row: row.websites, "number"),
        Column(t("census.column.accounts"), lambda row: row.accounts, "number"),
        Column(t("census.column.confirmed"), lambda row: row.confirmed, "number"),
        Column(t("census.column.missing"), lambda row: row.missing, "number"),
        Column(t("census.column.denied"), lambda row: row.denied, "number"),
        Column(t("census.column.unknown"), lambda row: row.unknown, "number"),
    ]


def _unit_columns() -> list[Column[UnitResult]]:
    return [
        Column(t("common.column.unit"), lambda row: row.unit, width="medium"),
        Column(t("census.column.found"), lambda row: row.found, "number"),
        Column(t("census.column.confirmed"), lambda row: row.confirmed, "number"),
        Column(t("census.column.missing"), lambda row: row.missing, "number"),
        Column(t("census.column.denied"), lambda row: row.denied, "number"),
        Column(
            t("census.column.unknown"),
            lambda row: row.unknown,
            "number",
            tone=lambda row: "unknown" if row.unknown else "plain",
        ),
    ]


def _entry_columns() -> list[Column[EntryLine]]:
    return [
        Column(t("common.column.code"), lambda row: row.code),
        Column(t("common.column.channel"), lambda row: row.channel, width="medium"),
        Column(t("common.column.kind"), lambda row: kind_name(row.kind)),
        Column(t("common.column.unit"), lambda row: row.unit, width="medium"),
        Column(t("common.column.registered"), lambda row: word("state.registered", row.registered)),
        Column(
            t("census.column.result"),
            lambda row: word("census.result", row.result),
            tone=lambda row: TONES.get(row.result, "plain"),
        ),
        Column(t("census.column.answered_on"), lambda row: row.answered_on, "day"),
        Column(t("census.column.actor"), lambda row: actor(row.actor)),
        Column(t("census.column.note"), lambda row: row.note, width="medium"),
    ]


require(Role.LEADER)
header("census")
kept()
if any_channel() or census_lists.censuses():
    show()
else:
    empty_state()
