"""Notices that wait for the unit's answer, where its staff work: acknowledged and answered there."""

from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.text import t
from core.notices import lists
from core.notices.lists import ReplyRow
from pages.components.dialog import open_dialog
from pages.components.format import day, word
from pages.components.links import link
from pages.notices.replies import ask, do

AT_ONCE = 3


def notices_box(unit_id: int | None, *, own_only: bool = False) -> None:
    """Draw the answers that are missing, the first due first; nothing when none is."""
    missing = lists.replies(unit_id=unit_id, own_only=own_only, which="missing", limit=AT_ONCE)
    if not missing.total:
        return
    with st.container(border=True, key="work-notices", gap="small"):
        st.markdown(f"**{t('work.notices.title', count=missing.total)}**")
        for row in missing.rows:
            _row(row)
        if missing.total > len(missing.rows):
            link("notices", t("work.notices.all"), icon=":material/campaign:")


def _row(row: ReplyRow) -> None:
    key = f"{row.notice_id}-{row.unit_id}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"notice-{key}"):
        st.text(f"{row.number}\u3000{row.unit}")
        until = t("notices.reply_until", day=day(row.reply_by))
        state = word("notices.reply_state", row.state)
        st.markdown(f"{until} · " + (f":orange[{state}]" if row.state == "overdue" else state))
        if not current_actor().role.allows(Role.STAFF):
            return
        if st.button(t("notices.reply.open"), key=f"answer-{key}", icon=":material/reply:"):
            open_dialog(t("notices.reply.title", unit=row.unit), partial(ask, row))
        if not row.received_at and st.button(t("notices.reply.acknowledge"), key=f"seen-{key}"):
            do("acknowledge", row)
        link("notices", t("work.notices.read"), notice=row.notice_id)
