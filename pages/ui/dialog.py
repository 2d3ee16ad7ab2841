"""A dialog whose later runs speak the visitor's language."""

from collections.abc import Callable

import streamlit as st

from pages.ui.language import apply_language


def open_dialog(title: str, draw: Callable[[], None], *, wide: bool = False) -> None:
    """Open a dialog now. It is a fragment: its later runs come without the entry script."""

    def drawn() -> None:
        apply_language()
        draw()

    st.dialog(title, width="large" if wide else "small")(drawn)()
