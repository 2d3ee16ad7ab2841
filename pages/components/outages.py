"""What is down now, in red, with since when and why; or that nothing is, in one quiet line."""

import streamlit as st

from core.common.text import t
from core.reporting.statistics.websites import StateRow, down_now, websites_now
from pages.components.format import ago, failure, instant, plain
from pages.components.links import link

SHOWN = 8


def down_list() -> None:
    """Draw the websites whose home page is confirmed not to open, each linked to its file."""
    down, now = down_now(limit=SHOWN), websites_now()
    if not down.total:
        visited = now.total - now.none
        st.markdown(t("common.down.none", visited=visited) if visited else t("common.down.unvisited"))
        return
    with st.container(border=True, key="down-now", gap="xxsmall"):
        st.markdown(t("common.down.title", count=down.total))
        for row in down.rows:
            _line(row)
        if down.total > SHOWN:
            link("health", t("common.down.more", count=down.total - SHOWN))


def _line(row: StateRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        link("channel", plain(row.name), icon=":material/link_off:", id=row.channel_id)
        st.caption(
            t(
                "common.down.line",
                unit=plain(row.unit),
                failure=failure(row.failure),
                since=instant(row.since),
                age=ago(row.since),
            )
        )
