"""The papers for a meeting: which topics, and the files once the job has made them."""

from functools import partial

import streamlit as st

from core.access import current_actor
from core.common.text import t
from core.jobs import View
from core.reporting.pack.files import ask, made_by
from core.reporting.pack.slides import topics_of
from core.reporting.reports.period import Period
from pages.components.dialog import open_dialog
from pages.components.export_menu import PPTX
from pages.components.flash import carried_out
from pages.components.jobs import spent, token
from pages.components.report_files import MEDIA

_TYPES = {**MEDIA, "pptx": PPTX}


def pack_button(period: Period) -> None:
    """Open the choice of topics."""
    if st.button(t("pack.button"), key="report-pack", icon=":material/slideshow:"):
        open_dialog(t("pack.button"), partial(dialog, period))


def dialog(period: Period) -> None:
    """The topics of the period, all chosen at first."""
    st.caption(t("pack.explain"))
    known = topics_of(period.kind)
    chosen = st.pills(
        t("pack.topics"), known, selection_mode="multi", default=list(known),
        format_func=lambda key: t(f"pack.topic.{key}"), key=f"pack-topics-{period.kind}",
    )  # fmt: skip
    if st.button(t("pack.make"), key="pack-make", type="primary", disabled=not chosen):

        def asked() -> None:
            ask(period, chosen, actor=current_actor(), once=token("pack"))
            spent("pack")

        carried_out(asked, t("pack.asked"))


def pack_files(job: View) -> None:
    """The files of a job that is over."""
    with st.container(horizontal=True, gap="small"):
        for file in made_by(job.id):
            st.download_button(
                t(f"pack.download_{file.ending}"),
                data=file.data,
                file_name=file.name,
                mime=_TYPES[file.ending],
                key=f"pack-{job.id}-{file.ending}",
                icon=":material/download:",
                on_click="ignore",
            )
