"""Taking over what the machine found of a whole inspection, with its undo."""

import streamlit as st

from core.access import current_actor
from core.common.errors import Refused
from core.common.text import t
from core.inspections.confirming import Confirmed, confirm, take_back, unconfirmed
from core.inspections.results import Head
from pages.components.dialog import open_dialog
from pages.components.format import plain
from pages.components.progress_bar import showing_progress
from pages.shell.language import apply_language

SHOWN = 5
_KEPT, _BACK = "inspection_confirmed", "inspection_taken_back"


def confirming(head: Head) -> None:
    """The button, while there is anything to take over."""
    count = len(unconfirmed(head.id))
    if count and st.button(
        t("inspection.confirm.open", count=count),
        key="inspection-confirm",
        icon=":material/done_all:",
        type="primary",
    ):
        open_dialog(t("inspection.confirm.title"), lambda: confirm_form(head, count))


def confirm_form(head: Head, count: int) -> None:
    """Say what will happen, and do it."""
    st.markdown(t("inspection.confirm.explain", count=count))
    if not st.button(
        t("inspection.confirm.send", count=count), key="inspection-confirm-send", type="primary"
    ):
        return
    try:
        with showing_progress(count):
            done = confirm(head.id, actor=current_actor())
    except Refused as why:
        st.error(str(why))
        return
    _put_away()
    st.session_state[_KEPT] = (head.id, done)
    st.rerun()


def confirmed(head: Head) -> None:
    """What was taken over last, until it is put away, with its undo."""
    inspection_id, done = st.session_state.get(_KEPT, (0, Confirmed()))
    if inspection_id != head.id:
        return
    back = st.session_state.get(_BACK, False)
    with st.container(border=True, key="inspection-result", gap="xsmall"):
        key = "back_done" if back else "done"
        st.markdown(f":green[●] **{t(f'inspection.confirm.{key}', count=len(done.lines))}**")
        for sentence in done.refused[:SHOWN]:
            st.markdown(f":orange[●] {plain(sentence)}")
        if len(done.refused) > SHOWN:
            st.caption(t("inspection.confirm.more", count=len(done.refused) - SHOWN))
        with st.container(horizontal=True, gap="small"):
            if head.open and not back and done.lines:
                st.button(
                    t("inspection.confirm.undo"),
                    key="inspection-undo",
                    icon=":material/undo:",
                    on_click=_take_back,
                    args=(head.id, done),
                )
            st.button(
                t("issues.result.close"), key="inspection-result-close", type="tertiary", on_click=_put_away
            )


def _take_back(inspection_id: int, done: Confirmed) -> None:
    # A callback runs before the page has chosen the language.
    apply_language()
    try:
        back = take_back(done, actor=current_actor())
    except Refused as why:
        back = Confirmed(refused=(str(why),))
    st.session_state[_KEPT], st.session_state[_BACK] = (inspection_id, back), True


def _put_away() -> None:
    for name in (_KEPT, _BACK):
        st.session_state.pop(name, None)
