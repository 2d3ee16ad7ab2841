"""What a host name resolves to, and whether this machine has a way to IPv6 addresses."""

import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address

from checks.fetch.connect import resolve
from checks.fetch.deadline import Deadline

_ANY_PORT = 9


@dataclass(frozen=True, slots=True)
class Names:
    """The addresses of a name by family; `known` is False when the look-up failed or took too long."""

    v4: tuple[str, ...] = ()
    v6: tuple[str, ...] = ()
    known: bool = True


def names_of(host: str, *, timeout_s: float) -> Names:
    """Look up `host`. Never raises."""
    deadline = Deadline(timeout_s)
    try:
        rows = resolve(host, 80, deadline)
    except (OSError, UnicodeError):
        return Names(known=False)
    finally:
        deadline.close()
    texts = [str(address[0]) for _, address in rows]
    return Names(
        v4=tuple(text for text in texts if ":" not in text), v6=tuple(text for text in texts if ":" in text)
    )


def has_v6_route(addresses: Iterable[str]) -> bool:
    """Whether this machine has a way to any of these IPv6 addresses. Nobody is asked: connecting a datagram
    socket only looks up the route and sends no packet."""
    for address in addresses:
        with suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as trial:
            trial.connect((address, _ANY_PORT))
            return True
    return False


def is_literal(host: str) -> bool:
    """Whether `host` is an IP address rather than a name."""
    with suppress(ValueError):
        return bool(ip_address(host.strip("[]").partition("%")[0]))
    return False
