"""Reports: a kind, a period, the text and figures as they will be printed, and the files."""

import streamlit as st

from core.access import Role, current_actor
from core.common.text import t
from core.reporting.reports.period import KINDS, Kind, Period, newest_complete, read_period, recent
from core.reporting.reports.report import Report, gap_words, make_report
from core.reporting.statistics.registry import any_channel
from pages.components import filters
from pages.components.copying import to_copy
from pages.components.flash import say
from pages.components.format import plain
from pages.components.header import empty_state, header
from pages.components.jobs import job_boxes
from pages.components.links import go
from pages.components.report_files import downloads
from pages.reports.editing import edit_button, version_words
from pages.reports.figures import figures_box
from pages.reports.pack import pack_button, pack_files
from pages.reports.public import public_button
from pages.shell.guard import require

# How many periods of each kind can be chosen.
OFFERED: dict[Kind, int] = {"daily": 31, "monthly": 24, "quarterly": 12, "yearly": 10}


def show() -> None:
    """Draw the report that is chosen; the last complete one of its kind at first."""
    asked = filters.switch(
        "kind", t("report.kinds"), KINDS, lambda key: t(f"report.kind.{key}"), default="quarterly"
    )
    kind = next(one for one in KINDS if one == asked)
    report = make_report(_period(kind))
    job_boxes("report", pack_files)
    with st.container(horizontal=True, gap="small", key="report-bar"):
        downloads(report)
        pack_button(report.period)
        if current_actor().role.allows(Role.SUPERVISOR):
            edit_button(kind)
            if report.period.complete:
                public_button(report)
    st.caption(version_words(kind))
    _notes(report)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _text(report)
    with right:
        _brief(report)
    figures_box(report)


def _period(kind: Kind) -> Period:
    offered = {one.key: one for one in recent(kind, OFFERED[kind])}
    asked = st.query_params.get(f"period-{kind}", "")
    if asked and asked not in offered:
        offered[asked] = read_period(kind, asked)
    with st.container(width=240):
        key = filters.choice(
            f"period-{kind}", t("report.period_label"), list(offered), lambda one: offered[one].name,
            default=newest_complete(kind).key,
        )  # fmt: skip
    return offered[key]


def _notes(report: Report) -> None:
    if not report.period.complete:
        st.info(t("report.under_way_note"), icon=":material/schedule:")
    broken = [one for one in report.identities if not one.holds]
    if broken:
        st.error(t("report.disagree", count=len(broken)), icon=":material/calculate:")
    elif report.identities:
        st.success(t("report.agree", count=len(report.identities)), icon=":material/check_circle:")
    if report.unrecorded:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":orange[●] {t('report.missing', count=len(report.unrecorded))}")
            if st.button(t("report.missing_go"), key="report-records", type="tertiary"):
                go("records", year=str(report.period.first.year))
    for chapter, months in report.gaps:
        st.markdown(f":orange[●] {plain(gap_words(chapter, months))}")


def _text(report: Report) -> None:
    with st.container(border=True, key="report-text", gap="small"):
        st.subheader(plain(report.title), anchor=False)
        if not report.sections:
            st.info(t("report.empty_text"))
        for section in report.sections:
            st.markdown(f"**{plain(section.heading)}**")
            for line in section.text.splitlines():
                st.markdown(plain(line))


def _brief(report: Report) -> None:
    with st.container(border=True, key="report-brief", gap="xsmall"):
        st.markdown(f"**{t('report.brief')}**")
        to_copy(report.brief, key="brief")
        st.caption(t("report.brief_note"))


require(Role.LEADER)
header("report")
say()
if any_channel():
    show()
else:
    empty_state()
