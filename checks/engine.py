"""Where work runs: through the standard `concurrent.futures` interface, on this machine for now."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from itertools import islice
from threading import Event
from typing import TypeVar

W = TypeVar("W")
R = TypeVar("R")


def local(threads: int) -> Executor:
    """An executor of threads: visits wait for the network, not for the processor."""
    return ThreadPoolExecutor(max_workers=threads, thread_name_prefix="visit")


def stream(
    executor: Executor,
    perform: Callable[[W], R],
    work: Iterable[W],
    *,
    in_flight: int,
    stop: Event,
    every_s: float,
) -> Iterator[list[R]]:
    """Results as they come, in lists gathered for at most `every_s` seconds.

    Only `in_flight` pieces are submitted at once, so a slow writer holds the readers back. After `stop`
    nothing more is submitted, and what is under way is not waited for."""
    waiting = iter(work)
    running: set[Future[R]] = {executor.submit(perform, piece) for piece in islice(waiting, in_flight)}
    while running and not stop.is_set():
        done, running = wait(running, timeout=every_s, return_when=FIRST_COMPLETED)
        if not done:
            continue
        if len(running) < in_flight:
            running |= {
                executor.submit(perform, piece) for piece in islice(waiting, in_flight - len(running))
            }
        late, running = wait(running, timeout=0)
        yield [future.result() for future in done | late]
    for future in running:
        future.cancel()
