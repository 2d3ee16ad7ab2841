"""The demo sites as a process of their own: it serves until a signal and obeys its state file."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from checks.demo_sites.faults import injected_at_start
from checks.demo_sites.server import DemoServer
from checks.demo_sites.state import (
    DemoState,
    NotRunningError,
    authority_file,
    changing,
    read,
    replace,
    running,
    write,
)
from core.common.parent import orphaned
from db.demo.sites import site_list

_LOOK_S = 0.2


def serve(file: Path, base_port: int, on_ready: Callable[[DemoState], None]) -> None:
    """Serve every site until SIGTERM or SIGINT; `on_ready` is called once all of them answer.

    Raises `AlreadyRunningError` when one runs on `file` already, `NoFreePortsError` when no block is free."""
    with running(file):
        asyncio.run(_serve(file, base_port, on_ready))


async def _serve(file: Path, base_port: int, on_ready: Callable[[DemoState], None]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    server = DemoServer(site_list(), base_port)
    state = DemoState(server.base_port, os.getpid(), {s.key: injected_at_start(s) for s in site_list()})
    await server.show(state.sites)
    with changing(file):
        replace(authority_file(file), server.authority.pem)
        write(file, state)
    on_ready(state)
    await _obey(file, server, stop)
    await server.close()


async def _obey(file: Path, server: DemoServer, stop: asyncio.Event) -> None:
    """Look at the state file a few times a second until `stop`, or until nobody is left to send it.

    One that cannot be read changes nothing."""
    seen = None
    while not stop.is_set() and not orphaned():
        stamp = _stamp(file)
        if stamp != seen:
            seen = stamp
            with suppress(NotRunningError):
                await server.show(read(file).sites)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _LOOK_S)


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
