"""How a process that does nothing but read a site looks for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_BETWEEN = 50_000  # objects, not the 700 that Python begins with


@contextmanager
def seldom() -> Iterator[None]:
    """Look for rings of garbage seldom and not hundreds of times a minute, never in what was imported.

    Reading a page makes no rings, but tens of thousands of small objects, and what is kept from page to page
    was gone through at every look: a tenth of the processor time of reading every fact. For processes of
    their own only: a program that others share chooses for itself."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_BETWEEN, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
