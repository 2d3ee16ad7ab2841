"""Wishes for more time that wait for a supervisor, each with its two answers."""

from functools import partial

import streamlit as st

from core.access import current_actor
from core.common.errors import Refused
from core.common.text import t
from core.issues import extensions
from core.issues.extensions import Wish
from core.issues.store import NOTE_LIMIT, Moved
from pages.components.dialog import open_dialog
from pages.components.flash import say, say_next
from pages.components.format import day, instant, plain


def extensions_box() -> None:
    """Draw the wishes, the oldest first."""
    say()
    wishes = extensions.undecided()
    if not wishes:
        st.info(t("work.wishes.empty"), icon=":material/task_alt:")
    for wish in wishes:
        with st.container(border=True, gap="xsmall", key=f"wish-{wish.id}"):
            _wish(wish)


def _wish(wish: Wish) -> None:
    st.markdown(f"**{plain(wish.number)}　{plain(wish.title)}**")
    st.text(" · ".join(part for part in (wish.unit, wish.channel) if part))
    st.markdown(
        t(
            "work.wishes.asked",
            first=day(wish.first_due_on),
            before=day(wish.due_before),
            asked=day(wish.due_asked),
            who=plain(wish.asked_by),
            at=instant(wish.asked_at),
        )
    )
    st.markdown(plain(wish.reason))
    with st.container(horizontal=True, gap="small"):
        if st.button(t("work.wishes.approve"), key=f"approve-{wish.id}", type="primary"):
            _do(wish, "approved", extensions.approve([wish.issue_id], actor=current_actor()))
        if st.button(t("work.wishes.refuse"), key=f"refuse-{wish.id}"):
            open_dialog(t("work.wishes.refuse"), partial(_refuse, wish))


def _refuse(wish: Wish) -> None:
    with st.form("refuse-wish", border=False):
        why = st.text_input(t("issues.reason"), key="refuse-why", max_chars=NOTE_LIMIT)
        sent = st.form_submit_button(t("work.wishes.refuse"), type="primary")
    if sent:
        try:
            moved = extensions.refuse([wish.issue_id], reason=why or "", actor=current_actor())
        except Refused as refusal:
            st.error(str(refusal))
            return
        _do(wish, "refused", moved)


def _do(wish: Wish, key: str, moved: Moved) -> None:
    said = next(iter(moved.refused.values()), t(f"work.wishes.{key}", number=wish.number))
    say_next(said)
    st.rerun()
