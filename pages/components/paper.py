"""The page as a document to print: the same address with `print=1`."""

import json
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.common import clock
from core.common.text import t
from core.notices.lists import last_paper
from pages.components.own_component import own_component
from pages.shell.navigation import Key
from pages.shell.navigation import page as page_of

PRINT = "print"
# More rows than these are a workbook, not a document.
ROWS = 500
SHEET = (Path(__file__).parent / "paper.css").read_text("utf-8")
_mount = own_component("print", html='<button type="button" class="print"></button>')


def on_paper() -> bool:
    """Whether the page is drawn to be printed."""
    return PRINT in st.query_params


def folded(label: str, *, expanded: bool = False) -> DeltaGenerator:
    """A part that opens by a click; on paper it stands open."""
    return st.expander(label, expanded=expanded or on_paper())


def hint(text: str) -> None:
    """Say how to go on by a click, which no document needs."""
    if not on_paper():
        st.caption(text)


def printed(label: str, value: str) -> None:
    """What was chosen, as a line of the document in the place of its filter."""
    st.markdown(t("common.paper.chosen", label=label, value=value))


def paper_frame(key: Key) -> None:
    """Let every printed page carry office, title, date and its number; on paper, draw the button that
    prints and hide what is no part of the document."""
    office, _, _ = last_paper()
    words = {
        "top-left": office or t("navigation.product"),
        "top-right": f"{page_of(key).title} · {clock.today().isoformat()}",
    }
    boxes = "".join(f"@{place} {{ content: {_quoted(text)}; }}" for place, text in words.items())
    first, last = t("common.paper.page", page="\0", pages="\1").split("\0")
    between, last = last.split("\1")
    number = f"{_quoted(first)} counter(page) {_quoted(between)} counter(pages) {_quoted(last)}"
    boxes += f"@bottom-center {{ content: {number}; }}"
    st.html(f"<style>@page {{ {boxes} }}{SHEET if on_paper() else ''}</style>")
    if on_paper():
        _mount(key="print-now", data={"label": t("common.paper.print")})


def paper_link() -> None:
    """Offer the document, or the way back from it."""
    words, icon = ("common.paper.leave", "close") if on_paper() else ("common.paper.open", "print")
    st.button(t(words), key="paper-switch", icon=f":material/{icon}:", type="tertiary", on_click=_switch)


def _switch() -> None:
    if on_paper():
        st.query_params.pop(PRINT, None)
    else:
        st.query_params[PRINT] = "1"


def _quoted(text: str) -> str:
    """`text` as a string of CSS."""
    return json.dumps(text, ensure_ascii=False).replace("<", "\\3c ")
