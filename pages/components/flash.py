"""What an action did, said once after the page was drawn again."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from core.common.errors import DomainError
from pages.components.format import plain
from pages.components.table import clear_choice

SAID = "said"
KEPT = "kept"
R = TypeVar("R")


def carried_out(act: Callable[[], R], said: str | Callable[[R], str], *, table: str = "") -> None:
    """Do what was asked for, let go of the rows chosen in `table`, and draw the page again, which then says
    `said`. Why something is refused is said at once, where it was asked for."""
    try:
        result = act()
    except DomainError as why:
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
        st.toast(plain(sentence), icon=":material/check:")


def keep(sentence: str) -> None:
    """Keep a sentence for the page's next run, which draws it in its own place with `kept`."""
    st.session_state[KEPT] = sentence


def kept() -> None:
    """Draw the kept sentence once."""
    sentence = st.session_state.pop(KEPT, "")
    if sentence:
        st.success(sentence, icon=":material/check_circle:")
