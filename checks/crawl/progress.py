"""How far a crawl is, and how fast it goes."""

from collections import deque
from dataclasses import dataclass

_KEPT = 50  # tellings over which the rate is taken


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a crawl is: addresses read and known, of the site and outside, and those that lead nowhere;
    seconds of this run; `rate` is addresses a second of late."""

    read: int
    known: int
    seconds: float
    paused: bool = False
    dead: int = 0
    rate: float = 0.0

    @property
    def left_s(self) -> float | None:
        """Seconds until everything known now is read; None when nothing moves."""
        return (self.known - self.read) / self.rate if self.rate > 0 else None


class Pace:
    """Addresses a second over the last tellings."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque(maxlen=_KEPT)

    def at(self, now: float, read: int) -> float:
        """The rate at the moment `now` (of the monotonic clock), when `read` addresses are read."""
        self._seen.append((now, read))
        since, before = self._seen[0]
        return round((read - before) / (now - since), 2) if now > since else 0.0
