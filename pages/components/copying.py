"""Sentences that a reader copies and sends, by the button that code has and prose has not."""

import streamlit as st


def to_copy(words: str, *, key: str) -> None:
    """Draw `words` with a button that copies them, as prose (`widgets.css`); `key` is unique on the page."""
    with st.container(key=f"to-copy-{key}"):
        st.code(words, language=None, wrap_lines=True)
