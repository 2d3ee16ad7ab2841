"""Many visits in one thread: one loop of transfers, names are looked up beside it."""

from functools import partial
from typing import Generic, TypeVar, cast

import pycurl

from checks.fetch.connect import literal
from checks.fetch.fetcher import Fetcher
from checks.fetch.limits import Limits, allowances
from checks.fetch.visit import Visit
from checks.probe.beside import Beside, Found, look_up
from checks.probe.handle import prepare
from checks.probe.journey import Journey
from checks.probe.multi import Multi

K = TypeVar("K")
_GLANCE_S = 0.05


class Prober(Generic[K]):
    """Visits under way, each known by a key of the caller's. To be used by one thread."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._allowed = allowances(limits.allowed_private)
        # Every visit is a real one: nothing is kept from the one before.
        self._multi = Multi(connections=1)
        self._beside = Beside(self._multi.wake)
        self._keys: dict[Journey, K] = {}
        self._lookups: set[Journey] = set()
        self._second: Fetcher | None = None
        self._moving: dict[pycurl.Curl, Journey] = {}
        self._kept: dict[Journey, pycurl.Curl] = {}
        self._spare: list[pycurl.Curl] = []
        self._over: list[tuple[K, Visit]] = []

    @property
    def under_way(self) -> int:
        """How many visits have begun and not ended."""
        return len(self._keys)

    def start(self, key: K, url: str, *, timeout_s: float | None = None) -> None:
        """Begin to visit `url`, for at most `timeout_s` seconds (the limits' own if None)."""
        journey = Journey(url, self.limits, self._allowed, timeout_s or self.limits.timeout_s)
        self._keys[journey] = key
        self._name(journey, journey.begin())

    def turn(self, wait_s: float) -> list[tuple[K, Visit]]:
        """Drive all visits for at most `wait_s` seconds, or until one has ended; give those that have."""
        if not self._over:
            waits = min(wait_s, _GLANCE_S) if self._lookups else wait_s
            for handle, code, words in self._multi.turn(waits):
                self._transferred(handle, code, words)
            self._take_from_beside()
        over, self._over = self._over, []
        return over

    def wake(self) -> None:
        """End a turn that is waiting; from any thread."""
        self._multi.wake()

    def close(self) -> None:
        """Drop what is under way."""
        for handle in self._moving:
            self._multi.remove(handle)
        for handle in (*self._moving, *self._kept.values(), *self._spare):
            handle.close()
        self._multi.close()

    def _name(self, journey: Journey, host: tuple[str, int] | None) -> None:
        if journey.over or host is None:
            return self._end(journey)
        if literal(host[0]):
            return self._named(journey, look_up(*host))
        self._lookups.add(journey)
        self._beside.begin(journey, partial(look_up, *host))
        return None

    def _take_from_beside(self) -> None:
        for journey, answer in self._beside.taken():
            if isinstance(answer, Visit):
                self._over.append((self._keys.pop(cast(Journey, journey)), answer))
            elif isinstance(journey, Journey) and journey in self._lookups:
                self._lookups.remove(journey)
                self._named(journey, cast(Found, answer))
        for journey in [journey for journey in self._lookups if journey.deadline.spent()]:
            self._lookups.remove(journey)
            journey.nameless()
            self._end(journey)

    def _named(self, journey: Journey, found: Found) -> None:
        if journey.named(found):
            self._transfer(journey, self._kept.pop(journey, None) or self._handle())
        else:
            self._end(journey)

    def _transfer(self, journey: Journey, handle: pycurl.Curl) -> None:
        if not journey.prepare(handle):
            self._free(handle)
            return self._end(journey)
        self._moving[handle] = journey
        self._multi.add(handle)
        return None

    def _transferred(self, handle: pycurl.Curl, code: int, words: str) -> None:
        journey = self._moving.pop(handle)
        host = journey.ended(handle, code, words)
        if journey.over:
            self._free(handle)
            self._end(journey)
        elif host is None:
            self._transfer(journey, handle)
        else:
            self._redirected(journey, host, handle)

    def _redirected(self, journey: Journey, host: tuple[str, int], handle: pycurl.Curl) -> None:
        """Cookies live in the handle, so a redirect goes on with the same one."""
        self._kept[journey] = handle
        self._name(journey, host)

    def _handle(self) -> pycurl.Curl:
        if self._spare:
            return self._spare.pop()
        handle = pycurl.Curl()
        prepare(handle, self.limits)
        handle.setopt(pycurl.COOKIEFILE, "")
        handle.setopt(pycurl.FRESH_CONNECT, 1)
        handle.setopt(pycurl.FORBID_REUSE, 1)
        handle.setopt(pycurl.SSL_SESSIONID_CACHE, 0)
        return handle

    def _free(self, handle: pycurl.Curl) -> None:
        handle.setopt(pycurl.COOKIELIST, "ALL")
        self._spare.append(handle)

    def _end(self, journey: Journey) -> None:
        kept = self._kept.pop(journey, None)
        if kept is not None:
            self._free(kept)
        if journey.doubtful:
            # Rare, and not worth a second set of words: the other way of visiting decides.
            self._second = self._second or Fetcher(self.limits)
            seconds = journey.deadline.seconds
            return self._beside.begin(journey, partial(self._second.get, journey.start, timeout_s=seconds))
        self._over.append((self._keys.pop(journey), journey.visit))
        return None
