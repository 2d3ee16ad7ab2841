"""What the units answered."""

from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.text import t
from core.notices import lists
from pages.components.dialog import open_dialog
from pages.components.notice_reply import TABLE, ask, do
from pages.components.table import table_box
from pages.notices.columns import reply_columns
from pages.notices.receipts import receipt_buttons, receipt_file


def replies_box(*, notice_id: int | None) -> None:
    """Draw the units of one notice; a chosen one can be answered for."""
    actor = current_actor()
    if notice_id is not None:
        receipt_buttons(notice_id)
    chosen = table_box(
        lambda limit, offset: lists.replies(notice_id=notice_id, limit=limit, offset=offset),
        reply_columns(with_notice=False),
        key=TABLE,
        name=t("notices.replies"),
        select="one",
        identity=lambda row: row.unit_id,
    )
    if chosen:
        receipt_file(chosen[0])
    if not chosen or not actor.role.allows(Role.STAFF):
        return
    with st.container(horizontal=True, gap="small"):
        if st.button(t("notices.reply.open"), key="reply-open", icon=":material/reply:", type="primary"):
            open_dialog(t("notices.reply.title", unit=chosen[0].unit), partial(ask, chosen[0]))
        if not chosen[0].received_at and st.button(t("notices.reply.acknowledge"), key="reply-seen"):
            do("acknowledge", chosen[0])
        if chosen[0].replied_on and st.button(t("notices.reply.withdraw"), key="reply-gone", type="tertiary"):
            do("withdraw", chosen[0])
