"""Two hours of the demonstration: the checker's memory stays what it was after forty minutes.

Only through `manage.py soak`. `SOAK_MINUTES` (120) sets how long."""

import os
import time
from pathlib import Path
from statistics import median

import psutil
import pytest

from tests.benchmarks.sizes import memory
from tests.server import running

MINUTES = int(os.environ.get("SOAK_MINUTES", "120"))
WARM = MINUTES // 3
MOST_GROWTH = 1.05
# The middle of so many minutes: a sweep under way holds a little more than one that has ended.
SPAN = max(MINUTES // 12, 1)


@pytest.mark.soak
def test_the_checker_needs_no_more_than_after_forty_minutes(tmp_path: Path) -> None:
    by_minute: list[float] = []
    with running(tmp_path, SUPERVISION_DEMONSTRATION="1", SUPERVISION_CHECKER="embedded") as dashboard:
        for minute in range(MINUTES):
            time.sleep(60)
            checker = _checker(dashboard.process.pid)
            by_minute.append(memory(checker.pid).now)
            others = [memory(child.pid).now for child in checker.children(recursive=True)]
            print(f"minute {minute + 1}: checker {by_minute[-1]:.0f} MB,", *(f"{one:.0f}" for one in others))
    warm, last = median(by_minute[WARM : WARM + SPAN]), median(by_minute[-SPAN:])
    print(f"after {WARM} minutes {warm:.0f} MB, at the end {last:.0f} MB: {last / warm:.3f} times")
    assert last <= MOST_GROWTH * warm


def _checker(dashboard: int) -> psutil.Process:
    children = psutil.Process(dashboard).children(recursive=True)
    return next(child for child in children if child.cmdline()[1:3] == ["-m", "checks"])
