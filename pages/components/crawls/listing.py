"""Readings of whole sites on the checker's page: asked for, under way, over."""

from collections.abc import Sequence

import streamlit as st

from core.access import Role, current_actor
from core.common.sheet import Slice
from core.common.text import t
from core.common.vocabulary import CrawlState
from core.monitoring import crawl_view
from core.monitoring.crawl_view import CrawlLine
from core.monitoring.lease import holder
from pages.components.columns import channel_table
from pages.components.crawls.asking import ask_for_several
from pages.components.crawls.following import ICONS, error_of, follow, lasting, make, refusals
from pages.components.figures import Tone
from pages.components.format import actor, word
from pages.components.refresh import refreshing
from pages.components.table import Column, table_box

TONES: dict[str, Tone] = {CrawlState.FAILED: "wrong", CrawlState.CANCELLED: "unknown"}


def crawls_box() -> None:
    """Draw all of it."""
    st.caption(t("crawls.purpose"))
    ask_for_several()
    under_way()
    history()


@refreshing("2s")
def under_way() -> None:
    """Every reading that is not finished, drawn again every two seconds."""
    lines = crawl_view.under_way()
    st.markdown(t("crawls.under_way", count=len(lines)))
    refusals()
    if not lines:
        st.caption(t("crawls.none_under_way"))
    elif holder() is None:
        st.warning(t("crawls.no_checker"), icon=":material/error:")
    if len(lines) > 1 and current_actor().role.allows(Role.STAFF):
        _all_at_once(lines)
    for line in lines:
        follow(line)


def _all_at_once(lines: Sequence[CrawlLine]) -> None:
    offered = {
        "pause": [line.id for line in lines if line.state is not CrawlState.PAUSED],
        "resume": [line.id for line in lines if line.state is CrawlState.PAUSED],
        "cancel": [line.id for line in lines],
    }
    with st.container(horizontal=True, gap="small"):
        for move, ids in offered.items():
            if ids:
                st.button(
                    t(f"crawls.all.{move}", count=len(ids)),
                    icon=ICONS[move],
                    key=f"crawls-{move}-all",
                    on_click=make,
                    args=(move, ids),
                )


def history(channel_id: int | None = None) -> None:
    """Readings that are over, of one site or of all; of all, choosing one opens its site's file."""
    name, none, columns = t("crawls.over"), t("crawls.none_over"), _columns(named=channel_id is None)

    def fetch(limit: int, offset: int) -> Slice[CrawlLine]:
        return crawl_view.finished(channel_id, limit=limit, offset=offset)

    if channel_id is None:
        channel_table(fetch, columns, lambda row: row.channel_id, key="crawls-over", name=name, empty=none)
    else:
        table_box(fetch, columns, key="crawls-over", name=name, empty=none)


def _columns(*, named: bool) -> list[Column[CrawlLine]]:
    site: Column[CrawlLine] = Column(t("crawls.site"), lambda row: row.channel, width=200)
    return [
        *([site] if named else []),
        Column(
            t("common.column.state"),
            lambda row: word("state.crawl", row.state),
            width=80,
            tone=lambda row: TONES.get(row.state, "plain"),
        ),
        Column(t("crawls.asked_at"), lambda row: row.asked_at, "instant", width=140),
        Column(t("crawls.asked_by"), lambda row: actor(row.asked_by), width=90),
        Column(t("crawls.ended_at"), lambda row: row.ended_at, "instant", width=140),
        Column(t("crawls.took_short"), lambda row: lasting(row.seconds), width=110),
        Column(t("crawls.count.read"), lambda row: row.read, "number", width=80),
        Column(t("crawls.count.pages"), lambda row: row.summary.get("pages"), "number", width=80),
        Column(t("crawls.count.dead"), lambda row: row.summary.get("dead"), "number", width=80),
        Column(t("crawls.why"), error_of, width="medium"),
    ]
