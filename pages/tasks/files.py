"""Proofs of many channels from a file."""

import streamlit as st

from core.access import current_actor
from core.common.errors import DomainError
from core.common.export import file_name, rows_xlsx
from core.common.text import t
from core.tasks import files
from core.tasks.files import Planned
from pages.components.deferred import deferred
from pages.components.export_menu import XLSX
from pages.components.flash import say_next
from pages.components.format import plain
from pages.components.jobs import spent, token
from pages.components.table import Column, paged, table_box
from pages.components.upload import say_in_words


def file_dialog(task_id: int) -> None:
    """The file to fill in, the file filled in, and what each of its rows would do."""
    st.caption(t("tasks.file.explain"))
    st.download_button(
        t("tasks.file.template"),
        data=deferred(lambda: rows_xlsx(files.template(task_id))),
        file_name=file_name(t("tasks.file.sheet"), "xlsx"),
        mime=XLSX,
        key="task-template",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )
    say_in_words(t("tasks.file.accepts"))
    given = st.file_uploader(
        t("tasks.file.choose"), type=["xlsx", "csv"], key="task-upload", label_visibility="collapsed"
    )
    if given is None:
        return
    data, name = given.getvalue(), given.name
    try:
        rows = files.planned(task_id, data, name)
    except DomainError as why:
        st.error(plain(str(why)))
        return
    good = sum(row.proof is not None for row in rows)
    _plan(rows, good)
    if st.button(t("tasks.file.send", count=good), key="task-take", type="primary", disabled=not good):
        files.ask(task_id, data, name, actor=current_actor(), once=token(f"task-{task_id}"))
        spent(f"task-{task_id}")
        say_next(t("tasks.file.asked"))
        st.rerun()


def _plan(rows: tuple[Planned, ...], good: int) -> None:
    out = [row for row in rows if row.fault]
    st.markdown(t("tasks.file.plan", good=good, wrong=len(out)))
    if out:
        columns: list[Column[Planned]] = [
            Column(t("records.file.row"), lambda row: row.number, "number", width=70),
            Column(t("records.file.fault"), lambda row: row.fault, width=300),
            Column(t("records.file.content"), lambda row: row.shown, width=420),
        ]
        table_box(paged(out), columns, key="task-faults", name=t("tasks.file.faults"))
