"""A bar while many things are done one after the other."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.common.text import t
from core.issues.store import telling

WORTH_A_BAR = 10


@contextmanager
def showing_progress(count: int) -> Iterator[None]:
    """Draw how far a move over `count` things is, where there are many."""
    if count < WORTH_A_BAR:
        yield
        return
    bar = st.progress(0.0, text=t("issues.progress", done=0, of=count))
    with telling(lambda done, of: bar.progress(done / of, text=t("issues.progress", done=done, of=of))):
        yield
    bar.empty()
