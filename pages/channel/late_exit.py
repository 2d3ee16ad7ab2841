"""Recording in a channel's file that it left already, and taking that back."""

from datetime import date
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.notes import NOTE_LIMIT
from core.common.stored_files import ENDINGS
from core.common.text import t
from core.lifecycle import late_exit
from core.lifecycle.late_exit import PAPER_LIMIT, STATES, Exit, Recorded
from core.lifecycle.rules import lifecycle_rules
from core.lifecycle.steps import File
from core.registry.channel_file import ChannelFile
from core.registry.search import GONE
from pages.components.dialog import asked_dialog, open_dialog
from pages.components.flash import carried_out
from pages.components.format import actor, instant, plain, word
from pages.components.stored_file import stored_file


def exit_button(file: ChannelFile) -> None:
    """Offer to record the exit of a channel that is still registered. Supervisors."""
    if file.channel.registered in GONE or not current_actor().role.allows(Role.SUPERVISOR):
        return
    if asked_dialog(
        "exit", t("channel.exit.open"), icon=":material/logout:", type="tertiary", key="exit-open"
    ):
        open_dialog(t("channel.exit.open"), partial(draw_exit, file))


def draw_exit(file: ChannelFile) -> None:
    """What the dialog holds."""
    st.markdown(t("channel.exit.explain"))
    with st.form("exit-form", border=False):
        state = st.radio(
            t("channel.exit.state"), STATES, key="exit-state", horizontal=True,
            format_func=lambda one: word("state.registered", one),
        )  # fmt: skip
        left_on = st.date_input(
            t("channel.exit.day"), value=None, max_value=clock.today(), key="exit-day", format="YYYY-MM-DD"
        )
        ground = st.text_input(
            t("channel.exit.ground"), key="exit-ground", max_chars=NOTE_LIMIT,
            placeholder=t("channel.exit.ground_hint"),
        )  # fmt: skip
        paper = st.text_input(t("channel.exit.paper"), key="exit-paper", max_chars=PAPER_LIMIT)
        limit = lifecycle_rules().evidence.most_mb
        given = st.file_uploader(
            t("channel.exit.file", limit=limit), type=list(ENDINGS), max_upload_size=limit, key="exit-file"
        )
        sent = st.form_submit_button(t("channel.exit.send"), type="primary")
    if not sent:
        return
    if not isinstance(left_on, date):
        st.error(t("channel.exit.day_missing"))
        return
    attached = File(given.name, given.getvalue()) if given else None
    what = Exit(left_on, ground or "", state, paper or "", attached)
    carried_out(
        lambda: late_exit.record_exit(file.channel.id, what, actor=current_actor()),
        lambda issues: t(
            "channel.exit.done", state=word("state.registered", state), day=left_on.isoformat(), issues=issues
        ),
    )


def recorded_exit(file: ChannelFile) -> None:
    """Draw the recorded exit with its paper, and the way back."""
    found = late_exit.recorded_exit(file.channel.id)
    if found is None:
        return
    with st.container(border=True, key="exit-recorded", gap="xsmall"):
        st.markdown(_line(found))
        with st.container(horizontal=True, gap="small"):
            if found.digest:
                stored_file(found, plain(found.name), key="exit-paper-file")
            if current_actor().role.allows(Role.SUPERVISOR) and st.button(
                t("channel.exit.undo"), icon=":material/undo:", key="exit-undo"
            ):
                carried_out(
                    lambda: late_exit.take_back(file.channel.id, actor=current_actor()),
                    lambda issues: t("channel.exit.undone", issues=issues),
                )


def _line(found: Recorded) -> str:
    return t(
        "channel.exit.line",
        state=word("state.registered", found.registered), day=found.left_on.isoformat(),
        ground=plain(found.ground), paper=plain(found.paper or found.name), issues=found.settled,
        who=plain(actor(found.actor)), at=instant(found.at),
    )  # fmt: skip
