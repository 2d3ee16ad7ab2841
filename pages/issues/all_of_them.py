"""Choosing every issue of a list at once, over all its pages, by one click or one key."""

from collections.abc import Sequence

import streamlit as st

from core.common.text import t
from core.issues import queries
from core.issues.filters import Filter
from core.issues.queries import Listed

MOST = 500
ALL_KEY = "alt+a"
_KEPT = "issues_all"


def all_or(ticked: Sequence[Listed], wanted: Filter) -> Sequence[Listed]:
    """Draw the button and return the chosen: those ticked by hand, else all of `wanted` if that was asked."""
    if ticked:
        let_go()
        return ticked
    if st.session_state.get(_KEPT) == wanted:
        st.button(
            t("issues.all.let_go"),
            key="choose-none",
            icon=":material/deselect:",
            shortcut=ALL_KEY,
            on_click=let_go,
        )
        return queries.listed(wanted, limit=MOST).rows
    total = queries.listed(wanted, limit=1).total
    if total > 1:
        st.button(
            t("issues.all.choose" if total <= MOST else "issues.all.choose_first", count=min(total, MOST)),
            key="choose-all",
            icon=":material/select_all:",
            shortcut=ALL_KEY,
            on_click=_keep,
            args=(wanted,),
        )
    return ()


def let_go() -> None:
    """Forget that all were chosen."""
    st.session_state.pop(_KEPT, None)


def _keep(wanted: Filter) -> None:
    st.session_state[_KEPT] = wanted
