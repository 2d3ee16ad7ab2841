"""Whether a server that no ordinary client can talk to speaks the national TLS (国密) and nothing else.

Asked only after a handshake failed: one greeting as by TLCP (GB/T 38636, GM/T 0024; version 0x0101), and one
of TLS 1.3 with the national suites alone (RFC 8998). Only a server that accepts one is called so; an alert or
a closed connection says nothing."""

import secrets
import socket
from collections.abc import Sequence
from contextlib import suppress

from checks.fetch.connect import Attempt, literal, open_socket
from checks.fetch.deadline import Deadline
from checks.fetch.guard import Guarded, Permit

_HANDSHAKE, _CLIENT_HELLO, _SERVER_HELLO = 22, 1, 2
TLCP, _TLS12, _TLS13 = 0x0101, 0x0303, 0x0304
# ECDHE, ECC, IBSDH, IBC and RSA with SM4 and SM3, or with SM1.
_TLCP_SUITES = (
    0xE011,
    0xE051,
    0xE013,
    0xE053,
    0xE015,
    0xE055,
    0xE017,
    0xE057,
    0xE019,
    0xE059,
    0xE001,
    0xE003,
)
NATIONAL_SUITES = (0x00C6, 0x00C7)
_CURVE_SM2, _SM2_SM3 = 0x0029, 0x0708
_MOST = 16_384


def speaks_national(host: str, port: int, seconds: float, allowed: Sequence[Permit]) -> bool:
    """Whether the server accepts a national handshake, asked under the guard within `seconds` in all."""
    deadline = Deadline(seconds)
    try:
        return any(
            _accepts(host, port, greeting, version, deadline, allowed)
            for greeting, version in ((_tlcp(host), TLCP), (_tls13(host), _TLS13))
        )
    finally:
        deadline.close()


def _accepts(
    host: str, port: int, greeting: bytes, version: int, deadline: Deadline, allowed: Sequence[Permit]
) -> bool:
    with suppress(OSError, Guarded), open_socket(host, port, Attempt(deadline, allowed)) as server:
        server.sendall(greeting)
        return _chosen(_hello(server, deadline)) == version
    return False


def _hello(server: socket.socket, deadline: Deadline) -> bytes:
    """The body of the server's first handshake message, if it is its hello; empty for anything else."""
    data = b""
    while True:
        # An alert is shorter than a hello: who waits for more of it waits in vain.
        if data[:1] not in (b"", bytes([_HANDSHAKE])) or data[5:6] not in (b"", bytes([_SERVER_HELLO])):
            return b""
        size = int.from_bytes(data[6:9], "big") if len(data) >= 9 else _MOST
        if len(data) >= 9 + size:
            return data[9 : 9 + size]
        server.settimeout(deadline.remaining())
        part = server.recv(4096)
        if not part or len(data) > _MOST:
            return b""
        data += part


def _chosen(hello: bytes) -> int:
    """What was agreed on: `TLCP`, TLS 1.3 with a national suite, or 0 for anything else."""
    if len(hello) < 38:
        return 0
    version, after = int.from_bytes(hello[:2], "big"), 35 + hello[34]
    suite = int.from_bytes(hello[after : after + 2], "big")
    if version == TLCP:
        return TLCP if suite in _TLCP_SUITES else 0
    return _TLS13 if version == _TLS12 and suite in NATIONAL_SUITES else 0


def _tlcp(host: str) -> bytes:
    return _greeting(TLCP, TLCP, _TLCP_SUITES, _named(host))


def _tls13(host: str) -> bytes:
    extensions = (
        _named(host)
        + _extension(43, b"\x02" + _pair(_TLS13))
        + _extension(10, b"\x00\x02" + _pair(_CURVE_SM2))
        + _extension(13, b"\x00\x02" + _pair(_SM2_SM3))
        # No key yet: the server says which suite and asks for one.
        + _extension(51, b"\x00\x00")
    )
    return _greeting(0x0301, _TLS12, NATIONAL_SUITES, extensions)


def _greeting(outer: int, version: int, suites: Sequence[int], extensions: bytes) -> bytes:
    chosen = b"".join(map(_pair, suites))
    body = _pair(version) + secrets.token_bytes(32) + b"\x00" + _pair(len(chosen)) + chosen + b"\x01\x00"
    body += _pair(len(extensions)) + extensions if extensions else b""
    message = bytes([_CLIENT_HELLO]) + len(body).to_bytes(3, "big") + body
    return bytes([_HANDSHAKE]) + _pair(outer) + _pair(len(message)) + message


def _named(host: str) -> bytes:
    if literal(host):
        return b""
    name = host.encode("idna" if not host.isascii() else "ascii")
    return _extension(0, _pair(len(name) + 3) + b"\x00" + _pair(len(name)) + name)


def _extension(kind: int, data: bytes) -> bytes:
    return _pair(kind) + _pair(len(data)) + data


def _pair(number: int) -> bytes:
    return number.to_bytes(2, "big")
