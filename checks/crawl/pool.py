"""The processes of a crawl: this one reads itself, others join when there is enough to read.

They know nothing but addresses and limits: no database, no state that a kill could lose."""

import logging
import subprocess
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from .address import Address
from .limits import CrawlLimits
from .reading import Harvest
from .watched import Watch
from .wire import wires

if TYPE_CHECKING:  # an engine is looked for only when there is enough to read
    from .remote import Remote

log = logging.getLogger(__name__)
_ROOT = Path(__file__).parents[2]


class Helper:
    """A further process that reads; seen from the first one. `ready` once it has started."""

    def __init__(self, limits: CrawlLimits, today: date, file: Path) -> None:
        self._ours, theirs = wires()
        self._watch = Watch(file, limits.page) if limits.page else None
        # Not by `multiprocessing`, which would import all over again what the first process was started with.
        self.process = subprocess.Popen(  # noqa: S603
            (sys.executable, "-m", "checks.crawl.along", str(theirs.fileno())),
            cwd=_ROOT,
            pass_fds=(theirs.fileno(),),
        )
        theirs.close()
        with suppress(OSError):
            self._ours.send((limits, today, file))
        self.given: dict[int, Address] = {}
        self.ready = False

    def give(self, addresses: list[Address]) -> None:
        """Hand over addresses to be read."""
        self.given.update((address.number, address) for address in addresses)
        with suppress(OSError):
            self._ours.send(addresses)

    def taken(self) -> Harvest:
        """What it has brought in since the last call."""
        harvest = Harvest([], [])
        with suppress(EOFError, OSError):
            while self._ours.waits():
                readings, fresh = self._ours.recv()
                self.ready = True
                harvest.readings += readings
                harvest.fresh += fresh
        for reading in harvest.readings:
            self.given.pop(reading.number, None)
        return harvest

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self.process.pid

    @property
    def lost(self) -> bool:
        """Whether the process has died, or was killed here for what its page costs; what it was given is in
        `given`."""
        if self._watch is not None and (why := self._watch.broken(self.pid)):
            log.warning("a process that reads along was killed: its page %s", why)
            self.process.kill()
            self.process.wait()
        return self.process.poll() is not None

    @property
    def suspect(self) -> int:
        """The number of the page that a lost process was taking apart; 0 for none."""
        return self._watch.number if self._watch is not None else 0

    def close(self) -> None:
        """End the process at once: it holds nothing that is not here or on disk."""
        self.process.kill()
        self.process.wait()
        self._ours.close()


Joined: TypeAlias = "Helper | Remote"


def joined(limits: CrawlLimits, today: date, file: Path) -> Joined:
    """One helper more: a process of this machine, or the workers of the cluster that the settings name.

    `file`: where it says which page it is taking apart."""
    from .remote import Remote, cluster

    executor = cluster()
    return Helper(limits, today, file) if executor is None else Remote(executor, limits, today)
