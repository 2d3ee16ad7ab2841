"""A large site split over the workers of a cluster: the same result as on one process."""

from concurrent.futures import Executor
from dataclasses import replace

import pytest

from checks.crawl import remote
from checks.crawl.limits import data
from tests.benchmarks.site import BigSite
from tests.checks.crawl.changing import Served, changing
from tests.checks.crawl.site import serving
from tests.checks.crawl.test_crawl import plain, read
from tests.checks.crawl.test_memory import KINDS, Readings, article
from tests.checks.engine.cluster import kill, until


class Counting(Executor):
    """Counts what is submitted, and does something at one of the submissions."""

    def __init__(self, real: Executor, at: int = 0, then=lambda: None) -> None:
        self.real, self.given, self.at, self.then = real, 0, at, then

    def submit(self, fn, /, *args, **kwargs):
        self.given += 1
        future = self.real.submit(fn, *args, **kwargs)
        if self.given == self.at:
            self.then()
        return future


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setitem(data()["read"], "second_process_from", 20)


def test_the_result_is_the_same_on_one_process_and_on_dask_with_a_worker_killed(
    tmp_path, cluster, engine_of, monkeypatch
):
    """The only worker dies with the first share in its hands; the one that joins then reads it again."""
    with serving(BigSite(1500, dead=9).answer) as site:
        alone = plain(read(site, tmp_path / "alone"), site)
        first = cluster.join(threads=2)
        engine = engine_of(cluster)
        until(lambda: engine.seen().workers)

        def replace_first() -> None:
            kill(first)
            cluster.join(threads=2)

        counting = Counting(engine.executor, at=1, then=replace_first)
        monkeypatch.setattr(remote, "cluster", lambda: counting)
        on_dask = plain(read(site, tmp_path / "dask", processes=2), site)
    assert counting.given >= 1
    assert on_dask == alone


def test_what_is_remembered_goes_to_the_workers_by_its_print(tmp_path, cluster, engine_of, monkeypatch):
    pages = {f"/a{n}.html": Served(article(n), validators=KINDS[n % 4]) for n in range(80)}
    pages["/"] = Served("".join(f'<a href="/a{n}.html">关于第{n}号事项的通知</a>' for n in range(80)))
    with changing(pages) as served:
        world = Readings(served, tmp_path, processes=2)
        world.limits = replace(world.limits, polite=True, parallel=2, gap_s=0.0)
        alone = world.alone(processes=1)
        cluster.join(threads=2)
        engine = engine_of(cluster)
        until(lambda: engine.seen().workers)
        counting = Counting(engine.executor)
        monkeypatch.setattr(remote, "cluster", lambda: counting)
        assert world.again() == alone
        shares = counting.given
        pages["/a7.html"] = Served(article(7, link='<a href="/gone.html">旧</a>'))
        second = world.again()
        assert 0 < shares < counting.given
        assert served.count(304) == 61  # the home page, and three of four others
        assert second == world.alone(processes=1)
        assert second != alone
