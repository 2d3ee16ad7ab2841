"""Going to another page, with its filters in the address."""

import streamlit as st

from pages.shell.navigation import PAGES, page


def go(key: str, **parameters: object) -> None:
    """Open the page called `key`; `parameters` become query parameters, such as `go("channel", id=7)`."""
    st.switch_page(
        str(PAGES / page(key).file),
        query_params={name: str(value) for name, value in parameters.items() if value not in (None, "")},
    )


def link(key: str, label: str, *, icon: str | None = None, **parameters: object) -> None:
    """A quiet link to the page called `key`."""
    st.page_link(
        str(PAGES / page(key).file),
        label=label,
        icon=icon,
        query_params={name: str(value) for name, value in parameters.items() if value not in (None, "")},
    )
