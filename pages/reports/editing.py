"""The office's own text of a kind of report."""

from functools import partial

import streamlit as st

from core.access import Actor, current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.reporting.reports import texts
from core.reporting.reports.period import Kind, newest_complete
from core.reporting.reports.report import preview
from core.reporting.reports.values import label_of
from core.reporting.reports.wording import Section
from pages.components.dialog import open_dialog
from pages.components.flash import carried_out
from pages.components.format import instant, plain


def version_words(kind: Kind) -> str:
    """Whose text the report is written in."""
    return _named(texts.version_of(kind))


def edit_button(kind: Kind) -> None:
    """Open the editor."""
    if st.button(t("report.edit"), key="report-edit", icon=":material/edit:"):
        open_dialog(t("report.edit"), partial(_editor, kind), wide=True)


def _editor(kind: Kind) -> None:
    st.caption(t("report.edit_note"))
    seen, actor = texts.version_of(kind), current_actor()
    with st.form("report-editor", border=False):
        edited = [_section(place, one) for place, one in enumerate(texts.sections_of(kind))]
        with st.container(horizontal=True):
            sent = st.form_submit_button(t("report.save"), type="primary")
            shown = st.form_submit_button(t("report.preview"), key="report-preview")
    if shown:
        _preview(kind, edited)
    if sent:
        carried_out(
            lambda: texts.save(kind, edited, seen=seen.number, actor=actor),
            lambda number: t("report.saved", number=number),
        )
    _go_back(kind, seen, actor)
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


def _preview(kind: Kind, edited: list[Section]) -> None:
    """The text with the figures of the newest whole period, as it would be printed; nothing is saved."""
    period = newest_complete(kind)
    try:
        sections = preview(period, edited)
    except DomainError as why:
        st.error(plain(str(why)))
        return
    with st.container(border=True):
        st.caption(t("report.preview_of", period=period.name))
        for one in sections:
            st.markdown(f"**{plain(one.heading)}**")
            for paragraph in one.text.splitlines():
                st.markdown(plain(paragraph))


def _go_back(kind: Kind, seen: texts.Version, actor: Actor) -> None:
    """Any earlier version of the office, or the product's text."""
    earlier = [one for one in texts.versions(kind) if one.own and one.number != seen.number]
    options = [*earlier, *([texts.Version(0)] if seen.own else [])]
    if not options:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(t("report.earlier"), options, format_func=_named, key="report-earlier")
        if st.button(t("report.restore"), key="report-restore", icon=":material/restart_alt:"):
            carried_out(
                lambda: texts.restore(kind, seen=seen.number, number=chosen.number, actor=actor),
                t("report.restored"),
            )


def _named(version: texts.Version) -> str:
    if not version.own:
        return t("report.version_product", version=texts.texts().version)
    return t("report.version_own", number=version.number, who=version.made_by, when=instant(version.made_at))


def _section(place: int, one: Section) -> Section:
    heading = st.text_input(
        t("report.heading"), one.heading, key=f"report-heading-{place}", max_chars=texts.LONGEST_HEADING
    )
    body = st.text_area(
        t("report.body"), one.text, key=f"report-body-{place}", max_chars=texts.LONGEST, height=140
    )
    return Section(one.key, heading or "", body or "")
