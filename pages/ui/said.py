"""What an action did, said once after the page was drawn again."""

import streamlit as st

SAID = "said"


def say_next(sentence: str) -> None:
    """Say this at the top of the next run."""
    st.session_state[SAID] = sentence


def say() -> None:
    """Say what the last action did, if it left a word."""
    sentence = st.session_state.pop(SAID, "")
    if sentence:
        st.toast(sentence, icon=":material/check:")
