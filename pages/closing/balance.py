"""Beside the charts of closing and merging: scope, rows behind each bar, the balance, what is next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

import streamlit as st

from core.common.text import t
from core.lifecycle import case_lists
from core.lifecycle.case_lists import Filter
from core.lifecycle.vocabulary import EventKind
from core.registry.kinds import Medium, kind_name, kinds
from core.registry.search import units
from core.reporting.statistics import balance, closing
from core.reporting.statistics.balance import Balance, Group, Scope
from core.reporting.statistics.closing import Step, Waterfall
from pages.components import columns, filters
from pages.components.case_columns import case_columns
from pages.components.columns import channel_table
from pages.components.format import number, word
from pages.components.level_filter import category_filter, level_filter
from pages.components.links import go
from pages.components.period import Period
from pages.components.table import Column, clear_choice, paged, table_box
from pages.components.unit_filter import unit_filter

MOVES = ("found", "opened", "reopened", "closed", "merged", "cancelled")
NAMES = ("start", *MOVES, "end")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a waterfall."""

    medium: Medium
    what: str
    count: int

    @property
    def key(self) -> str:
        return f"{self.medium}-{self.what}"


def scope_filters() -> Scope:
    """Draw the filters by kind, supervising unit, level and category."""
    with st.container(key="scope-filters"):
        places = st.columns(4)
    with places[0]:
        kind = filters.choice(
            "channel_kind",
            t("closing.filter_channel_kind"),
            tuple(kinds()),
            kind_name,
            follows="channel_kind",
        )
    with places[1]:
        unit, own_only = unit_filter(units())
    with places[2]:
        level = level_filter()
    with places[3]:
        category = category_filter()
    return Scope(None, kind, unit, own_only, level, category)


def bars(period: Period, changes: Mapping[Medium, Waterfall], scope: Scope) -> None:
    """Every bar of the waterfalls as a button; the chosen one's rows stand below."""
    found = [
        Bar(medium, name, getattr(change, name))
        for medium, change in changes.items()
        for name in NAMES
        if getattr(change, name)
    ]
    if not found:
        return
    known = {bar.key: bar for bar in found}
    st.markdown(t("closing.bars"), help=t("closing.bars_hint"))
    chosen = filters.pills("bar", t("closing.bars_hint"), list(known), lambda key: _bar_name(known[key]))
    if chosen in known:
        _rows_of(period, known[chosen], replace(scope, medium=known[chosen].medium))


def step_bars(period: Period, steps: tuple[Step, ...], scope: Scope) -> None:
    """Every bar of the funnel as a button; the cases that reached the chosen step stand below."""
    known = {step.state.value: step for step in steps if step.reached}
    if not known:
        return
    st.markdown(t("closing.steps_hint"))
    chosen = filters.pills(
        "step",
        t("closing.steps_hint"),
        list(known),
        lambda key: t("closing.step_bar", step=word("state.case", key), count=number(known[key].reached)),
    )
    if chosen in known:
        channel_table(
            lambda limit, offset: closing.case_rows(
                period.first,
                period.last,
                state=chosen,
                reached=True,
                scope=scope,
                limit=limit,
                offset=offset,
            ),
            columns.cases(),
            lambda row: row.channel_id,
            key="step-rows",
            name=word("state.case", chosen),
            filters=(period, scope, chosen),
        )


def balance_tables(period: Period, scope: Scope, kinds: Sequence[Balance]) -> None:
    """The balance by kind and by unit, each line of which narrows the page to itself."""
    group: Group = "unit" if _group() == "unit" else "kind"
    lines = kinds if group == "kind" else balance.balances(group, period.first, period.last, scope)
    chosen = table_box(
        paged(lines),
        _columns(group),
        key=f"balance-{group}",
        name=t("closing.balance"),
        filters=(period, scope, group),
        select="one",
        identity=lambda row: row.key,
    )
    st.caption(t("closing.balance_note"))
    if chosen:
        clear_choice(f"balance-{group}")
        st.query_params["unit" if group == "unit" else "channel_kind"] = chosen[0].key
        st.rerun()


def what_is_next(scope: Scope) -> None:
    """The steps that are late or due soon, the most pressing first."""
    wanted = Filter(
        due="next", unit_id=scope.unit_id, own_only=scope.own_only, channel_kind=scope.kind,
        level=scope.level, category=scope.category,
    )  # fmt: skip
    if not case_lists.listed(wanted, limit=1).total:
        st.markdown(t("closing.next_none"))
        return
    chosen = table_box(
        lambda limit, offset: case_lists.listed(wanted, limit=limit, offset=offset),
        case_columns(),
        key="next",
        name=t("closing.next"),
        filters=wanted,
        select="one",
        identity=lambda row: row.id,
    )
    if chosen:
        go("case", case=chosen[0].id)


def _group() -> str:
    return filters.switch(
        "by", t("closing.balance"), ("kind", "unit"), lambda key: t(f"closing.by_{key}"), default="kind"
    )


def _bar_name(bar: Bar) -> str:
    return t(
        "closing.bar",
        medium=t(f"kind.medium.{bar.medium}"),
        what=t(f"chart.waterfall.{bar.what}"),
        count=number(bar.count),
    )


def _rows_of(period: Period, bar: Bar, scope: Scope) -> None:
    if bar.what in ("start", "end"):
        day = period.before if bar.what == "start" else period.last
        channel_table(
            lambda limit, offset: balance.running_rows(day, scope, limit=limit, offset=offset),
            columns.channels(),
            lambda row: row.id,
            key="bar-channels",
            name=_bar_name(bar),
            filters=(period, scope, bar.key),
        )
        return
    channel_table(
        lambda limit, offset: balance.event_rows(
            period.first,
            period.last,
            scope,
            events=(EventKind(bar.what),),
            limit=limit,
            offset=offset,
        ),
        columns.events(),
        lambda row: row.channel_id,
        key="bar-events",
        name=_bar_name(bar),
        filters=(period, scope, bar.key),
    )


def _columns(group: Group) -> list[Column[Balance]]:
    head = t("common.column.unit") if group == "unit" else t("common.column.kind")
    return [
        Column(head, lambda row: row.label, width="medium"),
        *(Column(t(f"chart.waterfall.{name}"), attrgetter(name), "number") for name in NAMES),
    ]
