"""A part of a page that draws itself again while the rest stays as it is."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import streamlit as st

from pages.shell.guard import page_goes
from pages.shell.language import apply_language


def refreshing(every: str) -> Callable[[Callable[..., None]], Callable[..., Any]]:
    """Draw the decorated part again at every interval such as "30s".

    A fragment runs without the entry script, so it has to choose the language itself."""

    def decorate(part: Callable[..., None]) -> Callable[..., Any]:
        @wraps(part)
        def in_language(*args: Any, **kwargs: Any) -> None:
            with page_goes():
                apply_language()
                part(*args, **kwargs)

        return st.fragment(run_every=every)(in_language)

    return decorate
