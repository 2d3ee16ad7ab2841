"""Demo sites inside this process, for tests: `with DemoSites() as demo: demo.url("site01")`."""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Self, TypeVar

from checks.demo_sites.expected import Expected, expected
from checks.demo_sites.faults import Faults, fit, injected_at_start
from checks.demo_sites.server import DemoServer
from db.demo.sites import DemoSite, address, site_list

T = TypeVar("T")
_SOON_S = 120.0


class DemoSites:
    """Sites served from a thread. `inject` and `clear` hold from the moment they return.

    `sites`: keys, all by default. `port`: base of the block, 0 for any free one. `faults`: by key;
    those of `sites.toml` by default, `{}` for demo sites without any. Raises `KeyError` for an unknown site,
    `UnknownFaultError` or `UnfitFaultError` for a fault."""

    def __init__(
        self,
        sites: Iterable[str] | None = None,
        port: int = 0,
        faults: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        by_key = {site.key: site for site in site_list()}
        self._sites: dict[str, DemoSite] = {key: by_key[key] for key in (by_key if sites is None else sites)}
        self._faults: dict[str, Faults] = {
            key: injected_at_start(site) if faults is None else fit(site, faults.get(key, ()))
            for key, site in self._sites.items()
        }
        self._port = port

    def __enter__(self) -> Self:
        self._folder = TemporaryDirectory()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="demo-sites", daemon=True)
        self._thread.start()
        try:
            self._server = DemoServer(list(self._sites.values()), self._port)
            self.base_port = self._server.base_port
            self.authority = Path(self._folder.name, "demo-sites-ca.pem")
            self.authority.write_bytes(self._server.authority.pem)
            self._wait(self._server.show(self._faults))
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._wait(self._server.close())
        finally:
            self._stop()

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the sites served."""
        return tuple(self._sites)

    def url(self, key: str, path: str = "/") -> str:
        """The address of `path` in site `key`."""
        return address(self._sites[key], self.base_port).rstrip("/") + path

    def faults(self, key: str) -> Faults:
        """The faults that site `key` has now."""
        return self._faults[key]

    def inject(self, key: str, *names: str) -> None:
        """Add faults to site `key`."""
        self._show(key, self._faults[key] | fit(self._sites[key], names))

    def clear(self, key: str, *names: str) -> None:
        """Take these faults, or all of them, from site `key`."""
        left = self._faults[key] - fit(self._sites[key], names) if names else frozenset()
        self._show(key, left)

    def expected(self, key: str) -> list[Expected]:
        """What a checker is expected to find in site `key` now."""
        return expected(self._sites[key], self.base_port, self._faults[key])

    def _show(self, key: str, faults: Faults) -> None:
        self._wait(self._server.sites[key].show(faults))
        self._faults[key] = faults

    def _wait(self, work: Coroutine[object, object, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_SOON_S)

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_SOON_S)
        self._loop.close()
        self._folder.cleanup()
