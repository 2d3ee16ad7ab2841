"""Choosing the figures that everybody may read."""

from functools import partial

import streamlit as st

from core.access import current_actor
from core.common.text import t
from core.reporting import public
from core.reporting.reports.report import Report
from pages.components.dialog import open_dialog
from pages.components.flash import carried_out
from pages.components.format import instant, plain


def public_button(report: Report) -> None:
    """Open the choice; for supervisors."""
    if st.button(t("public.open"), key="public-open", icon=":material/public:"):
        open_dialog(t("public.open"), partial(_choice, report), wide=True)


def _choice(report: Report) -> None:
    now, seen, actor = public.published(), public.version(), current_actor()
    st.caption(t("public.explain"))
    if now is None:
        st.markdown(t("public.off"))
    else:
        st.markdown(t("public.on", count=len(now.figures), period=plain(now.period), when=instant(now.at)))
    period = report.period
    known = {one.path: f"{one.named}：{one.words}" for one in report.figures if one.recorded}
    before = [path for path in (now.paths if now else ()) if path in known]
    paths = st.multiselect(
        t("public.figures", period=period.name), list(known), before, format_func=lambda path: known[path],
        key="public-figures", max_selections=public.MOST, placeholder=t("public.choose"),
    )  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        if st.button(t("public.publish"), type="primary", key="public-publish", disabled=not paths):
            carried_out(
                lambda: public.publish(period.kind, period.key, paths, seen=seen, actor=actor),
                t("public.published"),
            )
        if now is not None and st.button(t("public.withdraw"), key="public-withdraw"):
            carried_out(lambda: public.withdraw(seen=seen, actor=actor), t("public.withdrawn"))
