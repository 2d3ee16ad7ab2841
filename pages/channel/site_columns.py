"""Columns of a site: those registered, and those the checker suggests until a person decides."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.text import t
from core.common.vocabulary import ColumnLevel
from core.issues import entry
from core.registry.site_columns import (
    CATEGORIES,
    ColumnLine,
    ColumnValues,
    SuggestionLine,
    add_column,
    columns_of,
    confirm,
    edit_column,
    put_back_column,
    reject,
    retire_column,
    suggestions_of,
)
from core.rules import rule_set
from pages.components import filters
from pages.components.dialog import forget_versions, open_dialog
from pages.components.flash import carried_out
from pages.components.format import plain, word
from pages.components.table import Column, paged, table_box


def site_columns(channel_id: int) -> None:
    """Draw the columns of one site with what a supervisor may do to them."""
    may = current_actor().role.allows(Role.SUPERVISOR)
    _suggestions(channel_id, may=may)
    day, retired = _asked(channel_id)
    rows = columns_of(channel_id, retired=retired, on=day)
    shown = _of_level(rows, day)
    chosen = table_box(
        paged(shown),
        _shown(),
        key="site-columns",
        name=t("field.column.title"),
        filters=(channel_id, day, retired, len(shown)),
        select="one" if may else "none",
        identity=lambda row: (row.id, row.version),
    )
    if may:
        _buttons(channel_id, chosen[0] if chosen else None)


def _asked(channel_id: int) -> tuple[date, bool]:
    """The day at whose end columns are shown, and whether with those retired by then."""
    today = clock.today()
    opened = [row.opened_on for row in columns_of(channel_id, retired=True)]
    with st.container(horizontal=True, vertical_alignment="bottom", key="columns-asked"):
        with st.container(width=200):
            day = filters.day(
                "columns-day", t("field.column.as_of"), default=today,
                earliest=min([*opened, today]), latest=today,
            )  # fmt: skip
        return day, filters.tick("columns-retired", t("field.column.with_retired"))


def _of_level(rows: Sequence[ColumnLine], day: date) -> Sequence[ColumnLine]:
    """The columns of one level or all; how many of each are open at the end of the day stands on the buttons
    themselves, as the yearly report counts them."""
    still = [row for row in rows if row.retired_on is None or row.retired_on > day]
    count = Counter(row.values.level for row in still)
    levels = [one for one in ColumnLevel if any(row.values.level == one for row in rows)]
    if len(levels) < 2 and "level" not in st.query_params:
        return rows
    names = {one.value: f"{t(f'field.column_level.{one.value}')} {count[one]}" for one in levels}
    names = {"all": f"{t('common.all')} {len(still)}", **names}
    wanted = filters.switch("level", t("field.column.level"), list(names), names.__getitem__, default="all")
    return [row for row in rows if wanted in ("all", row.values.level.value)]


def _shown() -> list[Column[ColumnLine]]:
    return [
        Column(t("field.column.name"), lambda row: row.values.name, width=220),
        Column(t("field.column.level"), lambda row: t(f"field.column_level.{row.values.level}"), width=100),
        Column(
            t("field.column.category"),
            lambda row: word("field.column_category", row.values.category),
            width=90,
        ),
        Column(t("field.column.unit"), lambda row: row.unit, width=150),
        Column(t("field.column.demanded"), _demanded, width=100),
        Column(t("field.column.address"), lambda row: row.values.url or None, "link", 300),
        Column(t("field.column.opened_on"), lambda row: row.opened_on, "day", 100),
        Column(t("field.column.retired_on"), lambda row: row.retired_on, "day", 100),
        Column(t("field.column.merged_into"), lambda row: row.merged_into, width=120),
    ]


def _demanded(row: ColumnLine) -> str:
    days = rule_set().columns.window_days(row.values.category, row.values.freshness_days)
    return t("field.column.none") if days is None else t("field.column.days", n=days)


def _buttons(channel_id: int, chosen: ColumnLine | None) -> None:
    with st.container(horizontal=True, key="columns-buttons"):
        if st.button(t("field.column.add"), icon=":material/add:", key="column-add"):
            open_dialog(t("field.column.add"), partial(_form, channel_id, None))
        if chosen is None:
            return
        if chosen.retired_on is not None:
            if st.button(t("field.column.put_back"), icon=":material/undo:", key="column-put-back"):
                open_dialog(t("field.column.put_back"), partial(_put_back, chosen))
            return
        if st.button(t("field.column.edit"), icon=":material/edit:", key="column-edit"):
            forget_versions()
            open_dialog(t("field.column.edit"), partial(_form, channel_id, chosen))
        if st.button(t("field.column.retire"), icon=":material/archive:", key="column-retire"):
            open_dialog(t("field.column.retire"), partial(_retire, channel_id, chosen))


def _form(channel_id: int, old: ColumnLine | None) -> None:
    values = _fields(old.values if old else ColumnValues(""))
    opened, new = (None, False) if old else _opened()
    if not st.button(
        t("field.form.save"), type="primary", key="column-save", disabled=not values.name.strip()
    ):
        return
    actor = current_actor()
    if old is None:
        carried_out(
            lambda: add_column(channel_id, values, opened_on=opened, new=new, actor=actor),
            t("field.column.confirmed", name=values.name),
        )
    else:
        carried_out(
            lambda: edit_column(old.id, values, version=old.version, actor=actor),
            t("grid.unit.saved"),
        )


def _opened() -> tuple[date, bool]:
    """Since when a column exists, and whether it was opened as a new one or is only entered."""
    today = clock.today()
    opened = st.date_input(
        t("field.column.opened_on"), today, max_value=today, format="YYYY-MM-DD", key="column-opened"
    )
    return opened, st.checkbox(t("field.column.new"), key="column-new", help=t("field.column.new_help"))


def _fields(old: ColumnValues) -> ColumnValues:
    levels, categories = list(ColumnLevel), ["", *CATEGORIES]
    name = st.text_input(t("field.column.name"), value=old.name, max_chars=200, key="column-name")
    url = st.text_input(t("field.column.address"), value=old.url, key="column-url")
    first, second = st.columns(2)
    with first:
        level = st.selectbox(
            t("field.column.level"),
            levels,
            index=levels.index(old.level),
            format_func=lambda one: t(f"field.column_level.{one.value}"),
            key="column-level",
        )
    with second:
        category = st.selectbox(
            t("field.column.category"),
            categories,
            index=categories.index(old.category) if old.category in categories else 0,
            format_func=lambda key: word("field.column_category", key),
            key="column-category",
        )
    own = st.number_input(
        t("field.column.own"), value=old.freshness_days, min_value=1, max_value=3650, key="column-days"
    )
    units = entry.units()
    unit = st.selectbox(
        t("field.column.unit"),
        list(units),
        index=list(units).index(old.unit_id) if old.unit_id in units else None,
        format_func=lambda key: units[key],
        placeholder=t("field.column.no_unit"),
        key="column-unit",
    )
    return ColumnValues(name, level, url, category, int(own) if own else None, unit)


def _retire(channel_id: int, column: ColumnLine) -> None:
    st.markdown(f"**{plain(column.values.name)}**")
    reason = st.text_input(t("field.column.reason"), key="column-reason", max_chars=500)
    others = {one.id: one.values.name for one in columns_of(channel_id) if one.id != column.id}
    into = st.selectbox(
        t("field.column.merged_into"),
        list(others),
        index=None,
        format_func=lambda key: others[key],
        placeholder=t("field.column.not_merged"),
        key="column-into",
    )
    today = clock.today()
    on = st.date_input(
        t("field.column.retired_on"), today, max_value=today, format="YYYY-MM-DD", key="column-retired-on"
    )
    if st.button(
        t("field.column.retire"), type="primary", key="column-retire-sure", disabled=not reason.strip()
    ):
        carried_out(
            lambda: retire_column(
                column.id,
                version=column.version,
                actor=current_actor(),
                reason=reason,
                on=on,
                merged_into_id=into,
            ),
            t("field.column.retired"),
        )


def _put_back(column: ColumnLine) -> None:
    st.markdown(f"**{plain(column.values.name)}**")
    st.caption(t("field.column.put_back_note", day=column.retired_on.isoformat()))
    reason = st.text_input(t("field.column.put_back_reason"), key="column-back-reason", max_chars=500)
    if st.button(
        t("field.column.put_back"), type="primary", key="column-back-sure", disabled=not reason.strip()
    ):
        carried_out(
            lambda: put_back_column(column.id, version=column.version, actor=current_actor(), reason=reason),
            t("field.column.was_put_back", name=column.values.name),
        )


def _suggestions(channel_id: int, *, may: bool) -> None:
    waiting = suggestions_of(channel_id)
    if not waiting:
        return
    with st.container(border=True, key="column-suggestions"):
        st.markdown(f"**{t('field.column.suggestions')}** · {len(waiting)}")
        st.caption(t("field.column.suggestions_note"))
        for one in waiting[:10]:
            _suggestion(one, may=may)


def _suggestion(one: SuggestionLine, *, may: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"suggestion-{one.id}"):
        st.markdown(f"{plain(one.name)} · {plain(one.url)}")
        if not may:
            return
        if st.button(t("field.column.confirm"), key=f"confirm-{one.id}"):
            open_dialog(t("field.column.confirm"), partial(_confirm, one))
        if st.button(t("field.column.reject"), key=f"reject-{one.id}", type="tertiary"):
            carried_out(lambda: reject(one.id, actor=current_actor()), t("field.column.rejected"))


def _confirm(one: SuggestionLine) -> None:
    values = _fields(ColumnValues(one.name, url=one.url, category=one.category))
    if st.button(
        t("field.column.confirm"), type="primary", key="column-confirm", disabled=not values.name.strip()
    ):
        carried_out(
            lambda: confirm(one.id, values, actor=current_actor()),
            t("field.column.confirmed", name=values.name),
        )
