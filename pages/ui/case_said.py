"""What the last move of a page said, kept over the run that follows it."""

import streamlit as st

_KEPT = "case_said"


def say(sentence: str) -> None:
    """Keep a sentence for the next run."""
    st.session_state[_KEPT] = sentence


def said() -> None:
    """Draw the kept sentence once."""
    sentence = st.session_state.pop(_KEPT, "")
    if sentence:
        st.success(sentence, icon=":material/check_circle:")
