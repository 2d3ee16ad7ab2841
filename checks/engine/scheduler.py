"""`python -m checks scheduler`: the meeting point of a cluster. It makes no check and keeps nothing."""

import argparse
import asyncio
import logging
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import dask
from distributed import Scheduler

from checks.engine.cluster import ASKED
from checks.engine.product import versions
from checks.engine.secure import BadCluster, encrypted, on_loopback
from core.common.settings import settings
from core.common.text import t

WRONG_USE = 2
PORT = 8786
CONFIG: dict[str, Any] = {
    # No page of its own: the checker's page shows the cluster, and an open port less is one less.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.scheduler.allowed-failures": 3,
    "distributed.scheduler.worker-ttl": "2 minutes",
    "distributed.admin.tick.limit": "20s",
    # Nobody looks at its samples of every thread's stack, which cost a tenth of the processor.
    "distributed.worker.profile.enabled": False,
}
NOWHERE = "127.0.0.1:0"
_WORK = ("checks.work", "checks.vantages", "checks.crawl.remote")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `scheduler`."""
    parser.add_argument("--host", default="127.0.0.1", help=t("worker.help.host"))
    parser.add_argument("--port", type=int, default=PORT, help=t("worker.help.port"))
    parser.add_argument("--certificates", type=Path, metavar="FOLDER", help=t("worker.help.certificates"))


def main(args: argparse.Namespace) -> int:
    """Serve until SIGTERM. 0 stopped, 2 wrong use."""
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("distributed").setLevel(logging.ERROR)
    folder = args.certificates or settings().cluster_certificates
    try:
        if folder is None and not on_loopback(args.host):
            raise BadCluster(t("worker.wrong.open_scheduler", host=args.host))
        return asyncio.run(_serve(args.host, args.port, folder))
    except (BadCluster, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USE


async def _serve(host: str, port: int, folder: Path | None) -> int:
    scheme = "tls" if folder else "tcp"
    address = f"[{host}]" if ":" in host else host
    with dask.config.set(CONFIG):
        scheduler = Scheduler(
            host=f"{scheme}://{address}:{port}",
            security=encrypted(folder) if folder else None,
            dashboard=False,
            dashboard_address=NOWHERE,
        )
        scheduler.handlers[ASKED] = versions
        stop = stopped()
        async with scheduler:
            said(t("worker.scheduler_ready", address=scheduler.address))
            await asyncio.to_thread(import_work)
            await stop.wait()
    return 0


def import_work() -> None:
    """Import what work is made with: Dask unpickles it on the scheduler, too, and the first piece would
    otherwise wait for seconds of imports on both."""
    for name in _WORK:
        import_module(name)


def stopped() -> asyncio.Event:
    """An event that SIGTERM or Ctrl-C sets."""
    event = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, event.set)
    return event


def said(sentence: str) -> None:
    """Print at once, for whoever waits for the line."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()
