"""The record of what was sent, and deciding what became stuck."""

from functools import partial

import streamlit as st

from core.access import current_actor
from core.common.text import t
from core.common.vocabulary import OutboxState
from core.reminders import outbox
from core.reminders.outbox import Sent
from pages.components import filters
from pages.components.flash import carried_out
from pages.components.format import word
from pages.components.table import table_box
from pages.reminders.columns import sent_columns

TABLE = "outbox"
STUCK = (OutboxState.FAILED, OutboxState.UNSURE, OutboxState.QUEUED)


def log() -> None:
    """Draw the messages; a chosen one is shown in full."""
    with st.container(key="reminders-filters"):
        state = filters.choice(
            "state", t("reminders.column.state"), list(OutboxState), partial(word, "reminder.state")
        )
    chosen = table_box(
        lambda limit, offset: outbox.on_record(states=(state,) if state else (), limit=limit, offset=offset),
        sent_columns(),
        key=TABLE,
        name=t("reminders.record"),
        empty="" if state else t("reminders.none_sent"),
        filters=state,
        select="one",
        identity=lambda row: (row.id, row.state),
    )
    if chosen:
        _message(chosen[0])


def _message(row: Sent) -> None:
    with st.container(border=True, key="outbox-message", gap="xsmall"):
        st.text(row.title)
        st.text(row.body)
        if row.state in STUCK:
            _decide(row)


def _decide(row: Sent) -> None:
    if row.state is OutboxState.UNSURE:
        st.caption(t("reminders.unsure_explain"))
    with st.container(horizontal=True, gap="small"):
        if row.state is not OutboxState.QUEUED and st.button(
            t("reminders.again"), key="outbox-again", icon=":material/send:", type="primary"
        ):
            _do("again", row)
        if st.button(t("reminders.leave"), key="outbox-leave", type="tertiary"):
            _do("leave", row)


def _do(action: str, row: Sent) -> None:
    act = outbox.send_again if action == "again" else outbox.leave
    carried_out(partial(act, row.id, actor=current_actor()), t(f"reminders.{action}_done"), table=TABLE)
