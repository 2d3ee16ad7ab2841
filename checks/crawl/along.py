"""A further process of a crawl: `python -m checks.crawl.along FD`, an inherited connection.

It imports nothing but what reading needs: how soon it starts is how soon it helps."""

import os
import socket
import sys
import threading
from collections import deque

from .address import Address
from .garbage import seldom
from .reader import Reader
from .reading import Harvest
from .watched import UnderWay
from .wire import Wire

_TURN_S = 0.5
_SENT = 256


def read_for(connection: Wire) -> None:
    """Read what comes through `connection` until the first process closes it, or dies."""
    try:
        limits, today, file = connection.recv()
    except (EOFError, OSError):
        return  # the first process died meanwhile
    reader = Reader(limits, today, UnderWay(file, limits.page.seconds) if limits.page else None)
    arrived: deque[list[Address]] = deque()
    threading.Thread(target=_receive, args=(connection, arrived, reader), daemon=True).start()
    connection.send(([], []))  # ready: until then the first process reads alone
    with seldom():
        _read_on(connection, reader, arrived, limits.at_once * 3)


def _read_on(connection: Wire, reader: Reader, arrived: deque[list[Address]], few: int) -> None:
    """Give back many readings at a time; each as it comes when `few` are under way."""
    harvest = Harvest([], [])
    while True:
        while arrived:
            for address in arrived.popleft():
                reader.add(address)
        more = reader.turn(_TURN_S)
        harvest.readings += more.readings
        harvest.fresh += more.fresh
        if harvest.readings and (len(harvest.readings) >= _SENT or reader.under_way < few):
            connection.send((harvest.readings, harvest.fresh))
            harvest = Harvest([], [])


def _receive(connection: Wire, arrived: deque[list[Address]], reader: Reader) -> None:
    try:
        while True:
            arrived.append(connection.recv())
            reader.wake()
    except (EOFError, OSError):
        os._exit(0)


if __name__ == "__main__":
    read_for(Wire(socket.socket(fileno=int(sys.argv[1]))))
