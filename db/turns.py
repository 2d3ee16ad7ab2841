"""Writers of one process take turns: SQLite lets one write at a time and does not queue those who wait.

Each looks again after a pause of its own, and one that always looks at the wrong moment starves: on a machine
of load 20 a heartbeat waited 15 s behind sweeps that wrote without a break, and the lease was lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from heapq import heapify, heappush
from itertools import count
from threading import Condition, local


class Turns:
    """A queue in the order of coming, but for those that go first."""

    def __init__(self) -> None:
        self._free = Condition()
        self._waiting: list[tuple[bool, int]] = []
        self._numbers = count()
        self._taken = False
        self._mine = local()

    @contextmanager
    def turn(self, *, first: bool, wait_s: float) -> Iterator[None]:
        """Within this no other turn is under way. One that does not come up within `wait_s` seconds goes on
        without: the database says then that it is busy. So does one inside another of the same thread."""
        got = not getattr(self._mine, "taken", False) and self._await(
            (not first, next(self._numbers)), wait_s
        )
        if not got:
            yield
            return
        self._mine.taken = True
        try:
            yield
        finally:
            self._mine.taken = False
            with self._free:
                self._taken = False
                self._free.notify_all()

    def _await(self, ticket: tuple[bool, int], wait_s: float) -> bool:
        with self._free:
            heappush(self._waiting, ticket)
            got = self._free.wait_for(lambda: not self._taken and self._waiting[0] == ticket, wait_s)
            self._waiting.remove(ticket)
            heapify(self._waiting)
            self._taken = self._taken or got
            self._free.notify_all()
        return got
