"""A checker as it really runs, killed while it reads a whole site: the next one ends with the same result."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.access.actor import Actor, Role
from core.common.settings import ROOT
from core.monitoring import crawl_view, crawls
from tests.benchmarks.site import BigSite
from tests.checks.crawl.site import serving
from tests.checks.crawl.test_child import Gate
from tests.rows import a_website

LIMIT_S = 180.0  # only a failing test waits so long


@contextmanager
def checker() -> Iterator[subprocess.Popen[bytes]]:
    own = {
        "SUPERVISION_LEASE_S": "3",
        "SUPERVISION_CRAWL_GAP_S": "0",
        "SUPERVISION_CONFIRM_AFTER_S": "1",
        "SUPERVISION_ALLOWED_PRIVATE": json.dumps(["127.0.0.1"]),
    }
    process = subprocess.Popen([sys.executable, "-m", "checks"], cwd=ROOT, env={**os.environ, **own})
    try:
        yield process
    finally:
        process.kill()
        process.wait(LIMIT_S)


def until(true: Callable[[], object]) -> None:
    limit = time.monotonic() + LIMIT_S
    while not true():
        assert time.monotonic() < limit, "it did not happen"
        time.sleep(0.1)


def test_killed_while_it_reads_a_whole_site_the_next_one_goes_on(database: Path):
    big = BigSite(150, dead=0)
    gate = Gate(big.answer, free=60)
    with serving(gate) as site:
        channel = a_website(url=site.url + "/")
        crawls.ask_one(channel, actor=Actor("甲", Role.STAFF))
        with checker() as killed:
            until(lambda: gate.left < 0 and read_of(channel) > 0)
            killed.kill()
            killed.wait(LIMIT_S)
        assert crawl_view.result_of(channel) is None
        gate.opened.set()
        with checker():
            until(lambda: crawl_view.result_of(channel))
    line = crawl_view.result_of(channel)
    assert line is not None
    assert (line.summary["complete"], line.summary["dead"]) == (True, 0)
    assert line.read == line.known == big.addresses + 1  # and the site map that every site is asked for


def read_of(channel: int) -> int:
    line = crawl_view.unfinished(channel)
    return line.read if line else 0
