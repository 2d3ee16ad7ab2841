"""Requests for more time that wait for a supervisor, each with its two answers."""

from functools import partial

import streamlit as st

from core.access import current_actor
from core.common.errors import DomainError
from core.common.notes import NOTE_LIMIT
from core.common.text import t
from core.issues import extensions
from core.issues.extensions import ExtensionRequest
from core.issues.store import Moved
from pages.components.dialog import open_dialog
from pages.components.flash import say, say_next
from pages.components.format import day, instant, plain


def extensions_box() -> None:
    """Draw the requests, the oldest first."""
    say()
    waiting = extensions.undecided()
    if not waiting:
        st.info(t("work.extensions.empty"), icon=":material/task_alt:")
    for request in waiting:
        with st.container(border=True, gap="xsmall", key=f"extension-{request.id}"):
            _request(request)


def _request(request: ExtensionRequest) -> None:
    st.markdown(f"**{plain(request.number)}　{plain(request.title)}**")
    st.text(" · ".join(part for part in (request.unit, request.channel) if part))
    st.markdown(
        t(
            "work.extensions.asked",
            first=day(request.first_due_on),
            before=day(request.due_before),
            asked=day(request.due_asked),
            who=plain(request.asked_by),
            at=instant(request.asked_at),
        )
    )
    st.markdown(plain(request.reason))
    with st.container(horizontal=True, gap="small"):
        if st.button(t("work.extensions.approve"), key=f"approve-{request.id}", type="primary"):
            _do(request, "approved", extensions.approve([request.issue_id], actor=current_actor()))
        if st.button(t("work.extensions.refuse"), key=f"refuse-{request.id}"):
            open_dialog(t("work.extensions.refuse"), partial(_refuse, request))


def _refuse(request: ExtensionRequest) -> None:
    with st.form("refuse-extension", border=False):
        why = st.text_input(t("issues.reason"), key="refuse-why", max_chars=NOTE_LIMIT)
        sent = st.form_submit_button(t("work.extensions.refuse"), type="primary")
    if sent:
        try:
            moved = extensions.refuse([request.issue_id], reason=why or "", actor=current_actor())
        except DomainError as refusal:
            st.error(plain(str(refusal)))
            return
        _do(request, "refused", moved)


def _do(request: ExtensionRequest, key: str, moved: Moved) -> None:
    said = next(iter(moved.refused.values()), t(f"work.extensions.{key}", number=request.number))
    say_next(said)
    st.rerun()
