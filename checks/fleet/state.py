"""A time limit for a whole visit that holds whatever the server does.

Socket time-outs restart with every byte, so a server that drips one byte a second never meets them.
Here one thread shuts the sockets of a visit down at its end, in the middle of headers, of a TLS handshake
or of a body alike."""

import heapq
import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic


class Deadline:
    """The time account of one visit. Seconds, on the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.lapsed = False
        self._start = monotonic()
        self._closed = False
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()

    @property
    def end(self) -> float:
        """The monotonic instant at which the account is spent."""
        return self._start + self.seconds

    def elapsed(self) -> float:
        """Seconds spent."""
        return monotonic() - self._start

    def remaining(self) -> float:
        """Seconds left. Raises `TimeoutError` when none are."""
        left = self.end - monotonic()
        if left <= 0 or self.lapsed:
            self.lapsed = True
            raise TimeoutError("time limit reached")
        return left

    def spent(self) -> bool:
        """Whether the limit was reached; reaching it exactly counts."""
        return self.lapsed or monotonic() >= self.end

    def refund(self, seconds: float) -> None:
        """Give back time that was the checker's own doing, not the site's."""
        self._start += seconds

    def watch(self, sock: socket.socket) -> None:
        """Have `sock` shut down at the end. A duplicate is kept: TLS takes the original's handle away."""
        twin = sock.dup()
        with self._lock:
            self._sockets.append(twin)
        if self.lapsed:
            _shut(twin)

    def lapse(self) -> bool:
        """Shut every socket down if the time is up; False when time was given back meanwhile."""
        with self._lock:
            if self._closed:
                return True
            if monotonic() < self.end:
                return False
            self.lapsed = True
            for twin in self._sockets:
                _shut(twin)
        return True

    def close(self) -> None:
        """Let go of the sockets; the visit is over."""
        with self._lock:
            self._closed = True
            for twin in self._sockets:
                twin.close()
            self._sockets.clear()


class Reaper:
    """One thread that ends the visits whose time is up."""

    def __init__(self) -> None:
        self._queue: list[tuple[float, int, Deadline]] = []
        self._order = itertools.count()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None

    @contextmanager
    def watching(self, deadline: Deadline) -> Iterator[Deadline]:
        """Hold `deadline` to its time while the block runs."""
        self._add(deadline)
        try:
            yield deadline
        finally:
            deadline.close()

    def _add(self, deadline: Deadline) -> None:
        with self._wake:
            heapq.heappush(self._queue, (deadline.end, next(self._order), deadline))
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="reaper", daemon=True)
                self._thread.start()
            self._wake.notify()

    def _run(self) -> None:
        while True:
            deadline = self._next()
            if not deadline.lapse():
                self._add(deadline)

    def _next(self) -> Deadline:
        with self._wake:
            while True:
                wait = self._queue[0][0] - monotonic() if self._queue else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._queue)[2]
                self._wake.wait(wait)


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
