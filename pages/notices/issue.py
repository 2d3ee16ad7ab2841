"""Issuing a draft: number, day, reply date, and what bears out typed figures that no record knows."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from core.access import current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.text import t
from core.notices.draft import Draft
from core.notices.figures import MEDIA, WITHOUT_VERDICT
from core.notices.issuing import issue, next_number
from core.notices.obstacles import Name, Obstacle
from core.notices.rules import notice_rules
from pages.components.dialog import open_dialog
from pages.components.flash import say_next
from pages.components.format import plain


def issue_button(draft: Draft, found: Sequence[Obstacle]) -> None:
    """Draw the button that opens the form; it waits until what stops the draft is mended."""
    untraced = sum(one.name is Name.UNTRACED for one in found)
    if st.button(
        t("notices.issue.open"),
        key="notice-issue",
        icon=":material/send:",
        type="primary",
        disabled=untraced < len(found),
    ):
        open_dialog(t("notices.issue.title"), lambda: ask(draft, untraced))


def ask(draft: Draft, untraced: int) -> None:
    """The form."""
    today = clock.today()
    st.caption(t("notices.issue.explain"))
    for name in WITHOUT_VERDICT:
        if count := _examined(draft, name):
            st.warning(t(f"notices.issue.{name}", count=count), icon=":material/pending:")
    if untraced:
        st.warning(t("notices.issue.untraced", count=untraced), icon=":material/difference:")
    with st.form("notice-issue-form", border=False):
        number = st.text_input(
            t("notices.column.number"), value=next_number(draft.paper.kind, today.year), max_chars=64,
            key="issue-number",
        )  # fmt: skip
        left, right = st.columns(2)
        with left:
            issued_on = st.date_input(
                t("notices.column.issued_on"), value=today, max_value=today, format="YYYY-MM-DD",
                key="issue-day",
            )  # fmt: skip
        with right:
            reply_by = st.date_input(
                t("notices.column.reply_by"), value=_proposed(draft, today), format="YYYY-MM-DD",
                key="issue-reply",
            )  # fmt: skip
        reason = st.text_input(t("notices.issue.reason"), key="issue-reason") if untraced else ""
        sent = st.form_submit_button(t("notices.issue.send"), type="primary")
    if sent:
        _issue(draft, number, issued_on, reply_by, reason)


def _examined(draft: Draft, name: str) -> int:
    """A figure of the channels examined, of both media together."""
    found = [draft.figures.get(f"{medium}.{name}") for medium in MEDIA]
    return sum(int(one.value or 0) for one in found if one)


def _proposed(draft: Draft, today: date) -> date:
    usual = today + timedelta(days=notice_rules().reply_days)
    return draft.paper.reply_by if draft.paper.reply_by and draft.paper.reply_by > today else usual


def _issue(draft: Draft, number: str, issued_on: date | None, reply_by: date | None, reason: str) -> None:
    try:
        issue(
            draft.paper.id, draft.paper.version, number=number, issued_on=issued_on, reply_by=reply_by,
            actor=current_actor(), reason=reason,
        )  # fmt: skip
    except DomainError as why:
        st.error(plain(str(why)))
        return
    say_next(t("notices.issue.done", number=number))
    st.rerun()
