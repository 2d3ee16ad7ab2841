"""Work over very many rows that hold no circles, without looking for any."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Within it nothing is looked through for circles: over fifty thousand rows, each an object of several,
    that takes a third of the time and finds none. What is no longer referred to is still let go at once."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
