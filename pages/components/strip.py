"""A strip of marks, one a visit or a day. Each state has its own shape beside its colour, and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import streamlit as st

STYLE = Path(__file__).with_name("strip.css")
WIDE = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """`level` is ok, some, problem, suspect, blocked, exempt or none; `text` is said and shown on hover."""

    level: str
    text: str


def strip(marks: Sequence[Mark], *, label: str, first: str, last: str, legend: Sequence[Mark]) -> None:
    """Draw the marks, the oldest first, from `first` to `last`; `legend` names the shapes."""
    shown = "".join(
        f'<li class="mark {escape(mark.level)}" role="img" title="{escape(mark.text)}"'
        f' aria-label="{escape(mark.text)}"></li>'
        for mark in marks
    )
    named = "".join(
        f'<span><i class="mark {escape(mark.level)}"></i>{escape(mark.text)}</span>' for mark in legend
    )
    st.html(STYLE)
    width = "wide" if len(marks) <= WIDE else "narrow"
    st.html(
        f'<div class="strip {width}"><ol aria-label="{escape(label)}">{shown}</ol>'
        f'<p class="ends">{escape(first)} – {escape(last)}</p>'
        f'<p class="legend">{named}</p></div>'
    )
