"""The server of the demo sites: one port a site, all in one event loop, faults changeable at any time."""

import asyncio
import socket
import ssl
from collections.abc import Mapping, Sequence
from functools import partial
from typing import cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from checks.demo_sites.app import SiteApp
from checks.demo_sites.certificates import Authority
from checks.demo_sites.faults import Fault, Faults
from checks.demo_sites.ports import bind_block, bound, bound_v6
from db.demo.sites import DemoSite

_NONE: Faults = frozenset()
_CERTIFICATES: Faults = frozenset({Fault.BAD_CERTIFICATE, Fault.WRONG_NAME, Fault.EXPIRING_CERTIFICATE})
# Turns of the event loop from an accepted connection to its protocol, and from an abort to the closed socket.
_TURNS = 4


class _Door(ServerState):
    """Connections and requests of one listener."""

    closed = False


class _Line(H11Protocol):
    """A connection; one that was still being accepted when its listener closed is cut at once."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if cast(_Door, self.server_state).closed:
            transport.abort()


class SiteServer:
    """The listener of one site.

    `uvicorn.Server` polls ten times a second and cannot drop its port at once, so its HTTP protocol is
    used here without it."""

    def __init__(self, site: DemoSite, base_port: int, reserved: socket.socket, authority: Authority) -> None:
        self.port = base_port + site.offset
        self._site, self._authority = site, authority
        # Visitors come by either family where the machine has both.
        self._reserved = [reserved, *filter(None, [bound_v6(self.port)])]
        self._app = SiteApp(site, base_port, _NONE)
        self._listeners: list[asyncio.Server] = []
        self._door = _Door()
        self._config = uvicorn.Config(
            self._app, http="h11", ws="none", lifespan="off", log_config=None, access_log=False
        )

    @property
    def faults(self) -> Faults:
        """The faults it shows now."""
        return self._app.faults

    async def show(self, faults: Faults) -> None:
        """Show exactly these faults. On return the next visitor meets them."""
        before, self._app.faults = self._app.faults, faults
        if Fault.DOWN in faults:
            await self.close(hold=True)
        elif not self._listeners:
            await self._open()
        elif _CERTIFICATES & (before ^ faults):
            await self.close(hold=True)
            await self._open()

    async def close(self, *, hold: bool = False) -> None:
        """Stop listening and cut every connection; `hold` keeps the port from being taken meanwhile."""
        if self._listeners:
            # First accept no more, then let what was accepted arrive: a server that is closed between the
            # two loses the connection without closing it.
            for reserved in self._reserved:
                asyncio.get_running_loop().remove_reader(reserved.fileno())
            await self._cut()
            for listener in self._listeners:
                listener.close()
            self._listeners = []
        else:
            for reserved in self._reserved:
                reserved.close()
        if hold:
            self._reserved = [bound(self.port), *filter(None, [bound_v6(self.port)])]

    async def _open(self) -> None:
        self._door = _Door()
        line = partial(_Line, config=self._config, server_state=self._door, app_state={})
        loop = asyncio.get_running_loop()
        tls = self._tls()
        self._listeners = [
            await loop.create_server(line, sock=reserved, ssl=tls) for reserved in self._reserved
        ]

    def _tls(self) -> ssl.SSLContext | None:
        if self._site.scheme != "https":
            return None
        if Fault.BAD_CERTIFICATE in self.faults:
            return self._authority.bad()
        if Fault.WRONG_NAME in self.faults:
            return self._authority.misnamed()
        if Fault.EXPIRING_CERTIFICATE in self.faults:
            return self._authority.expiring()
        return self._authority.healthy()

    async def _cut(self) -> None:
        self._door.closed = True
        for _ in range(_TURNS):
            for connection in list(self._door.connections):
                cast(_Line, connection).transport.abort()
            await asyncio.sleep(0)
        await asyncio.gather(*self._door.tasks, return_exceptions=True)


class DemoServer:
    """All demo sites. `base_port` is the block in use, which may differ from the one asked for.

    Raises `NoFreePortsError` when there is no room for its ports."""

    def __init__(self, sites: Sequence[DemoSite], base_port: int) -> None:
        self.authority = Authority()
        self.base_port, reserved = bind_block(base_port, [site.offset for site in sites])
        self.sites = {
            site.key: SiteServer(site, self.base_port, reserved[site.offset], self.authority)
            for site in sites
        }

    async def show(self, faults: Mapping[str, Faults]) -> None:
        """Show exactly these faults, by key of site; a site not named is healthy."""
        for key, site in self.sites.items():
            await site.show(faults.get(key, _NONE))

    async def close(self) -> None:
        """Stop every site."""
        for site in self.sites.values():
            await site.close()
