"""The processes of a crawl: this one reads itself, others join when there is enough to read.

They know nothing but addresses and limits: no database, no state that a kill could lose."""

import multiprocessing
import os
import threading
from collections import deque
from contextlib import suppress
from datetime import date
from multiprocessing.connection import Connection

from .address import Address
from .limits import CrawlLimits
from .reader import Reader
from .reading import Harvest
from .remote import Remote, cluster

_TURN_S = 0.5
_SENT = 256
_SPAWN = multiprocessing.get_context("spawn")


class Helper:
    """A further process that reads; seen from the first one. `ready` once it has started."""

    def __init__(self, limits: CrawlLimits, today: date) -> None:
        self._ours, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=read_for, args=(theirs, limits, today), daemon=True)
        self.process.start()
        theirs.close()
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
            while self._ours.poll():
                readings, fresh = self._ours.recv()
                self.ready = True
                harvest.readings += readings
                harvest.fresh += fresh
        for reading in harvest.readings:
            self.given.pop(reading.number, None)
        return harvest

    @property
    def pid(self) -> int | None:
        """The number of the process."""
        return self.process.pid

    @property
    def lost(self) -> bool:
        """Whether the process has died; what it was given is in `given`."""
        return not self.process.is_alive()

    def close(self) -> None:
        """End the process at once: it holds nothing that is not here or on disk."""
        self.process.kill()
        self.process.join()
        self._ours.close()


def joined(limits: CrawlLimits, today: date) -> Helper | Remote:
    """One helper more: a process of this machine, or the workers of the cluster that the settings name."""
    executor = cluster()
    return Helper(limits, today) if executor is None else Remote(executor, limits, today)


def read_for(connection: Connection, limits: CrawlLimits, today: date) -> None:
    """What a helper does until the first process closes the connection, or dies."""
    reader = Reader(limits, today)
    arrived: deque[list[Address]] = deque()
    threading.Thread(target=_receive, args=(connection, arrived, reader), daemon=True).start()
    harvest = Harvest([], [])
    connection.send(([], []))  # ready: until then the first process reads alone
    while True:
        while arrived:
            for address in arrived.popleft():
                reader.add(address)
        more = reader.turn(_TURN_S)
        harvest.readings += more.readings
        harvest.fresh += more.fresh
        if harvest.readings and (len(harvest.readings) >= _SENT or reader.under_way < limits.at_once * 3):
            connection.send((harvest.readings, harvest.fresh))
            harvest = Harvest([], [])


def _receive(connection: Connection, arrived: deque[list[Address]], reader: Reader) -> None:
    try:
        while True:
            arrived.append(connection.recv())
            reader.wake()
    except (EOFError, OSError):
        os._exit(0)
