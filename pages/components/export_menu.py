"""The menu of files that a table or a chart is exported as."""

from collections.abc import Callable

import streamlit as st

from core.common.export import file_name, rows_csv, rows_xlsx
from core.common.sheet import Sheet
from core.common.text import t
from pages.components.deferred import deferred

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def export_sheet(sheet: Callable[[], Sheet], *, name: str, key: str) -> None:
    """The export menu of a table: XLSX and CSV of every row that `sheet` returns."""
    export_menu(
        key,
        [
            ("xlsx", XLSX, name, lambda: rows_xlsx(sheet())),
            ("csv", "text/csv", name, lambda: rows_csv(sheet())),
        ],
    )


def export_menu(
    key: str,
    files: list[tuple[str, str, str, Callable[[], bytes]]],
    *,
    first: Callable[[], None] = lambda: None,
) -> None:
    """A popover of downloads: (ending, media type, name, maker), below what `first` draws. Makers run only
    when clicked, because a download button that is given bytes keeps them in memory for every visitor."""
    with st.popover(t("common.export"), type="tertiary", icon=":material/download:", key=f"export-{key}"):
        first()
        for ending, media, name, make in files:
            st.download_button(
                t(f"common.download_{ending}"),
                data=deferred(make),
                file_name=file_name(name, ending),
                mime=media,
                key=f"download-{key}-{ending}",
                on_click="ignore",
                type="tertiary",
                width="stretch",
            )
