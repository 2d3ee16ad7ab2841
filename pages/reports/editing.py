"""The office's own text of a kind of report."""

from functools import partial

import streamlit as st

from core.access import current_actor
from core.common.text import t
from core.reporting.reports import texts
from core.reporting.reports.period import Kind, newest_complete
from core.reporting.reports.values import label_of
from core.reporting.reports.wording import Section
from pages.components.dialog import open_dialog
from pages.components.flash import carried_out
from pages.components.format import instant


def version_words(kind: Kind) -> str:
    """Whose text the report is written in."""
    version = texts.version_of(kind)
    if not version.own:
        return t("report.version_product", version=texts.texts().version)
    return t("report.version_own", number=version.number, who=version.made_by, when=instant(version.made_at))


def edit_button(kind: Kind) -> None:
    """Open the editor."""
    if st.button(t("report.edit"), key="report-edit", icon=":material/edit:"):
        open_dialog(t("report.edit"), partial(_editor, kind), wide=True)


def _editor(kind: Kind) -> None:
    st.caption(t("report.edit_note"))
    seen, actor = texts.version_of(kind), current_actor()
    with st.form("report-editor", border=False):
        edited = [_section(place, one) for place, one in enumerate(texts.sections_of(kind))]
        sent = st.form_submit_button(t("report.save"), type="primary")
    if sent:
        carried_out(
            lambda: texts.save(kind, edited, seen=seen.number, actor=actor),
            lambda number: t("report.saved", number=number),
        )
    if seen.own and st.button(t("report.restore"), key="report-restore", icon=":material/restart_alt:"):
        carried_out(lambda: texts.restore(kind, seen=seen.number, actor=actor), t("report.restored"))
    with st.expander(t("report.fields")):
        st.caption(t("report.words_note"))
        period = newest_complete(kind)
        st.dataframe(
            [
                {t("report.column.figure"): label_of(path, period), t("report.column.field"): f"{{{path}}}"}
                for path in sorted(texts.PATHS)
            ],
            hide_index=True,
        )


def _section(place: int, one: Section) -> Section:
    heading = st.text_input(
        t("report.heading"), one.heading, key=f"report-heading-{place}", max_chars=texts.LONGEST_HEADING
    )
    body = st.text_area(
        t("report.body"), one.text, key=f"report-body-{place}", max_chars=texts.LONGEST, height=140
    )
    return Section(one.key, heading or "", body or "")
