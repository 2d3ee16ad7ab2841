"""The page as a document to print: the same address with `print=1`."""

import streamlit as st

PRINT = "print"


def on_paper() -> bool:
    """Whether the page is drawn to be printed."""
    return PRINT in st.query_params
