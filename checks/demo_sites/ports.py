"""A block of loopback ports for the demo sites: asked for, moved when taken, kept while a site is down."""

import socket
from collections.abc import Collection

_HOST, _HOST_V6 = "127.0.0.1", "::1"
_TRIES = 200
_HIGHEST = 65_535


class NoFreePortsError(OSError):
    """No free block of ports was found."""


def bound(port: int) -> socket.socket:
    """A socket that holds `port` without listening: visitors are refused. Raises `OSError` if taken."""
    # Without the protocol named, asyncio leaves Nagle's delay on and every answer takes 40 ms.
    reserved = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind((_HOST, port))
    except OSError:
        reserved.close()
        raise
    reserved.setblocking(False)
    return reserved


def bound_v6(port: int) -> socket.socket | None:
    """The same on the IPv6 loopback; None on a machine without it, or where the port is taken there."""
    try:
        reserved = socket.socket(socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError:
        return None
    try:
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        reserved.bind((_HOST_V6, port))
    except OSError:
        reserved.close()
        return None
    reserved.setblocking(False)
    return reserved


def bind_block(base: int, offsets: Collection[int]) -> tuple[int, dict[int, socket.socket]]:
    """Sockets that listen on `base + offset` of every offset, and the base in the end.

    When one of the ports is taken the next block is tried; `base` 0 means any free one.
    Raises `NoFreePortsError`."""
    step = max(offsets) + 1
    for attempt in range(_TRIES):
        candidate = base + attempt * step if base else _anywhere(step)
        if candidate + step > _HIGHEST:
            break
        reserved = _bind_all(candidate, offsets)
        if reserved is not None:
            return candidate, reserved
    raise NoFreePortsError(base)


def _bind_all(base: int, offsets: Collection[int]) -> dict[int, socket.socket] | None:
    reserved: dict[int, socket.socket] = {}
    try:
        for offset in offsets:
            reserved[offset] = bound(base + offset)
            # Two servers may hold one port as long as neither listens, and the later would fail long after.
            reserved[offset].listen()
    except OSError:
        for sock in reserved.values():
            sock.close()
        return None
    return reserved


def _anywhere(room: int) -> int:
    with bound(0) as probe:
        port: int = probe.getsockname()[1]
    return min(port, _HIGHEST - room - 1)
