"""Asking the checker to look now, and waiting for its answer while the reader watches."""

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.text import t
from core.monitoring import channel_checks
from core.monitoring.health import health
from core.registry.channel_file import ChannelFile
from pages.components.format import check_name, instant, plain, word
from pages.components.refresh import refreshing

# Up to so many results are named one by one; of more, only those that say something.
NAMED = 4
FINE = ("ok", "exempt")


def check_now(file: ChannelFile) -> None:
    """Draw the button, the wait, or the answer. Leaders see the answer only."""
    channel_id = file.channel.id
    if not file.checkable:
        st.caption(t("channel.now.no_address"))
        return
    asked = channel_checks.asked(channel_id)
    if any(request.done_at is None for request in asked):
        refreshing("2s")(_waiting)(channel_id)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if current_actor().role.allows(Role.STAFF) and st.button(
            t("channel.now.button"), icon=":material/refresh:", type="primary", key="check-now"
        ):
            _ask(channel_id)
        _answer(asked)


def _ask(channel_id: int) -> None:
    try:
        channel_checks.check_now(channel_id, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
    else:
        st.rerun()


def _waiting(channel_id: int) -> None:
    pending = [request for request in channel_checks.asked(channel_id) if request.done_at is None]
    if not pending:
        st.rerun()
    since = min(request.requested_at for request in pending)
    seconds = int((clock.now() - since).total_seconds())
    st.info(t("channel.now.waiting", seconds=seconds), icon=":material/hourglass_top:")
    state = health()
    if state["database"] and state["status"] == "down":
        st.warning(t("channel.now.no_checker"), icon=":material/error:")


def _answer(asked: tuple[channel_checks.Asked, ...]) -> None:
    done = [request for request in asked if request.done_at is not None]
    if not done:
        return
    fine = [request for request in done if request.outcome in FINE]
    named = done if len(done) <= NAMED else [request for request in done if request.outcome not in FINE]
    parts = [
        t(
            "channel.now.result",
            check=check_name(request.check),
            outcome=word("state.outcome", request.outcome),
        )
        for request in named
    ]
    if named is not done and fine:
        parts.append(t("channel.now.fine", count=len(fine)))
    results = t("channel.now.between").join(parts)
    newest = max(request.done_at for request in done if request.done_at)
    st.markdown(t("channel.now.done", time=instant(newest), results=results))
