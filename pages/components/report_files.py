"""The files of a report, made when they are asked for."""

from functools import partial

import streamlit as st

from core.common.export import file_name
from core.common.text import t
from core.reporting.reports.files import FILES
from core.reporting.reports.report import Report
from pages.components.deferred import deferred
from pages.components.export_menu import XLSX

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA = {"docx": DOCX, "pdf": "application/pdf", "xlsx": XLSX}


def downloads(report: Report) -> None:
    """A button for each kind of file."""
    for ending, make in FILES.items():
        st.download_button(
            t(f"report.download_{ending}"),
            data=deferred(partial(make, report)),
            file_name=file_name(report.title, ending),
            mime=MEDIA[ending],
            key=f"report-{ending}",
            icon=":material/download:",
            type="primary" if ending == "docx" else "secondary",
            on_click="ignore",
        )
