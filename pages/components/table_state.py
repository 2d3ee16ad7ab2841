"""What a visitor did to a table: the page and size shown, the order, the rows chosen."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import streamlit as st

from pages.components.address import number_in_address
from pages.components.grid import Order

SIZES = (25, 50, 100)
PICKED = "picked-"


def paging(key: str, filters: Hashable, in_address: bool) -> tuple[int, int]:
    """Size and number of the page shown: the first one when `filters` are not those of the last run."""
    if in_address:
        _read_address(key)
    remembered = f"filters-{key}"
    if st.session_state.get(remembered, filters) != filters:
        first_page(key, in_address)
        st.session_state.pop(PICKED + key, None)
    st.session_state[remembered] = filters
    return st.session_state.get(f"size-{key}") or SIZES[0], st.session_state.get(f"page-{key}", 1)


def order(key: str, columns: int, in_address: bool) -> Order | None:
    """The order asked for; None for the list's own."""
    if in_address:
        text = st.query_params.get("order", "")
        place = number_in_address(text.removeprefix("-"))
        asked = Order(place - 1, text.startswith("-")) if place else None
    else:
        asked = st.session_state.get(f"order-{key}")
    return asked if asked and asked.column < columns else None


def set_order(key: str, asked: Order, in_address: bool) -> None:
    """Sort by `asked` from now on, from the first page. The address counts columns from one."""
    first_page(key, in_address)
    if in_address:
        st.query_params["order"] = f"{'-' if asked.descending else ''}{asked.column + 1}"
    else:
        st.session_state[f"order-{key}"] = asked


def write_address(name: str, key: str, default: int) -> None:
    """Put page or size into the address, unless it is the default."""
    value = st.session_state.get(f"{name}-{key}")
    if value in (None, default):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(value)


def resized(key: str, in_address: bool) -> None:
    """Another size begins at the first page."""
    first_page(key, in_address)
    if in_address:
        write_address("size", key, SIZES[0])


def first_page(key: str, in_address: bool = False) -> None:
    """Show the first page."""
    st.session_state[f"page-{key}"] = 1
    if in_address:
        st.query_params.pop("page", None)


def picked(key: str) -> dict[Hashable, Any]:
    """The rows ticked in a table, on whatever page: identity → row."""
    found: dict[Hashable, Any] = st.session_state.setdefault(PICKED + key, {})
    return found


def pick(key: str, rows: Mapping[Hashable, Any]) -> None:
    """Tick these rows besides those ticked already."""
    st.session_state[PICKED + key] = {**picked(key), **rows}


def drop(key: str, identities: Sequence[Hashable]) -> None:
    """Clear the ticks of these rows."""
    gone = set(identities)
    st.session_state[PICKED + key] = {one: row for one, row in picked(key).items() if one not in gone}


def clear_choice(key: str) -> None:
    """Let go of the rows chosen in the table called `key`."""
    st.session_state[f"choice-{key}"] = st.session_state.get(f"choice-{key}", 0) + 1
    st.session_state.pop(PICKED + key, None)


def leave_page() -> None:
    """Let go of every ticked row: another page was opened."""
    for name in [name for name in st.session_state if str(name).startswith(PICKED)]:
        del st.session_state[name]


def _read_address(key: str) -> None:
    size, number = (number_in_address(st.query_params.get(name, "")) for name in ("size", "page"))
    st.session_state[f"size-{key}"] = size if size in SIZES else SIZES[0]
    st.session_state[f"page-{key}"] = number or 1
