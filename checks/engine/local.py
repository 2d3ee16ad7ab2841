"""Work on this machine: threads where it waits for the network, processes where it needs the processor."""

import multiprocessing
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from threading import Lock

from .lasting import Lasting

# Forking a process that has threads can stop it for ever.
_SPAWN = multiprocessing.get_context("spawn")


def local(threads: int) -> Executor:
    """An executor of threads: visits wait for the network, not for the processor."""
    return ThreadPoolExecutor(max_workers=threads, thread_name_prefix="visit")


class Processes:
    """A pool of `count` processes, made when first needed and made anew when one of them was killed."""

    def __init__(self, count: int, otherwise: Executor) -> None:
        self.count = count
        self._pool: ProcessPoolExecutor | None = None
        self._lock = Lock()
        self.executor = Lasting(self._opened, self._broken, otherwise)

    def close(self) -> None:
        """End the processes; what they had in hand is simply due again."""
        with self._lock:
            if self._pool is not None:
                self._pool.shutdown(wait=False, cancel_futures=True)
                self._pool = None
        self.executor.shutdown(wait=False, cancel_futures=True)

    def _opened(self) -> Executor:
        with self._lock:
            if self._pool is not None and self._pool._broken:
                self._pool = None
            self._pool = self._pool or ProcessPoolExecutor(self.count, mp_context=_SPAWN)
            return self._pool

    @staticmethod
    def _broken(error: BaseException) -> bool:
        return isinstance(error, BrokenExecutor)
