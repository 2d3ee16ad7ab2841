"""Where work runs: threads and processes of this machine, or a Dask cluster.

All of it goes through the standard `concurrent.futures` interface, so no check knows where it runs."""

from .engine import Engine, engine_for
from .local import local
from .stream import stream

__all__ = ["Engine", "engine_for", "local", "stream"]
