"""An executor that outlives what it runs on: work that was lost runs again, elsewhere or here."""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

log = logging.getLogger(__name__)
R = TypeVar("R")
# A piece that was lost so often is itself what ends the workers.
TRIES = 4


class Lost(Exception):
    """A piece of work whose workers ended again and again, or for which there is no worker."""


@dataclass(eq=False, slots=True)
class _Piece:
    call: Callable[[], Any]
    outer: Future[Any] = field(default_factory=Future)
    inner: Future[Any] | None = None
    tries: int = 0


class Lasting(Executor):
    """Hands work to whatever `opened` gives, which is asked anew for each piece and must not block.

    A piece that ends in one of `losses`, or is cancelled by others than its owner, is given out again, at
    most `TRIES` times. Where `opened` gives None the work runs in `otherwise`; without that it raises
    `Lost`. What runs twice is given back once."""

    def __init__(
        self,
        opened: Callable[[], Executor | None],
        losses: Callable[[BaseException], bool],
        otherwise: Executor | None,
    ) -> None:
        self._opened, self._losses, self._otherwise = opened, losses, otherwise
        # Losses are reported in threads of the engine's own, which must not wait for a new submission.
        self._again = ThreadPoolExecutor(1, thread_name_prefix="again")

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        """As any executor's."""
        piece = _Piece(partial(fn, *args, **kwargs))
        piece.outer.add_done_callback(partial(_cancel_inner, piece))
        self._begin(piece)
        return piece.outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more work. What it runs on is closed by its owner."""
        self._again.shutdown(wait=wait, cancel_futures=cancel_futures)

    def _begin(self, piece: _Piece) -> None:
        if piece.outer.cancelled():
            return
        executor = self._opened() or self._otherwise
        if executor is None:
            _fail(piece, Lost("there is no worker for it"))
            return
        try:
            piece.inner = executor.submit(piece.call)
        except Exception as error:
            self._lose(piece, error)
            return
        piece.inner.add_done_callback(partial(self._ended, piece))

    def _ended(self, piece: _Piece, inner: Future[Any]) -> None:
        if piece.outer.cancelled():
            return
        error = CancelledError() if inner.cancelled() else inner.exception()
        if error is None:
            with suppress(InvalidStateError):
                piece.outer.set_result(inner.result())
        elif isinstance(error, CancelledError) or self._losses(error):
            self._lose(piece, error)
        else:
            _fail(piece, error)

    def _lose(self, piece: _Piece, error: BaseException) -> None:
        piece.tries += 1
        if piece.tries >= TRIES:
            log.error("work was lost %s times and is given up: %r", piece.tries, error)
            _fail(piece, Lost(f"lost {piece.tries} times: {error!r}"))
            return
        log.info("work was lost and runs again: %r", error)
        try:
            self._again.submit(self._begin, piece)
        except RuntimeError:
            _fail(piece, Lost("the engine is shut down"))


def _fail(piece: _Piece, error: BaseException) -> None:
    with suppress(InvalidStateError):
        piece.outer.set_exception(error)


def _cancel_inner(piece: _Piece, outer: Future[Any]) -> None:
    if outer.cancelled() and piece.inner is not None:
        piece.inner.cancel()
