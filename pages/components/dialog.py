"""A dialog whose later runs speak the visitor's language, and the question that many dialogs ask."""

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.components.format import plain
from pages.shell.guard import page_goes
from pages.shell.language import apply_language

# What stands in the address while a form is open that a link may open as well.
DIALOG = "dialog"
_OPENED = "dialog_opened"


def asked_dialog(name: str, label: str, **button: Any) -> bool:
    """Draw the button of a form that a link may open: whether the button was pressed, or the page was opened
    by an address that asks for the form. Its `open_dialog` takes the same `name`."""
    pressed = st.button(label, **button)
    if pressed:
        st.query_params[DIALOG] = name
    elif st.query_params.get(DIALOG) != name:
        return False
    st.session_state[_OPENED] = name
    return True


def closed_dialog() -> None:
    """Take a form that is no longer open out of the address: any run of the whole page closes it. Called by
    the head of every page."""
    was = st.session_state.pop(_OPENED, None)
    if was is not None and st.query_params.get(DIALOG) == was:
        _put_away()


def _put_away() -> None:
    st.query_params.pop(DIALOG, None)


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
        with page_goes():
            apply_language()
            draw()

    if on_dismiss == "ignore" and DIALOG in st.query_params:
        on_dismiss = _put_away
    st.dialog(plain(title), width="large" if wide else "small", on_dismiss=on_dismiss)(drawn)()


def forget_versions() -> None:
    """Let the next form take the versions as they are then. Called wherever a form is opened."""
    for key in [
        key for key in st.session_state if str(key).startswith(("unit-version-", "channel-version-"))
    ]:
        del st.session_state[key]
