"""Two hours of the demonstration: the checker's memory stays what it was after forty minutes.

Only through `manage.py soak`. `SOAK_MINUTES` (120) sets how long."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

import psutil
import pytest

from tests.benchmarks.sizes import memory
from tests.server import ROOT, START_LIMIT, environment_of, free_port

MINUTES = int(os.environ.get("SOAK_MINUTES", "120"))
WARM = MINUTES // 3
MOST_GROWTH = 1.05
# The middle of so many minutes: a sweep under way holds a little more than one that has ended.
SPAN = max(MINUTES // 12, 1)
LEAST_A_MINUTE = 20
RUN = "import sys; from tools.serve import serve; sys.exit(serve(int(sys.argv[1]), demonstration=True))"


@pytest.mark.soak
def test_the_checker_needs_no_more_than_after_forty_minutes(tmp_path: Path) -> None:
    by_minute: list[float] = []
    with _demonstration(tmp_path) as run:
        before = _done(tmp_path)
        for minute in range(MINUTES):
            time.sleep(60)
            (checker,) = _checkers(run)
            by_minute.append(memory(checker.pid).now)
            others = [memory(child.pid).now for child in checker.children(recursive=True)]
            print(f"minute {minute + 1}: checker {by_minute[-1]:.0f} MB,", *(f"{one:.0f}" for one in others))
        done = _done(tmp_path) - before
    warm, last = median(by_minute[WARM : WARM + SPAN]), median(by_minute[-SPAN:])
    print(f"after {WARM} minutes {warm:.0f} MB, at the end {last:.0f} MB: {last / warm:.3f} times")
    print(f"{done} checks done meanwhile")
    assert done >= LEAST_A_MINUTE * MINUTES, "a checker with nothing to do needs no memory"
    assert last <= MOST_GROWTH * warm


@contextmanager
def _demonstration(folder: Path) -> Iterator[psutil.Process]:
    """What `manage.py run` serves, with data of its own; yields once its checker is there."""
    settings = {"SUPERVISION_CHECKER": "embedded", "SUPERVISION_DEMO_PORT": str(free_port())}
    log = folder / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, str(free_port())],
            cwd=ROOT,
            env=environment_of(folder, settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        run = psutil.Process(process.pid)
        limit = time.monotonic() + START_LIMIT
        while not _checkers(run):
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < limit, log.read_text("utf-8")
            time.sleep(1)
        yield run
    finally:
        process.terminate()
        process.wait(120)


def _checkers(run: psutil.Process) -> list[psutil.Process]:
    children = run.children(recursive=True)
    return [child for child in children if child.cmdline()[1:] == ["-m", "checks"]]


def _done(folder: Path) -> int:
    """How many checks all sweeps have done so far."""
    file = folder / "data" / "demonstration" / "supervision.db"
    with closing(sqlite3.connect(file)) as database:
        return int(database.execute("SELECT coalesce(sum(done), 0) FROM run").fetchone()[0])
