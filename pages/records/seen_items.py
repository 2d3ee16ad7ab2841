"""What the checker saw published in a month, looked at and entered as a file of the chapter is."""

import streamlit as st

from core.access import current_actor
from core.common.text import t
from core.imports import chapter_files as files
from core.records import seen_items
from core.records.seen_items import SeenMonth
from pages.components.dialog import open_dialog
from pages.components.flash import say_next
from pages.components.format import number
from pages.components.jobs import spent, token
from pages.components.table import Column, paged, table_box


def seen_button() -> None:
    """Open the dialog."""
    if st.button(t("records.seen.button"), key="record-seen", icon=":material/visibility:"):
        open_dialog(t("records.seen.title"), dialog, wide=True)


def dialog() -> None:
    """The counts of a month, and the button that enters those that are whole."""
    st.caption(t("records.seen.explain"))
    month = st.selectbox(
        t("records.seen.month"),
        seen_items.months(),
        format_func=lambda one: f"{one:%Y-%m}",
        key="record-seen-month",
    )
    rows = seen_items.seen_in(month)
    if not rows:
        st.info(t("records.seen.nothing"))
        return
    columns: list[Column[SeenMonth]] = [
        Column(t("records.field.column_month.column_id"), lambda row: row.column, width=200),
        Column(t("records.machine.channel"), lambda row: row.site, width=200),
        Column(t("records.seen.items"), lambda row: row.items, "number", 110),
        Column(t("records.seen.open_days"), lambda row: row.open_days or None, "number", 130),
        Column(t("records.seen.entered"), lambda row: row.entered, "number", 110),
    ]
    name = t("records.seen.title")
    table_box(paged(rows), columns, key="records-seen", name=name, filters=month, heading=False)
    good = [row for row in rows if row.can_be_entered]
    words = t("records.file.enter", count=number(len(good)))
    if st.button(words, key="record-seen-take", type="primary", disabled=not good):
        data = seen_items.as_file(month, good)
        files.ask(
            seen_items.KEY,
            data,
            f"{name} {month:%Y-%m}.xlsx",
            actor=current_actor(),
            once=token("record-seen"),
        )
        spent("record-seen")
        say_next(t("records.file.asked"))
        st.rerun()
