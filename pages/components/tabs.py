"""Tabs whose open one stands in the address, so that Back and links find it; only that one is drawn."""

from collections.abc import Callable, Mapping

import streamlit as st

from core.common.text import t
from pages.components.paper import on_paper

TAB = "tab"


def tabbed(topic: str, parts: Mapping[str, Callable[[], None]], *, keep_typed: bool = False) -> None:
    """Draw the tabs named `<topic>.tab.<key>` and the open part; on paper every part below the other,
    because of tabs only the open one would be printed. At most once on a page.

    With `keep_typed` all parts are drawn, so that what was typed in one is still there after a look at
    another."""
    if on_paper():
        for key, draw in parts.items():
            with st.container(key=f"part-{key}"):
                st.subheader(t(f"{topic}.tab.{key}"), anchor=False, divider="gray")
                draw()
        return
    names = {t(f"{topic}.tab.{key}"): key for key in parts}
    asked = st.query_params.get(TAB, "")
    wanted = asked if asked in parts else next(iter(parts))
    widget = f"tabs-{topic}"
    st.session_state[widget] = next(label for label, key in names.items() if key == wanted)
    places = st.tabs(list(names), key=widget, on_change=_opened, args=(widget, names))
    for (label, key), place in zip(names.items(), places, strict=True):
        if keep_typed or label == st.session_state[widget]:
            with place:
                parts[key]()


def open_tab(key: str) -> None:
    """Open this tab in the next run."""
    st.query_params[TAB] = key


def _opened(widget: str, names: Mapping[str, str]) -> None:
    key = names.get(str(st.session_state[widget]), "")
    if key == next(iter(names.values())):
        st.query_params.pop(TAB, None)
    elif key:
        st.query_params[TAB] = key
