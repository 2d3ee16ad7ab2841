"""A cluster that several tests share, and the engine of a checker that uses it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checks.engine import Engine
from checks.engine.cluster import Cluster
from core.common.settings import settings
from tests.checks.engine.cluster import RELEASE, ClusterOf


@pytest.fixture(autouse=True)
def release(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SUPERVISION_RELEASE", RELEASE)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[ClusterOf]:
    """A scheduler of its own for this test; no worker yet."""
    with ClusterOf(tmp_path / "cluster") as cluster:
        yield cluster


@pytest.fixture
def engine_of() -> Iterator[Callable[[ClusterOf], Engine]]:
    """Makes engines, and closes them."""
    made: list[Engine] = []

    def make(cluster: ClusterOf) -> Engine:
        folder = cluster.certificates / "checker" if cluster.certificates else None
        made.append(Engine(threads=4, cluster=Cluster(cluster.address, folder, retry_s=0.5)))
        return made[-1]

    yield make
    for engine in made:
        engine.close()
