"""Two Dask workers against one, reading the same sites with every check: a worker's threads wait for sites
that answer as slowly as sites do, and the work on their pages takes the processor.

`SUPERVISION_BENCH_SITES` (48) sets how many. The ratio is asserted where two workers, the scheduler, the
sites and the checker have a core each; with fewer it is printed."""

import os
from threading import Event
from time import monotonic

from checks.engine import Engine, stream
from checks.engine.cluster import Cluster
from checks.fetch import Limits
from checks.work import Reading, read_one, wanted
from core.monitoring.outcome import Target
from core.rules.ruleset import NATIONAL, load
from core.settings import settings
from tests.benchmarks.site import BigSite
from tests.benchmarks.web import generated
from tests.checks.engine.cluster import RELEASE, ClusterOf, until

SITES = int(os.environ.get("SUPERVISION_BENCH_SITES", "48"))
ANSWERS_AFTER_MS = 150
THREADS = 4
CORES = 4


def _readings(address: str) -> list[tuple[Reading, object]]:
    rules = load(NATIONAL)
    limits = Limits(allowed_private=("127.0.0.0/8",))
    port = address.rstrip("/").rpartition(":")[2]
    targets = [Target(n, f"site {n}", f"http://127.0.1.{n + 1}:{port}/") for n in range(SITES)]
    return [(Reading(wanted(rules), target, limits), rules) for target in targets]


def _read(engine: Engine, address: str) -> tuple[float, list[tuple[int, str, str]]]:
    """Seconds, and what every check said of every site."""
    began = monotonic()
    batches = stream(
        engine.executor, read_one, _readings(address), in_flight=engine.width, stop=Event(), every_s=0.5
    )
    reports = [report for batch in batches for reports in batch for report in reports]
    said = sorted((report.channel_id, report.check, report.outcome.value) for report in reports)
    return monotonic() - began, said


def test_two_workers_read_nearly_twice_as_many_sites_as_one(tmp_path, monkeypatch):
    monkeypatch.setenv("SUPERVISION_RELEASE", RELEASE)
    settings.cache_clear()
    with (
        generated(BigSite(articles=30, dead=2), delay_ms=ANSWERS_AFTER_MS) as address,
        ClusterOf(tmp_path) as cluster,
    ):
        engine = Engine(threads=THREADS, cluster=Cluster(cluster.address, None, retry_s=1))
        taken = []
        for count in (1, 2):
            cluster.join(threads=THREADS)
            until(lambda count=count: len(engine.seen().workers) == count)
            _read(engine, address)  # the first pieces of each worker pay for its imports
            taken.append(_read(engine, address))
        engine.close()
    settings.cache_clear()
    (one, said), (two, again) = taken
    print(f"\n{SITES} sites that answer after {ANSWERS_AFTER_MS} ms, {THREADS} threads a worker")
    print(f"one worker {one:.1f} s, {SITES / one:.1f} sites/s; two {two:.1f} s, {SITES / two:.1f} sites/s")
    print(f"ratio {one / two:.2f} on {os.cpu_count()} cores")
    assert said == again
    if (os.cpu_count() or 1) >= CORES:
        assert one / two >= 1.8
