"""What the units answered, and entering an answer."""

from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.errors import Refused
from core.common.text import t
from core.notices import lists
from core.notices.lists import ReplyRow
from core.notices.replies import REPLY_LIMIT, acknowledge, reply, withdraw_reply
from pages.components.dialog import open_dialog
from pages.components.flash import say_next
from pages.components.format import plain
from pages.components.table import clear_choice, table_box
from pages.notices.columns import reply_columns
from pages.notices.receipts import receipt_buttons, receipt_file

TABLE = "notice-replies"


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


def ask(row: ReplyRow) -> None:
    """The form of one unit's answer."""
    with st.form("reply-form", border=False):
        words = st.text_area(
            t("notices.column.reply"), value=row.reply, max_chars=REPLY_LIMIT, key="reply-words"
        )
        day = st.date_input(
            t("notices.column.replied_on"), value=row.replied_on or clock.today(), max_value=clock.today(),
            format="YYYY-MM-DD", key="reply-day",
        )  # fmt: skip
        sent = st.form_submit_button(t("notices.reply.send"), type="primary")
    if not sent:
        return
    try:
        reply(row.notice_id, row.unit_id, words, actor=current_actor(), replied_on=day or None)
    except Refused as why:
        st.error(plain(str(why)))
        return
    _said("replied", row)


def do(action: str, row: ReplyRow) -> None:
    """Acknowledge, or withdraw a reply, and say so."""
    try:
        if action == "acknowledge":
            acknowledge(row.notice_id, row.unit_id, actor=current_actor())
        else:
            withdraw_reply(row.notice_id, row.unit_id, actor=current_actor())
    except Refused as why:
        st.error(plain(str(why)))
        return
    _said(action, row)


def _said(action: str, row: ReplyRow) -> None:
    clear_choice(TABLE)
    say_next(t(f"notices.reply.{action}_done", unit=row.unit))
    st.rerun()
