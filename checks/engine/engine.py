"""The engine of this checker: what is set, opened once, closed at the end."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from checks.fetch import Limits
from checks.fetch.tls import PEM
from core.common.settings import Settings

from .local import Processes, local
from .seen import EngineSeen

if TYPE_CHECKING:
    from .cluster import Cluster

# A worker's shards of probes at once; together they keep to what one machine times correctly.
SHARDS_A_WORKER = 4


class Engine:
    """`executor` makes visits, `readers` reads whole sites, `here` are this machine's threads. All always
    work: a cluster that is not there is replaced by `here`, and `seen` says so."""

    def __init__(self, *, threads: int, processes: int = 0, cluster: "Cluster | None" = None) -> None:
        self.here, self._cluster = local(threads), cluster
        self._width = threads
        self._processes = Processes(processes, self.here) if processes > 1 and cluster is None else None
        self.executor = cluster.lasting(self.here) if cluster else self.here
        self.readers = self._processes.executor if self._processes else self.executor

    def width(self) -> int:
        """Pieces of work that may be under way at once now."""
        return (self._cluster.width() if self._cluster else 0) or self._width

    def reading_width(self) -> int:
        """The same for readings of whole sites."""
        if self._processes:
            return self._processes.count * 2
        # Half at most: a reading takes long, and re-checks must not wait for it.
        return (self._cluster.reading_width() if self._cluster else 0) or max(1, self._width // 2)

    def probing_width(self) -> int:
        """The same for shards of probes."""
        return self._cluster.probing_width() if self._cluster else 1

    def vantages(self) -> tuple[str, ...]:
        """Vantage points that have workers; where workers carry none, one without a name; else nothing."""
        return self._cluster.vantages() if self._cluster else ()

    def at(self, vantage: str) -> Executor:
        """An executor for shards of probes, a few a worker, all at one vantage point.

        Its work raises `Lost` when nobody is there any more; without a name it runs anywhere."""
        return self._cluster.at(vantage) if self._cluster else self.executor

    def travelling(self, limits: Limits) -> Limits:
        """`limits` as other machines can use them: with the text of a further authority, not its place here.

        Raises `OSError` when that file cannot be read."""
        if self._cluster is None or not limits.trusted_ca:
            return limits
        return replace(limits, trusted_ca=_pem(Path(limits.trusted_ca)))

    def seen(self) -> EngineSeen:
        """What is seen of it now."""
        return self._cluster.seen() if self._cluster else EngineSeen("local")

    def close(self) -> None:
        """Stop taking work; what is under way is not waited for."""
        closing: list[Callable[[], None]] = [self._cluster.close] if self._cluster else []
        closing += [self._processes.close] if self._processes else []
        for close in closing:
            close()
        self.here.shutdown(wait=False, cancel_futures=True)


def _pem(file: Path) -> str:
    """What stands in `file` from its first certificate on: notes before it would be taken for a place."""
    text = file.read_text("ascii", errors="ignore")
    return text[max(text.find(PEM), 0) :]


def engine_for(settings: Settings) -> Engine:
    """The engine that `settings` ask for. Raises `checks.engine.secure.BadCluster`."""
    if settings.engine == "local":
        return Engine(threads=settings.threads, processes=settings.processes)
    # Dask takes a second to import, and only those who use it pay that.
    from .cluster import Cluster

    cluster = Cluster(settings.scheduler, settings.cluster_certificates, retry_s=settings.scheduler_retry_s)
    return Engine(threads=settings.threads, cluster=cluster)
