"""Opening sockets: the name is looked up once, every address is judged, and the judged one is used."""

import errno
import ipaddress
import queue
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from checks.fetch.deadline import Deadline
from checks.fetch.guard import Permit, inspect
from checks.fetch.tls import TlsFacts

ADDRESSES_TRIED = 4


class LookupTimeout(socket.gaierror):
    """The name server did not answer within the visit's time."""


class NoRoute(OSError):
    """This machine has no way to the address's network (such as no IPv6): our lack, not the site's."""


@dataclass(slots=True)
class Attempt:
    """What one request may use and what it noticed on the way down to the socket."""

    deadline: Deadline
    allowed: Sequence[Permit]
    verified: bool = True
    peer: str = ""
    connect_s: float | None = None
    tls: TlsFacts | None = field(default=None)
    family: socket.AddressFamily | None = None


ATTEMPT: ContextVar[Attempt] = ContextVar("attempt")

_Resolved = tuple[socket.AddressFamily, tuple[Any, ...]]


def resolve(host: str, port: int, deadline: Deadline) -> list[_Resolved]:
    """All addresses of `host`, looked up within the time left.

    The system's look-up cannot be interrupted, so it runs in a thread that is left behind if need be.
    Raises `socket.gaierror`, `LookupTimeout`."""
    answer: queue.SimpleQueue[list[_Resolved] | OSError | UnicodeError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)
            answer.put(list(dict.fromkeys((row[0], row[4]) for row in rows)))
        except (OSError, UnicodeError) as error:
            answer.put(error)

    if literal(host):
        look_up()
    else:
        threading.Thread(target=look_up, name="name look-up", daemon=True).start()
    try:
        found = answer.get(timeout=deadline.remaining())
    except queue.Empty as error:
        raise LookupTimeout(socket.EAI_AGAIN, "name look-up took too long") from error
    if isinstance(found, Exception):
        raise found
    return found


def open_socket(host: str, port: int, attempt: Attempt) -> socket.socket:
    """Connect to the first address of `host` that answers.

    Raises `Guarded` before any packet is sent, `socket.gaierror`, `NoRoute`, `OSError`."""
    rows = resolve(host, port, attempt.deadline)
    inspect((row[1][0] for row in rows), port, attempt.allowed)
    rows = [row for row in rows if attempt.family in (None, row[0])]
    tried = rows[:ADDRESSES_TRIED]
    errors: list[OSError] = []
    for left, (family, address) in zip(range(len(tried), 0, -1), tried, strict=True):
        try:
            return _connect(family, address, attempt, share=left)
        except OSError as error:
            errors.append(ours(error, family, address))
    reporting_progress = [error for error in errors if not isinstance(error, NoRoute)]
    raise (reporting_progress or errors or [socket.gaierror(socket.EAI_NONAME, "no address")])[0]


def _connect(
    family: socket.AddressFamily, address: tuple[Any, ...], attempt: Attempt, *, share: int
) -> socket.socket:
    """One connection, with an equal `share` of the time left for each address still to be tried."""
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(attempt.deadline.remaining() / share)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect(address)
        attempt.deadline.watch(sock)
        sock.settimeout(attempt.deadline.remaining())
    except BaseException:
        sock.close()
        raise
    attempt.peer = str(address[0])
    attempt.connect_s = attempt.deadline.elapsed()
    return sock


def ours(error: OSError, family: socket.AddressFamily, address: tuple[Any, ...]) -> OSError:
    """Tell "no route from here" from an answer of the network: a UDP connect sends no packet."""
    if error.errno not in (errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
        return error
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as trial:
            trial.connect(address)
    except OSError:
        return NoRoute(error.errno, "this machine has no route to the address")
    return error


def literal(host: str) -> bool:
    with suppress(ValueError):
        return bool(ipaddress.ip_address(host.partition("%")[0]))
    return False
