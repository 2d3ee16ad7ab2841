"""Where one is: the way back to the page one came from, and the steps down to what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.access import current_actor
from core.common.text import t
from pages.components.followed import came_from
from pages.components.format import plain
from pages.components.links import link
from pages.shell.menu import openable
from pages.shell.navigation import Key, page


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step; without a page, or with one that this person may not open, it is only a name."""

    name: str
    key: Key | None = None
    parameters: tuple[tuple[str, Any], ...] = ()


def crumbs(home: Key, steps: Sequence[Crumb]) -> None:
    """Draw the way back, to the page one came from or to `home`, and the steps from `home` on."""
    may = {entry.key for entry in openable(current_actor())}
    place = came_from()
    back, parameters = (place.key, dict(place.parameters)) if place else (home, {})
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="crumbs"):
        link(
            back,
            t("common.back_to", page=page(back).title),
            icon=":material/arrow_back:",
            **parameters,
        )
        _step(Crumb(page(home).title, home), may)
        for step in steps:
            st.markdown(":gray[›]")
            _step(step, may)


def _step(step: Crumb, may: set[Key]) -> None:
    if step.key is not None and step.key in may:
        link(step.key, plain(step.name), **dict(step.parameters))
    else:
        st.markdown(plain(step.name))
