"""A Dask cluster, watched from a thread of its own so that asking for it never waits."""

import asyncio
import logging
import threading
from collections.abc import Mapping
from concurrent.futures import Executor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import dask
from distributed import Client
from distributed.client import FutureCancelledError
from distributed.comm.core import CommClosedError
from distributed.scheduler import KilledWorker, NoValidWorkerError

from core.common.text import t
from core.monitoring.worker_line import WorkerLine

from .engine import SHARDS_A_WORKER
from .lasting import Lasting
from .product import differing
from .secure import security
from .seen import EngineSeen, State

log = logging.getLogger(__name__)
# What a worker tells about itself when it joins, and the scheduler when asked.
STARTUP, ASKED = "supervision", "supervision_versions"
# What workers have to give for shards of probes: together they keep to what one machine times correctly.
VANTAGE, PROBES = "vantage:", "probes"
_LOOK_S = 1.0
_CONNECT_S = 10.0
# A worker that restarts is back sooner; what waits for it meanwhile stays where it is.
_PATIENCE_S = 10.0
_AHEAD, _LEAST_AHEAD, _FOR_READINGS = 1.25, 12, 0.75
# What happens to the cluster is said once, in our words.
logging.getLogger("distributed").setLevel(logging.CRITICAL)
_LOSSES = (KilledWorker, NoValidWorkerError, CommClosedError, FutureCancelledError, asyncio.CancelledError)


class Cluster:
    """The scheduler at `address`. One that does not answer is tried again every `retry_s` seconds.

    Raises `checks.engine.secure.BadCluster` for an address or certificates that cannot be used."""

    def __init__(self, address: str, certificates: Path | None, *, retry_s: float) -> None:
        self.address, self._retry_s = address, retry_s
        self._security = security(address, certificates)
        self._client: Client | None = None
        self._state: State = "lost"
        self._said = ""
        self._workers: tuple[WorkerLine, ...] = ()
        self._present: dict[str, float] = {}
        self._executors: dict[str, Executor] = {}
        self._lasting: dict[str, Lasting] = {}
        self._otherwise: Executor | None = None
        self._lock = threading.Lock()
        self._closed, self._looked = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._watch, name="cluster", daemon=True)
        self._thread.start()

    def lasting(self, otherwise: Executor) -> Executor:
        """Work for any worker; in `otherwise` while there is none."""
        self._otherwise = otherwise
        return self._for("", otherwise)

    def at(self, vantage: str) -> Executor:
        """Shards of probes, for the workers of one vantage point only; for any worker without a name."""
        return self._for(VANTAGE + vantage, None) if vantage else self._for(PROBES, self._otherwise)

    def width(self) -> int:
        """Pieces that keep the threads of all workers busy; 0 while there are no workers."""
        self._looked.wait(_CONNECT_S)
        threads = sum(worker.threads for worker in self._workers)
        return max(_LEAST_AHEAD, int(threads * _AHEAD)) if threads else 0

    def reading_width(self) -> int:
        """Readings of whole sites under way at once, growing with the workers; 0 while there are none.

        A reading takes long, so some threads of every worker stay free for what must not wait."""
        self._looked.wait(_CONNECT_S)
        return sum(max(1, int(worker.threads * _FOR_READINGS)) for worker in self._workers)

    def probing_width(self) -> int:
        """Shards of probes that keep all workers busy."""
        return max(1, len(self._workers)) * SHARDS_A_WORKER * 2

    def vantages(self) -> tuple[str, ...]:
        """Names of the vantage points with workers; one empty name where no worker carries one."""
        self._looked.wait(_CONNECT_S)
        workers = self._workers
        named = sorted({worker.vantage for worker in workers if worker.vantage})
        return tuple(named) or (("",) if workers else ())

    def seen(self) -> EngineSeen:
        """The cluster as last looked at, at most seconds ago."""
        self._looked.wait(_CONNECT_S)
        return EngineSeen(self._state, self.address, self._said, self._workers)

    def close(self) -> None:
        """Leave the cluster."""
        self._closed.set()
        self._thread.join(_CONNECT_S)
        for lasting in self._lasting.values():
            lasting.shutdown(wait=False, cancel_futures=True)

    # What the work asks; never waits

    def _for(self, resource: str, otherwise: Executor | None) -> Executor:
        with self._lock:
            if resource not in self._lasting:
                self._lasting[resource] = Lasting(lambda: self._opened(resource), is_loss, otherwise)
            return self._lasting[resource]

    def _opened(self, resource: str) -> Executor | None:
        with self._lock:
            client = self._client
            if client is None or client.status != "running" or not self._there(resource):
                return None
            if resource not in self._executors:
                only: dict[str, Any] = {"resources": {resource: 1}} if resource else {}
                self._executors[resource] = client.get_executor(pure=False, **only)
            return self._executors[resource]

    def _there(self, resource: str) -> bool:
        return monotonic() - self._present.get(resource, float("-inf")) < _PATIENCE_S

    # The thread that watches

    def _watch(self) -> None:
        wait_s = 0.0
        while not self._closed.wait(wait_s):
            with dask.config.set({"distributed.comm.timeouts.connect": f"{_CONNECT_S}s"}):
                if self._client is None:
                    self._connect()
                if self._client is not None:
                    self._look(self._client)
            self._looked.set()
            wait_s = _LOOK_S if self._client is not None else self._retry_s
        self._leave()

    def _connect(self) -> None:
        try:
            client = Client(
                self.address,
                security=self._security,
                timeout=_CONNECT_S,
                set_as_default=False,
                name="checker",
            )
        except Exception as error:
            self._tell("lost", t("worker.wrong.unreachable", address=self.address, why=why(error)))
            return
        try:
            theirs = client.sync(getattr(client.scheduler, ASKED))
            different = differing(theirs)
        except Exception as error:
            self._tell("refused", t("worker.wrong.foreign", address=self.address, why=why(error)))
            client.close(timeout=1)
            return
        if different:
            self._tell("refused", differences(different))
            client.close(timeout=1)
            return
        with self._lock:
            self._client, self._executors = client, {}

    def _look(self, client: Client) -> None:
        try:
            if client.status != "running":
                raise CommClosedError(client.status)
            found = client.scheduler_info(n_workers=-1)["workers"]
        except Exception as error:
            self._leave()
            self._tell("lost", t("worker.wrong.unreachable", address=self.address, why=why(error)))
            return
        workers = tuple(
            sorted((_seen(info) for info in found.values()), key=lambda one: (one.vantage, one.name))
        )
        self._workers = workers
        now = monotonic()
        offered = {resource for info in found.values() for resource in info["resources"]}
        self._present |= dict.fromkeys({"", *offered} if workers else (), now)
        self._give_up_absent()
        self._tell("working" if workers else "empty", "")

    def _give_up_absent(self) -> None:
        """Work waiting for workers that are gone for good is taken back, and goes where there are some."""
        with self._lock:
            gone = [resource for resource in self._executors if not self._there(resource)]
            executors = [self._executors.pop(resource) for resource in gone]
        for executor in executors:
            executor.shutdown(wait=False)

    def _leave(self) -> None:
        with self._lock:
            client, self._client, self._executors, self._workers = self._client, None, {}, ()
            self._present.clear()
        if client is not None:
            with suppress(Exception):
                client.close(timeout=1)

    def _tell(self, state: State, said: str) -> None:
        if (state, said) != (self._state, self._said) or not self._looked.is_set():
            level = logging.INFO if state == "working" else logging.WARNING
            log.log(level, "cluster %s: %s %s", self.address, state, said)
        self._state, self._said = state, said


def is_loss(error: BaseException) -> bool:
    """Whether `error` is of the cluster, not of the work."""
    return isinstance(error, _LOSSES)


def why(error: BaseException) -> str:
    """The innermost cause in the machine's words."""
    while error.__cause__ is not None:
        error = error.__cause__
    return f"{type(error).__name__}: {error}"[:200]


def differences(different: list[tuple[str, str, str]]) -> str:
    """One sentence naming what differs."""
    named = [t("worker.differs", name=name, ours=ours, theirs=theirs) for name, ours, theirs in different]
    return t("worker.wrong.versions", differences=t("worker.between").join(named))


def _seen(info: Mapping[str, Any]) -> WorkerLine:
    metrics = info.get("metrics", {})
    tasks = metrics.get("task_counts", {})
    return WorkerLine(
        name=str(info["name"]),
        vantage=info.get(STARTUP, {}).get("vantage", ""),
        host=str(info["host"]),
        threads=int(info["nthreads"]),
        under_way=sum(tasks.get(state, 0) for state in ("executing", "long-running")),
        memory=int(metrics.get("memory", 0)),
        memory_limit=int(info.get("memory_limit") or 0),
        last_seen=datetime.fromtimestamp(info["last_seen"], UTC),
    )
