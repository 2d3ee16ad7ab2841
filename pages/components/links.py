"""Going to another page, with its filters in the address."""

from urllib.parse import urlencode

import streamlit as st

from core.common.settings import settings
from core.common.text import language
from pages.shell.language import PARAMETER
from pages.shell.navigation import PAGES, Key, page


def address_of(key: Key, **parameters: object) -> str:
    """The address of the page called `key` with these query parameters, in the reader's language."""
    given = {name: str(value) for name, value in parameters.items() if value not in (None, "")}
    if language() != settings().language:
        given[PARAMETER] = language()
    return f"/{page(key).url_path}" + (f"?{urlencode(given)}" if given else "")


def go(key: Key, **parameters: object) -> None:
    """Open the page called `key`; `parameters` become query parameters, such as `go("channel", id=7)`."""
    st.switch_page(
        str(PAGES / page(key).file),
        query_params={name: str(value) for name, value in parameters.items() if value not in (None, "")},
    )


def link(key: Key, label: str, *, icon: str | None = None, **parameters: object) -> None:
    """A quiet link to the page called `key`."""
    st.page_link(
        str(PAGES / page(key).file),
        label=label,
        icon=icon,
        query_params={name: str(value) for name, value in parameters.items() if value not in (None, "")},
    )


def base_address() -> str:
    """The dashboard's own address as the reader's browser has it, with a slash at its end."""
    address = str(st.context.url or "").partition("?")[0]
    return address.rpartition("/")[0] + "/" if address else ""
