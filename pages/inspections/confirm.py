"""Taking over what the machine found of a whole inspection, as a job with its undo."""

import streamlit as st

from core.access import current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.inspections.confirming import ask_to_confirm, unconfirmed
from core.inspections.results import Head
from pages.components.dialog import open_dialog
from pages.components.format import plain
from pages.components.jobs import hold_still, spent, token

AREA = "inspections"


def confirming(head: Head) -> None:
    """The button, while there is anything to take over."""
    count = len(unconfirmed(head.id))
    if count and st.button(
        t("inspection.confirm.open", count=count),
        key="inspection-confirm",
        icon=":material/done_all:",
        type="primary",
    ):
        hold_still()
        open_dialog(t("inspection.confirm.title"), lambda: confirm_form(head, count))


def confirm_form(head: Head, count: int) -> None:
    """Say what will happen, and ask for it."""
    st.markdown(t("inspection.confirm.explain", count=count))
    if not st.button(
        t("inspection.confirm.send", count=count), key="inspection-confirm-send", type="primary"
    ):
        return
    try:
        ask_to_confirm(head.id, actor=current_actor(), once=token("confirm"))
    except DomainError as why:
        st.error(plain(str(why)))
        return
    spent("confirm")
    st.rerun()
