"""Work that Streamlit does later and on another thread, such as making a file when it is clicked."""

from collections.abc import Callable
from contextvars import copy_context
from typing import TypeVar

from core.access.actor import acting_as, current_actor

R = TypeVar("R")


def deferred(make: Callable[[], R]) -> Callable[[], R]:
    """`make`, to be called later on whatever thread, in the language and for whoever sees the page now:
    another thread knows neither, and would see what this person may not."""
    with acting_as(current_actor()):
        context = copy_context()
    # A context can be entered once at a time, and two clicks may come together.
    return lambda: context.copy().run(make)
