"""`python -m checks worker`: lends this machine to a checker. It needs no database and no password."""

import argparse
import asyncio
import logging
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

import dask
from distributed import Worker
from distributed.core import rpc
from distributed.security import Security

from checks.engine.cluster import ASKED, PROBES, STARTUP, VANTAGE, differences, why
from checks.engine.engine import SHARDS_A_WORKER
from checks.engine.product import differing
from checks.engine.scheduler import CONFIG, NOWHERE, WRONG_USE, import_work, said, stopped
from checks.engine.secure import BadCluster, security
from core.common.parent import orphaned
from core.common.settings import settings
from core.common.text import t

LONGEST_VANTAGE = 32
_ASK_S = 5
_ANSWER_S = 10  # a scheduler that has just much to do is there
_AGAIN_S = 5.0
_GLANCE_S = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `worker`."""
    parser.add_argument("--connect", required=True, metavar="ADDRESS", help=t("worker.help.connect"))
    parser.add_argument("--vantage", default="", help=t("worker.help.vantage"))
    parser.add_argument("--threads", type=int, default=0, help=t("worker.help.threads"))
    parser.add_argument("--port", type=int, default=0, help=t("worker.help.own_port"))
    parser.add_argument("--name", default="", help=t("worker.help.name"))
    parser.add_argument("--certificates", type=Path, metavar="FOLDER", help=t("worker.help.certificates"))


def main(args: argparse.Namespace) -> int:
    """Work until SIGTERM. 0 stopped, 2 wrong use, or a cluster that cannot be joined."""
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("distributed").setLevel(logging.ERROR)
    try:
        if len(args.vantage) > LONGEST_VANTAGE or not (args.vantage or " ").isprintable():
            raise BadCluster(t("worker.wrong.vantage", most=LONGEST_VANTAGE))
        safe = security(args.connect, args.certificates or settings().cluster_certificates)
        return asyncio.run(_work(args, safe))
    except BadCluster as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USE


async def _work(args: argparse.Namespace, safe: Security) -> int:
    """Join, and join again whenever the scheduler is back; only the first time must it be there."""
    stop = stopped()
    with dask.config.set({**CONFIG, "distributed.comm.timeouts.connect": f"{_ASK_S}s"}):
        await _compare(args.connect, safe)
        import_work()
        while not stop.is_set():
            await _lend(args, safe, stop)
            await _pause(stop, _AGAIN_S)
            while not stop.is_set() and not await _back(args.connect, safe):
                await _pause(stop, _AGAIN_S)
    return 0


async def _lend(args: argparse.Namespace, safe: Security, stop: asyncio.Event) -> None:
    threads = args.threads or settings().threads
    vantage = [VANTAGE + args.vantage] if args.vantage else []
    worker = Worker(
        args.connect,
        name=args.name or f"{socket.gethostname()}:{os.getpid()}",
        nthreads=threads,
        port=args.port,
        resources=dict.fromkeys([PROBES, *vantage], min(threads, SHARDS_A_WORKER)),
        startup_information={STARTUP: lambda _: {"vantage": args.vantage}},
        security=safe,
        dashboard=False,
        dashboard_address=NOWHERE,
        death_timeout=_ASK_S,
    )
    try:
        await worker
    except Exception as error:
        logging.getLogger(__name__).warning("could not join: %s", why(error))
        return
    said(t("worker.ready", address=args.connect, name=worker.name, threads=threads))
    while not stop.is_set() and not orphaned() and worker.status.name not in ("closing", "closed", "failed"):
        await _pause(stop, _GLANCE_S)
    if orphaned():
        stop.set()
    with suppress(Exception):
        await worker.close(timeout=1, reason="stopped")


async def _compare(address: str, safe: Security) -> None:
    """Raises `BadCluster` when the scheduler does not answer, refuses, or is another product."""
    try:
        async with rpc(
            address, connection_args=safe.get_connection_args("worker"), timeout=_ASK_S
        ) as scheduler:
            theirs = await asyncio.wait_for(getattr(scheduler, ASKED)(), _ANSWER_S)
    except Exception as error:
        raise BadCluster(t("worker.wrong.unreachable", address=address, why=why(error))) from error
    different = differing(theirs)
    if different:
        raise BadCluster(differences(different))


async def _back(address: str, safe: Security) -> bool:
    try:
        await _compare(address, safe)
    except BadCluster as error:
        logging.getLogger(__name__).warning("%s", error)
        return False
    return True


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
