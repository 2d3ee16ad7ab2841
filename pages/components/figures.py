"""The row of figures at the top of a page. Each figure opens the rows it was counted from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from core.common.text import t
from pages.components.dialog import open_dialog

Tone = Literal["plain", "wrong", "late", "unknown"]
_ASKED = "figure_asked"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `tone` is wrong (red), late (amber), unknown (grey) or plain; `note` is one short line.

    `opens` says that `rows_behind` knows what to show when it is clicked."""

    key: str
    label: str
    value: str
    note: str = ""
    tone: Tone = "plain"
    opens: bool = True


def metric_row(figures: Sequence[Figure], *, key: str = "main") -> None:
    """Draw the figures, four to a row (five and six in one), two on a phone.

    May stand in a fragment that refreshes."""
    with st.container(key=f"figures-{key}"):
        for figure in figures:
            with st.container(border=True, key=f"figure-{figure.tone}-{figure.key}", gap=None):
                _draw(figure)


def rows_behind(shown_by: Mapping[str, tuple[str, Callable[[], None]]]) -> None:
    """Open the dialog of the figure that was clicked; `shown_by` maps its key to (title, drawing).

    Call it once in the page, outside any fragment: a refreshing fragment would close the dialog."""
    asked = st.session_state.pop(_ASKED, None)
    if asked in shown_by:
        title, draw = shown_by[asked]
        open_dialog(title, draw, wide=True)


def ask_for(key: str) -> None:
    """Draw the page again with the rows behind the figure `key`."""
    st.session_state[_ASKED] = key
    st.rerun()


def _draw(figure: Figure) -> None:
    st.caption(figure.label)
    st.markdown(f"**{figure.value}**")
    st.caption(figure.note or "\u00a0")
    if figure.opens and st.button(
        t("common.rows_behind", label=figure.label), key=f"open-{figure.key}", type="tertiary"
    ):
        ask_for(figure.key)
