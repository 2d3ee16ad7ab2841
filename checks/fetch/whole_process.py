"""The address guard for a whole process: for libraries that open connections of their own.

Every connection that Python code of this process makes is judged by the same guard as a visit, on exactly
the address that is then connected to. There is no way back: use it in a process of its own."""

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from checks.fetch.guard import Guarded, inspect
from checks.fetch.limits import allowances


@dataclass
class Watch:
    """What was noticed so far: `began` once any connection stood, `refused` once the guard said no, and the
    name of the last failure to look up or connect."""

    began: bool = False
    refused: bool = False
    failure: str = ""
    on_begin: list[Callable[[], None]] = field(default_factory=list)


def guard_process(allowed_private: Iterable[str]) -> Watch:
    """Put every later connection of this process under the guard. Call it before other threads start."""
    allowed, watch = allowances(allowed_private), Watch()
    sockets: Any = socket.socket
    connect, connect_ex, send_to = sockets.connect, sockets.connect_ex, sockets.sendto
    look_up = socket.getaddrinfo

    def judged(sock: socket.socket, address: Any) -> Any:
        """The address with its name looked up, once it is allowed."""
        if sock.family not in (socket.AF_INET, socket.AF_INET6):
            watch.refused = True
            raise Guarded("not an internet address")
        rows = look_up(address[0], address[1], sock.family, sock.type)
        try:
            inspect((str(row[4][0]) for row in rows), int(address[1]), allowed)
        except Guarded:
            watch.refused = True
            raise
        return rows[0][4]

    def guarded_connect(sock: socket.socket, address: Any) -> None:
        try:
            connect(sock, judged(sock, address))
        except OSError as error:
            watch.failure = _name(error)
            raise
        _begun(watch)

    def guarded_connect_ex(sock: socket.socket, address: Any) -> int:
        result: int = connect_ex(sock, judged(sock, address))
        _begun(watch)
        return result

    def guarded_send_to(sock: socket.socket, data: Any, *rest: Any) -> int:
        sent: int = send_to(sock, data, *rest[:-1], judged(sock, rest[-1]))
        _begun(watch)
        return sent

    def watched_look_up(*args: Any, **named: Any) -> Any:
        try:
            return look_up(*args, **named)
        except socket.gaierror:
            watch.failure = "dns"
            raise

    sockets.connect, sockets.connect_ex = guarded_connect, guarded_connect_ex
    sockets.sendto, sockets.sendmsg = guarded_send_to, _never
    socket.getaddrinfo = watched_look_up
    return watch


def _never(*_args: Any, **_named: Any) -> int:
    raise Guarded("sendmsg is not under the guard")


def _begun(watch: Watch) -> None:
    if not watch.began:
        watch.began = True
        for tell in watch.on_begin:
            tell()


def _name(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return "dns"
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    return "unreachable"
