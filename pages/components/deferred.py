"""Work that Streamlit does later and on another thread, such as making a file when it is clicked."""

from collections.abc import Callable
from contextvars import copy_context
from typing import TypeVar

R = TypeVar("R")


def deferred(make: Callable[[], R]) -> Callable[[], R]:
    """`make`, to be called later on whatever thread, in the language and for whoever sees the page now:
    both are kept in context variables, which another thread would not have."""
    context = copy_context()
    # A context can be entered once at a time, and two clicks may come together.
    return lambda: context.copy().run(make)
