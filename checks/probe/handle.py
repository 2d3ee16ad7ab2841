"""How a libcurl handle is set so that it visits as `checks.fetch` does, and under the same guard."""

import socket
from collections.abc import Callable, Sequence
from typing import Any

import pycurl

from checks.fetch.guard import Guarded, Permit, inspect
from checks.fetch.limits import Limits

from .authorities import authorities_file

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
