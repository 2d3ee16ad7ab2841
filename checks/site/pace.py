"""Being polite: one host is not visited more often than a gap allows, whoever in this process asks."""

from threading import Lock
from time import monotonic, sleep

_MOST_HOSTS = 20_000


class Pace:
    """Hands out turns at a host. Thread-safe."""

    def __init__(self) -> None:
        self._free_at: dict[str, float] = {}
        self._lock = Lock()

    def wait(self, host: str, gap_s: float) -> None:
        """Sleep until it is polite to visit `host`, and take that turn."""
        if gap_s <= 0:
            return
        with self._lock:
            now = monotonic()
            if len(self._free_at) > _MOST_HOSTS:
                self._free_at = {name: at for name, at in self._free_at.items() if at > now}
            turn = max(now, self._free_at.get(host, 0.0))
            self._free_at[host] = turn + gap_s
        sleep(max(0.0, turn - now))


PACE = Pace()
