"""Two Dask workers against one, reading the same sites with every check, through the checker's own stream.

Each reading makes 65 visits. Sites that answer after 100 ms, as real ones do, keep the threads waiting; sites
that answer at once keep the processor busy, which the two workers then share with the sites themselves, the
scheduler and the checker. `SUPERVISION_BENCH_SITES` (48) sets how many."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from checks.engine import Engine, stream
from checks.engine.cluster import Cluster
from checks.fetch import Limits
from checks.work import Reading, read_one, wanted
from core.common.outcome import Target
from core.common.settings import settings
from core.rules import RuleSet
from core.rules.ruleset import NATIONAL, load
from tests.benchmarks.site import BigSite
from tests.benchmarks.web import generated
from tests.checks.engine.cluster import RELEASE, ClusterOf, until

SITES = int(os.environ.get("SUPERVISION_BENCH_SITES", "48"))
SITE = BigSite(articles=30, dead=2)
THREADS = 16
# Cores that two workers need to be twice as fast, by milliseconds to each answer: threads that wait need
# little of them, those that compute one for each worker, the sites, and the checker with the scheduler.
CORES = {100: 2, 0: 4}
WANTED = 1.8
Said = list[tuple[int, str, str]]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ClusterOf, Engine]]:
    """A scheduler without workers, and the engine that uses it."""
    monkeypatch.setenv("SUPERVISION_RELEASE", RELEASE)
    settings.cache_clear()
    with ClusterOf(tmp_path / "cluster") as cluster:
        engine = Engine(threads=THREADS, cluster=Cluster(cluster.address, None, retry_s=1))
        yield cluster, engine
        engine.close()
    settings.cache_clear()


def readings(address: str) -> list[tuple[Reading, RuleSet]]:
    rules, limits = load(NATIONAL), Limits(allowed_private=("127.0.0.0/8",))
    port = address.rstrip("/").rpartition(":")[2]
    targets = [Target(n, f"site {n}", f"http://127.0.1.{n + 1}:{port}/") for n in range(SITES)]
    return [(Reading(wanted(rules), target, limits), rules) for target in targets]


def read(engine: Engine, address: str) -> tuple[float, Said]:
    """Seconds, and what every check said of every site."""
    pieces, began = readings(address), monotonic()
    batches = stream(
        engine.readers, read_one, pieces, in_flight=engine.reading_width, stop=Event(), every_s=0.5
    )
    reports = [report for batch in batches for reports in batch for report in reports]
    said = sorted((report.channel_id, report.check, report.outcome.value) for report in reports)
    return monotonic() - began, said


def test_two_workers_read_nearly_twice_as_many_sites_as_one(engine: tuple[ClusterOf, Engine]) -> None:
    cluster, dask = engine
    taken: dict[int, list[tuple[float, Said]]] = {delay_ms: [] for delay_ms in CORES}
    with ExitStack() as stack:
        demos = {delay_ms: stack.enter_context(generated(SITE, delay_ms)) for delay_ms in CORES}
        for count in (1, 2):
            cluster.join(threads=THREADS)
            until(lambda count=count: len(dask.seen().workers) == count)
            for delay_ms, address in demos.items():
                taken[delay_ms].append(read(dask, address))
    cores = os.cpu_count() or 1
    print(f"\n{SITES} sites, {THREADS} threads a worker, {cores} cores, load {os.getloadavg()[0]:.1f}")
    print(f"{'answers after':>13}  {'one worker':>20}  {'two workers':>20}  ratio")
    ratios = {}
    for delay_ms, ((one, said), (two, again)) in taken.items():
        ratios[delay_ms] = one / two
        rates = "  ".join(f"{seconds:6.1f} s {SITES / seconds:6.1f} /s" for seconds in (one, two))
        print(f"{delay_ms:>10} ms  {rates}  {one / two:.2f}")
        assert len({channel for channel, _, _ in said}) == SITES
        assert said == again
    assert all(ratio >= WANTED for delay_ms, ratio in ratios.items() if cores >= CORES[delay_ms]), ratios
