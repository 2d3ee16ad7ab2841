"""Memory of the dashboard while a screen on a wall asks it for weeks.

A screen asks every ten seconds, 8,640 times a day; `BENCH_REFRESHES` (5,000) are asked here one after the
other, over the demonstration: `pytest -s tests/benchmarks/test_screen_days.py`."""

import os
from contextlib import suppress
from pathlib import Path

from tests.benchmarks.sizes import memory
from tests.server import Dashboard, running
from tests.sqlite import copied

REFRESHES = int(os.environ.get("BENCH_REFRESHES", "5000"))
STEPS = 20
# What the process may hold more at the end than after the first quarter.
FLAT = 1.05


def test_the_dashboard_does_not_grow_while_a_screen_asks(demo_file: Path, tmp_path: Path) -> None:
    copied(demo_file, tmp_path / "data")
    with running(tmp_path, SUPERVISION_CHECKER="external") as shown:
        sizes = []
        for step in range(1, STEPS + 1):
            for _ in range(REFRESHES // STEPS):
                assert _asked(shown) == 200
            sizes.append(memory(shown.process.pid).now)
            print(f"{step * REFRESHES // STEPS:6} refreshes {sizes[-1]:7.1f} MB", flush=True)
    quarter = sizes[STEPS // 4 - 1]
    assert sizes[-1] < FLAT * quarter


def _asked(shown: Dashboard) -> int:
    """The status of one refresh; one that was not answered in time is asked again, as the screen does."""
    for _ in range(10):
        with suppress(OSError):
            return shown.get("/screen/now.json")[0]
    return 0
