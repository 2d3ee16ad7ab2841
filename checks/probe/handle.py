"""A libcurl handle: how it is set so that it visits as `checks.fetch` does and under the same guard, and
what it and the system's kernel know of its connection afterwards (TLS, times)."""

import socket
import struct
from binascii import a2b_base64
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pycurl

from checks.fetch.guard import Guarded, Permit, inspect
from checks.fetch.limits import Limits
from checks.fetch.tls import TlsFacts, facts_of, has_names
from checks.probe.authorities import authorities_file

HEADERS = [
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language: zh-CN,zh;q=0.9,en;q=0.5",
]
# As in `checks.fetch.tls`: neither stricter nor laxer than browsers.
CIPHERS = "DEFAULT:!aNULL:!eNULL:!MD5:!RC4:!3DES@SECLEVEL=1"
_SCHEMES = pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS


def prepare(handle: pycurl.Curl, limits: Limits) -> None:
    """Set all that is the same for every visit; nothing is taken from the environment."""
    for option, value in (
        (pycurl.NOSIGNAL, 1),
        (pycurl.PROXY, ""),
        (pycurl.NETRC, pycurl.NETRC_IGNORED),
        (pycurl.PROTOCOLS, _SCHEMES),
        (pycurl.FOLLOWLOCATION, 0),
        (pycurl.PATH_AS_IS, 1),
        (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
        (pycurl.HTTP09_ALLOWED, 0),
        (pycurl.ACCEPT_ENCODING, "gzip, deflate"),
        (pycurl.USERAGENT, limits.user_agent),
        (pycurl.TCP_NODELAY, 1),
        (pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2),
        (pycurl.SSL_CIPHER_LIST, CIPHERS),
        (pycurl.CAINFO, authorities_file(limits.trusted_ca)),
    ):
        handle.setopt(option, value)
    handle.unsetopt(pycurl.CAPATH)


def believe(handle: pycurl.Curl, *, verified: bool) -> None:
    """Whether the next visit believes only good certificates, or all."""
    handle.setopt(pycurl.SSL_VERIFYPEER, int(verified))
    handle.setopt(pycurl.SSL_VERIFYHOST, 2 if verified else 0)


def pin(handle: pycurl.Curl, address: str, port: int) -> None:
    """Connect to `address`, which the guard has seen, whatever the name says by now."""
    shown = f"[{address}]" if ":" in address else address
    handle.setopt(pycurl.CONNECT_TO, [f"::{shown}:{port}"])


def guarded_socket(
    allowed: Sequence[Permit],
    refused: Callable[[Guarded], None],
    opened: Callable[[socket.socket], None] = lambda _: None,
) -> Callable[[int, Any], socket.socket | int]:
    """The function libcurl opens sockets with: the last word on every address, just before it is used.

    `opened` is given each socket; libcurl uses a duplicate, so it has to be closed there, too."""

    def open_socket(_purpose: int, row: Any) -> socket.socket | int:
        family, kind, protocol, address = row
        try:
            inspect([address[0]], address[1], allowed)
        except Guarded as error:
            refused(error)
            return int(pycurl.SOCKET_BAD)
        connection = socket.socket(family, kind, protocol)
        opened(connection)
        return connection

    return open_socket


NAMELESS = "certificate names no host"


def tls_facts(handle: pycurl.Curl, *, verified: bool, version: str) -> TlsFacts | None:
    """The facts of the transfer that has just ended; None when there was no handshake to its end.

    libcurl still believes a common name where a certificate has no other; browsers do not."""
    for chain in handle.getinfo(pycurl.INFO_CERTINFO) or ():
        written = next((value for name, value in chain if name == "Cert"), "")
        der = _der(written)
        not_after, issuer = facts_of(der)
        error = NAMELESS if verified and not has_names(der) else None
        return TlsFacts(verified and error is None, error, not_after, issuer, version)
    return None


def _der(written: str) -> bytes:
    lines = [line for line in written.splitlines() if line and not line.startswith("-----")]
    return a2b_base64("".join(lines))


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
