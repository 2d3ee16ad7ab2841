"""What follows a reader from page to page: the period, the unit and the kind chosen last, and the way back.

The address stays the truth. A page opened from the menu, with nothing in its address, takes over what was
chosen before; a link that says what it means is never narrowed further."""

from collections.abc import Container
from dataclasses import dataclass

import streamlit as st

from pages.shell.language import PARAMETER
from pages.shell.navigation import Key

_CHOSEN, _FRESH, _HERE, _CAME_FROM = "followed", "followed_fresh", "followed_here", "followed_from"
_NAMED = "followed_named"


@dataclass(frozen=True, slots=True)
class Place:
    """A page as it stood when it was left."""

    key: Key
    parameters: tuple[tuple[str, str], ...]


def arrive(key: Key) -> None:
    """Note which page is drawn. Called by the head of every page, before its filters."""
    asked = tuple((name, value) for name, value in st.query_params.to_dict().items() if name != PARAMETER)
    here: Place | None = st.session_state.get(_HERE)
    other = here is None or here.key != key
    st.session_state[_FRESH] = other and not asked
    if other:
        st.session_state[_CAME_FROM] = here
    st.session_state[_HERE] = Place(key, asked)


def came_from() -> Place | None:
    """The page from which this one was opened; None where it was opened by its address."""
    place: Place | None = st.session_state.get(_CAME_FROM)
    return place


def named(name: str) -> None:
    """Note what the page drawn now has open, by its name."""
    st.session_state[_NAMED] = (st.session_state.get(_HERE), name)


def named_here() -> str:
    """The name of what the page has open, as its last run said; empty for a page without."""
    place, name = st.session_state.get(_NAMED, (None, ""))
    return str(name) if place is not None and place == st.session_state.get(_HERE) else ""


def take_over(name: str, as_: str, offered: Container[str]) -> None:
    """Put what was last chosen under the name `as_` into the address as `name`, on a page opened from the
    menu that offers it; remember what the address says already."""
    chosen: dict[str, str] = st.session_state.setdefault(_CHOSEN, {})
    asked = st.query_params.get(name, "")
    if asked:
        if asked in offered:
            chosen[as_] = asked
    elif st.session_state.get(_FRESH) and chosen.get(as_, "") in offered and chosen.get(as_):
        st.query_params[name] = chosen[as_]


def let_go(as_: str) -> None:
    """Forget what was chosen: the reader wants all again."""
    st.session_state.setdefault(_CHOSEN, {}).pop(as_, None)
