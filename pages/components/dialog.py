"""A dialog whose later runs speak the visitor's language, and the question that many dialogs ask."""

from collections.abc import Callable
from typing import Literal

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.components.format import plain
from pages.shell.language import apply_language


def ask_why(explain: str, label: str, send: str, *, key: str, longest: int) -> str | None:
    """Ask for a reason of at most `longest` characters: the words once they are sent, None before."""
    st.markdown(explain)
    with st.form(key, border=False):
        why = st.text_area(label, max_chars=longest, key=f"{key}-why")
        sent = st.form_submit_button(send, type="primary")
    return why or "" if sent else None


def open_dialog(
    title: str,
    draw: Callable[[], None],
    *,
    wide: bool = False,
    on_dismiss: Callable[[], None] | Literal["ignore"] = "ignore",
) -> None:
    """Open a dialog now; `on_dismiss` runs when the reader closes it.

    The title is shown as it is, without Markdown. The dialog is a fragment: its later runs come without
    the entry script. A page has one dialog at a time: the first that is opened in a run stays."""
    run = get_script_run_ctx()
    if run is not None and run.has_dialog_opened:
        return

    def drawn() -> None:
        apply_language()
        draw()

    st.dialog(plain(title), width="large" if wide else "small", on_dismiss=on_dismiss)(drawn)()


def forget_versions() -> None:
    """Let the next form take the versions as they are then. Called wherever a form is opened."""
    for key in [
        key for key in st.session_state if str(key).startswith(("unit-version-", "channel-version-"))
    ]:
        del st.session_state[key]
