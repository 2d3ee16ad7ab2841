"""What the system's kernel knows of a connection's times, however late this process comes to look.

libcurl's clock tells when libcurl noticed something. On a busy machine that is later than it happened, and
the site would be called slow for it."""

import socket
import struct
from typing import NamedTuple

# Linux, `struct tcp_info`: where the values stand in it.
_SENT, _RECEIVED, _ROUND_TRIP, _RESENT, _LENGTH = 44, 52, 68, 100, 104
# The kernel counts some of them in ticks of up to 4 ms: a smaller difference says nothing.
GRAIN_MS = 8.0


class Times(NamedTuple):
    """Milliseconds: `waited` from the question sent to the answer received, `round_trip` of one packet and
    its receipt. `smooth`: no packet had to be sent twice."""

    waited: float
    round_trip: float
    smooth: bool


def times_of(connection: socket.socket) -> Times | None:
    """The times of a connection on which an answer has just come; None where the system does not tell."""
    try:
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LENGTH)
    except (OSError, AttributeError):
        return None
    if len(info) < _LENGTH:
        return None
    sent, received, round_trip, resent = (
        struct.unpack_from("=I", info, place)[0] for place in (_SENT, _RECEIVED, _ROUND_TRIP, _RESENT)
    )
    return Times(float(sent - received), round_trip / 1000, not resent)


def late_ms(own: float, known: float) -> float:
    """By how much this process took `own` milliseconds for what took `known`; 0 within a tick or two."""
    late = own - known
    return late if late > GRAIN_MS else 0.0
