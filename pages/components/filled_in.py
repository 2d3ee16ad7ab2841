"""A file that people fill in: the template, the upload, and which of its rows are left out."""

from collections.abc import Callable, Sequence
from typing import Protocol

import streamlit as st

from core.common.export import file_name, rows_xlsx
from core.common.sheet import Sheet
from core.common.text import t
from pages.components.deferred import deferred
from pages.components.export_menu import XLSX
from pages.components.table import Column, paged, table_box
from pages.components.upload import say_in_words


class LeftOut(Protocol):
    """A row that does nothing, and why."""

    @property
    def number(self) -> int: ...
    @property
    def shown(self) -> str: ...
    @property
    def fault(self) -> str: ...


def filled_in(
    topic: str,
    explain: str,
    template: Callable[[], Sequence[Sheet]],
    *,
    name: str,
    key: str,
    types: Sequence[str] = ("xlsx", "csv"),
) -> tuple[bytes, str] | None:
    """Draw template and upload with the words of the catalogue under `<topic>.file`.

    Returns the file's bytes and name, None while there is none. `name` is the template's,
    `types` are the endings that are taken."""
    st.caption(explain)
    st.download_button(
        t(f"{topic}.file.template"),
        data=deferred(lambda: rows_xlsx(*template())),
        file_name=file_name(name, "xlsx"),
        mime=XLSX,
        key=f"{key}-template",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )
    say_in_words(t(f"{topic}.file.accepts"))
    given = st.file_uploader(
        t(f"{topic}.file.choose"), type=types, key=f"{key}-upload", label_visibility="collapsed"
    )
    return None if given is None else (given.getvalue(), given.name)


def left_out(rows: Sequence[LeftOut], name: str, key: str) -> None:
    """Draw the rows that are left out with the reason of each; nothing when all are good."""
    if not rows:
        return
    columns: list[Column[LeftOut]] = [
        Column(t("records.file.row"), lambda row: row.number, "number", width=70),
        Column(t("records.file.fault"), lambda row: row.fault or t("records.file.there"), width=300),
        Column(t("records.file.content"), lambda row: row.shown, width=420),
    ]
    table_box(paged(rows), columns, key=f"{key}-faults", name=name)
