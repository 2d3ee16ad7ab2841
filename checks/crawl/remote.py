"""A helper of a crawl that reads on a cluster: shares of addresses leave as tasks and come back as readings.

Seen from the first process it is as any other helper; nothing is kept on the worker between two shares."""

from concurrent.futures import CancelledError, Executor, Future
from datetime import date
from functools import lru_cache

from checks.engine import engine_for
from checks.engine.lasting import Lost
from core.common.settings import settings

from .address import Address
from .limits import CrawlLimits
from .reader import Reader
from .reading import Harvest, Reading

_TURN_S = 0.5
# What a task brings back: readings, and addresses that were met.
Share = tuple[list[Reading], list[Address]]


class Remote:
    """Reads through `executor`. `ready` at once: where no worker is, its work is done on this machine."""

    ready = True
    pid: int | None = None
    suspect = 0

    def __init__(self, executor: Executor, limits: CrawlLimits, today: date) -> None:
        self._executor, self._limits, self._today = executor, limits, today
        self._shares: set[Future[Share]] = set()
        self.given: dict[int, Address] = {}
        self.lost = False

    def give(self, addresses: list[Address]) -> None:
        """Hand over addresses to be read."""
        self.given.update((address.number, address) for address in addresses)
        self._shares.add(self._executor.submit(read_share, addresses, self._limits, self._today))

    def taken(self) -> Harvest:
        """What has come back since the last call. A share that is lost for good leaves `lost` set."""
        harvest = Harvest([], [])
        for share in [share for share in self._shares if share.done()]:
            self._shares.remove(share)
            try:
                readings, fresh = share.result()
            except (Lost, CancelledError):
                self.lost = True
                continue
            harvest.readings += readings
            harvest.fresh += fresh
        for reading in harvest.readings:
            self.given.pop(reading.number, None)
        return harvest

    def close(self) -> None:
        """Take back what nobody has begun; what is under way is not waited for."""
        for share in self._shares:
            share.cancel()


def read_share(addresses: list[Address], limits: CrawlLimits, today: date) -> Share:
    """Read all `addresses` with connections of its own: this is what runs on a worker."""
    reader = Reader(limits, today)
    try:
        for address in addresses:
            reader.add(address)
        whole = Harvest([], [])
        while reader.under_way:
            more = reader.turn(_TURN_S)
            whole.readings += more.readings
            whole.fresh += more.fresh
        more = reader.turn(0.0)
        return whole.readings + more.readings, whole.fresh + more.fresh
    finally:
        reader.close()


@lru_cache(maxsize=1)
def cluster() -> Executor | None:
    """The cluster that the settings name; None where work stays on this machine."""
    return engine_for(settings()).executor if settings().engine == "dask" else None
