"""Answering a notice for a unit: the form, and what is said afterwards; on every page that lists answers."""

import streamlit as st

from core.access import current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.text import t
from core.notices.lists import ReplyRow
from core.notices.receipts import scanned
from core.notices.replies import REPLY_LIMIT, acknowledge, reply, withdraw_reply
from pages.components.flash import say_next
from pages.components.format import plain
from pages.components.table import clear_choice
from pages.components.upload import say_in_words

TABLE = "notice-replies"
ENDINGS = ["pdf", "jpg", "jpeg", "png", "docx"]


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
        say_in_words(t("notice.receipt.accepts_one"))
        paper = st.file_uploader(t("notice.receipt.stamped"), type=ENDINGS, key="reply-file")
        sent = st.form_submit_button(t("notices.reply.send"), type="primary")
    if not sent:
        return
    try:
        file = scanned(paper.name, paper.getvalue()) if paper is not None else None
        reply(row.notice_id, row.unit_id, words, actor=current_actor(), replied_on=day or None, file=file)
    except DomainError as why:
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
    except DomainError as why:
        st.error(plain(str(why)))
        return
    _said(action, row)


def _said(action: str, row: ReplyRow) -> None:
    clear_choice(TABLE)
    say_next(t(f"notices.reply.{action}_done", unit=row.unit))
    st.rerun()
