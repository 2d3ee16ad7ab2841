"""Results as they come from an executor, with back-pressure."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from itertools import islice
from threading import Event
from typing import TypeVar

from .lasting import Lost

W = TypeVar("W")
R = TypeVar("R")


def stream(
    executor: Executor,
    perform: Callable[[W], R],
    work: Iterable[W],
    *,
    in_flight: int | Callable[[], int],
    stop: Event,
    every_s: float,
    lost: Callable[[W], R] | None = None,
) -> Iterator[list[R]]:
    """Results as they come, in lists gathered for at most `every_s` seconds.

    Only `in_flight` pieces are submitted at once, so a slow writer holds the readers back; a function is
    asked anew each time, since a cluster grows and shrinks. After `stop` nothing more is submitted, and what
    is under way is not waited for. `lost`: the result of a piece that ended the workers it was given to."""
    room = in_flight if callable(in_flight) else lambda: in_flight
    waiting = iter(work)
    running: dict[Future[R], W] = {}

    def fill() -> None:
        for piece in islice(waiting, max(0, room() - len(running))):
            running[executor.submit(perform, piece)] = piece

    def result(future: Future[R]) -> R:
        piece = running.pop(future)
        try:
            return future.result()
        except Lost:
            if lost is None:
                raise
            return lost(piece)

    fill()
    while running and not stop.is_set():
        done, _ = wait(running, timeout=every_s, return_when=FIRST_COMPLETED)
        if not done:
            continue
        results = [result(future) for future in done]
        fill()
        late, _ = wait(running, timeout=0)
        results += [result(future) for future in late]
        fill()
        yield results
    for future in running:
        future.cancel()
