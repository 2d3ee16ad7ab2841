"""Calls that block, made beside the loop: name look-ups above all.

libcurl's own look-up would show the guard one address at a time; the guard wants to see all of them
before the first packet, as in `checks.fetch`."""

import queue
import socket
import threading
from collections import deque
from collections.abc import Callable, Hashable
from typing import Any

Row = tuple[socket.AddressFamily, tuple[Any, ...]]
Found = list[Row] | OSError | UnicodeError
BESIDE = "beside the loop"
_IDLE_S = 10.0


def look_up(host: str, port: int) -> Found:
    """All addresses of `host`, or why there are none. Blocks as long as the system does."""
    try:
        rows = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)
        return list(dict.fromkeys((row[0], row[4]) for row in rows))
    except (OSError, UnicodeError) as error:
        return error


class Beside:
    """Calls under way, a thread each. `rung` is called from there when an answer can be taken.

    The threads are left behind when a call never ends, as the system's look-up cannot be interrupted."""

    def __init__(self, rung: Callable[[], None]) -> None:
        self._rung = rung
        self._jobs: queue.SimpleQueue[tuple[Hashable, Callable[[], object]]] = queue.SimpleQueue()
        self._answers: deque[tuple[Hashable, object]] = deque()
        self._lock = threading.Lock()
        self._idle = 0

    def begin(self, key: Hashable, call: Callable[[], object]) -> None:
        """Make `call`; what it gives, or raises, comes with `taken` under `key`."""
        with self._lock:
            spare = self._idle > 0
            self._idle -= spare
        self._jobs.put((key, call))
        if not spare:
            threading.Thread(target=self._work, name=BESIDE, daemon=True).start()

    def taken(self) -> list[tuple[Hashable, object]]:
        """The answers that have come since the last call."""
        return [self._answers.popleft() for _ in range(len(self._answers))]

    def _work(self) -> None:
        while True:
            try:
                key, call = self._jobs.get(timeout=_IDLE_S)
            except queue.Empty:
                with self._lock:
                    if self._idle > 0:
                        self._idle -= 1
                        return
                continue  # a job was promised to this thread in the same moment
            self._answers.append((key, _outcome(call)))
            with self._lock:
                self._idle += 1
            self._rung()


def _outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:
        return error
