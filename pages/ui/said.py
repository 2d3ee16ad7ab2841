"""What an action did, said once after the page was drawn again."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from core.rectification.refusal import Refused
from pages.ui.format import plain
from pages.ui.table import clear_choice

SAID = "said"
R = TypeVar("R")


def carried_out(act: Callable[[], R], said: str | Callable[[R], str], *, table: str = "") -> None:
    """Do what was asked for, let go of the rows chosen in `table`, and draw the page again, which then says
    `said`. Why something is refused is said at once, where it was asked for."""
    try:
        result = act()
    except Refused as why:
        st.error(plain(str(why)))
        return
    if table:
        clear_choice(table)
    say_next(said if isinstance(said, str) else said(result))
    st.rerun()


def say_next(sentence: str) -> None:
    """Say this at the top of the next run."""
    st.session_state[SAID] = sentence


def say() -> None:
    """Say what the last action did, if it left a word."""
    sentence = st.session_state.pop(SAID, "")
    if sentence:
        st.toast(sentence, icon=":material/check:")
