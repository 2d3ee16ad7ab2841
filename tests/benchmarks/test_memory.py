"""Memory of a checker with a country's registry: `pytest tests/benchmarks/test_memory.py -s`."""

import subprocess
import sys
import time
from pathlib import Path

import psutil

from db.demo.story import today
from db.volume.size import Size
from tests.benchmarks.volumes import SIZES, filled, table
from tests.server import ROOT, environment_of

SECONDS, EVERY = 30.0, 0.5


def test_memory_of_the_checker(tmp_path: Path) -> None:
    """The guard refuses the addresses of its sites, so that nothing leaves. Every tick still asks what is
    due, makes a target of every site and writes a report for each."""
    rows = []
    for size in (SIZES[0], SIZES[-1]):
        with filled(Size(channels=size, until=today(), days=30, raw_days=0), tmp_path) as home:
            rows.append([f"{size:,}", *(f"{mb:,.0f}" for mb in _watched(home))])
    headings = ["channels", "at the start, MB", "most, MB", f"after {SECONDS:.0f} s, MB"]
    print(table("Checker", headings, rows))


def _watched(home: Path) -> tuple[float, float, float]:
    with (home / "checker.log").open("wb") as log:
        checker = subprocess.Popen(
            [sys.executable, "-m", "checks"],
            cwd=ROOT,
            env=environment_of(home, {}),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        time.sleep(3)
        seen = [_megabytes(checker.pid)]
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            time.sleep(EVERY)
            seen.append(_megabytes(checker.pid))
    finally:
        checker.terminate()
        checker.wait(30)
    return seen[0], max(seen), seen[-1]


def _megabytes(pid: int) -> float:
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return sum(one.memory_info().rss for one in family) / 1e6
