"""What happens after closing: channels that left and what the checker found, and suspensions in effect."""

import streamlit as st

from core.access import Role, current_actor
from core.common.sheet import Slice
from core.common.text import t
from core.lifecycle.after import AfterCounts, after_counts, after_lines, look_now
from core.lifecycle.rules import lifecycle_rules
from core.lifecycle.suspension import Suspended, suspended
from pages.components import filters
from pages.components.case_columns import after_columns, suspended_columns
from pages.components.figures import Figure, metric_row
from pages.components.flash import keep
from pages.components.format import number, plain, word
from pages.components.links import go
from pages.components.table import clear_choice, table_box

OUTCOMES = ("problem", "suspect", "blocked", "ok", "waiting")


def closed_channels() -> None:
    """Draw the counts, the list, and the button that asks the checker to look now."""
    counts = after_counts()
    metric_row(_figures(counts), key="after")
    st.caption(t("case.zombies.note", days=lifecycle_rules().verification.every_days))
    if not counts.problem:
        st.markdown(t("case.zombies.none"))
    with st.container(key="after-filters"):
        outcome = filters.choice("outcome", t("common.column.outcome"), OUTCOMES, _outcome)
    chosen = table_box(
        lambda limit, offset: after_lines(outcome=outcome, limit=limit, offset=offset),
        after_columns(),
        key="after",
        name=t("case.tab.zombies"),
        filters=outcome,
        select="many",
        identity=lambda row: row.channel_id,
        in_address=True,
    )
    if chosen and current_actor().role.allows(Role.STAFF):
        with st.container(horizontal=True, gap="small"):
            if st.button(t("case.take.ask"), key="after-ask", icon=":material/travel_explore:"):
                look_now([row.channel_id for row in chosen], actor=current_actor())
                clear_choice("after")
                keep(t("case.take.asked"))
                st.rerun()
            if len(chosen) == 1 and st.button(
                t("common.open_channel"), key="after-open", icon=":material/folder_open:"
            ):
                go("channel", id=chosen[0].channel_id)


def _figures(counts: AfterCounts) -> list[Figure]:
    return [
        Figure(
            "still",
            t("case.zombies.problem"),
            number(counts.problem),
            t("case.zombie_note"),
            tone="wrong" if counts.problem else "plain",
            opens=False,
        ),
        Figure("gone", t("case.zombies.checked"), number(counts.ok), opens=False),
        Figure(
            "unsure",
            t("case.zombies.blocked"),
            number(counts.blocked + counts.suspect),
            tone="unknown" if counts.blocked + counts.suspect else "plain",
            opens=False,
        ),
        Figure("unseen", t("case.zombies.waiting"), number(counts.waiting), opens=False),
    ]


def suspensions() -> None:
    """Draw the suspensions in effect, those past their day first."""
    found = suspended()
    for one in found:
        if one.lapsed:
            st.error(
                f"{plain(one.channel)} · {t('case.suspended.lapsed', days=-one.days)}",
                icon=":material/alarm:",
            )
    if not found:
        st.info(t("case.suspended.none"))
        return
    chosen = table_box(
        lambda limit, offset: _slice(found, limit, offset),
        suspended_columns(),
        key="suspended",
        name=t("case.suspended.table"),
        select="one",
        identity=lambda row: row.case_id,
    )
    if chosen:
        go("case", case=chosen[0].case_id)


def _slice(found: tuple[Suspended, ...], limit: int, offset: int) -> Slice[Suspended]:
    return Slice(found[offset : offset + limit], len(found))


def _outcome(key: str) -> str:
    return t("case.zombies.waiting") if key == "waiting" else word("state.outcome", key)
