"""Rows of a chapter from a file: the template, what each row would do, and all good rows at once."""

from functools import partial

import streamlit as st

from core.access import current_actor
from core.common.errors import DomainError
from core.common.export import file_name, rows_xlsx
from core.common.text import t
from core.records import files
from core.records.chapter import Chapter
from core.records.files import Planned
from core.records.keeping import AT_MOST
from pages.components.deferred import deferred
from pages.components.dialog import open_dialog
from pages.components.export_menu import XLSX
from pages.components.flash import say_next
from pages.components.format import plain
from pages.components.jobs import spent, token
from pages.components.table import Column, paged, table_box
from pages.components.upload import say_in_words


def file_button(one: Chapter) -> None:
    """Open the dialog."""
    if st.button(t("records.file.button"), key="record-file", icon=":material/upload_file:"):
        open_dialog(t(f"records.chapter.{one.key}"), partial(dialog, one.key), wide=True)


def dialog(key: str) -> None:
    """The template, the file, and what each of its rows would do."""
    st.caption(t("records.file.explain", most=f"{AT_MOST:,}"))
    st.download_button(
        t("records.file.template"),
        data=deferred(lambda: rows_xlsx(*files.template(key))),
        file_name=file_name(t(f"records.chapter.{key}"), "xlsx"),
        mime=XLSX,
        key="record-template",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )
    say_in_words(t("records.file.accepts"))
    given = st.file_uploader(
        t("records.file.choose"), type=["xlsx", "csv"], key="record-upload", label_visibility="collapsed"
    )
    if given is None:
        return
    data, name = given.getvalue(), given.name
    try:
        rows = files.planned(key, data, name)
    except DomainError as why:
        st.error(plain(str(why)))
        return
    _plan(rows)
    good = sum(row.good for row in rows)
    if st.button(t("records.file.enter", count=good), key="record-take", type="primary", disabled=not good):
        files.ask(key, data, name, actor=current_actor(), once=token(f"record-{key}"))
        spent(f"record-{key}")
        say_next(t("records.file.asked"))
        st.rerun()


def _plan(rows: tuple[Planned, ...]) -> None:
    out = [row for row in rows if not row.good]
    wrong = sum(bool(row.fault) for row in rows)
    st.markdown(t("records.file.plan", good=len(rows) - len(out), there=len(out) - wrong, wrong=wrong))
    if not out:
        return
    columns: list[Column[Planned]] = [
        Column(t("records.file.row"), lambda row: row.number, "number", width=70),
        Column(t("records.file.fault"), lambda row: row.fault or t("records.file.there"), width=300),
        Column(t("records.file.content"), lambda row: row.shown, width=420),
    ]
    table_box(paged(out), columns, key="record-faults", name=t("records.file.faults"))
