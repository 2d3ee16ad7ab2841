"""Memory of a checker by the sweeps it has made, over fewest and most channels on loopback:
`pytest tests/benchmarks/test_checker_memory.py -s`.

The checker is a process of its own that does all it always does: it probes every website again and again
without a pause, reads them with every check meanwhile, judges, counts and drops. `BENCH_SWEEPS` (8) sets how
many sweeps of availability are waited for."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select, update
from sqlmodel import col

from db.demo.story import today
from db.engine import reading, writing
from db.models import Channel, Run, RunState
from db.volume.size import Size
from tests.benchmarks.site import BigSite
from tests.benchmarks.sizes import memory
from tests.benchmarks.volumes import SIZES, filled, table
from tests.benchmarks.web import generated
from tests.server import ROOT, environment_of

SWEEPS = max(int(os.environ.get("BENCH_SWEEPS", "8")), 2)
ENDS = (SIZES[0], SIZES[-1])
MOMENTS = sorted({1, max(SWEEPS // 2, 1), SWEEPS})
PATIENCE_S, GLANCE_S = 900.0, 0.2
SITE = BigSite(articles=6)
# A port of the volume's websites where nothing answers.
NOBODY = ":9/"
# A checker's name holds its process number; the volume's own runs name nobody.
_OURS = col(Run.owner).contains(":")
WITHOUT_A_PAUSE = {"SUPERVISION_AVAILABILITY_EVERY_S": "0", "SUPERVISION_HOST_GAP_S": "0"}
# A run that is killed reaches no `finally`; the checker looks for this process.
ENDED_WITH_US = {"SUPERVISION_PARENT_PID": str(os.getpid())}
FLAT = 1.15
Steps = dict[str, float]


def test_the_checker_does_not_grow_with_its_sweeps(tmp_path: Path) -> None:
    steps = {}
    with generated(SITE) as address:
        for size in ENDS:
            with filled(Size(channels=size, until=today(), days=7, raw_days=1), tmp_path) as home:
                _aim_at(address)
                steps[size] = _sweeping(home)
    print(f"\nload {os.getloadavg()[0]:.1f}")
    print(table("Checker, by sweeps of availability", *_table(steps)))
    for by_step in steps.values():
        assert by_step[_after(MOMENTS[-1])] < FLAT * by_step[_after(MOMENTS[-2])]


def _aim_at(address: str) -> None:
    """Let every website of the volume be one that answers."""
    port = address.rstrip("/").rpartition(":")[2]
    with writing() as session:
        session.execute(update(Channel).values(url=func.replace(col(Channel.url), NOBODY, f":{port}/")))


def _sweeping(home: Path) -> Steps:
    """Megabytes when the checker has begun, and after so many sweeps; how many sites it read meanwhile."""
    with _checker(home) as process:
        steps: Steps = {}
        limit = time.monotonic() + PATIENCE_S
        while len(steps) < 1 + len(MOMENTS):
            assert process.poll() is None, (home / "checker.log").read_text("utf-8")
            assert time.monotonic() < limit, steps
            done = _sweeps()
            if not steps and done is not None:
                steps["first sweep begun"] = memory(process.pid).now
            for moment in MOMENTS:
                if (done or 0) >= moment:
                    steps.setdefault(_after(moment), memory(process.pid).now)
            time.sleep(GLANCE_S)
        steps["most at any time"] = memory(process.pid).most
    steps["checks of content meanwhile"] = _contents()
    return steps


@contextmanager
def _checker(home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    private = {"SUPERVISION_ALLOWED_PRIVATE": json.dumps(["127.0.0.0/8"])}
    with (home / "checker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "checks"],
            cwd=ROOT,
            env=environment_of(home, private | WITHOUT_A_PAUSE | ENDED_WITH_US),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)


def _sweeps() -> int | None:
    """Sweeps that have ended, None before the first has begun."""
    with reading() as session:
        states = session.scalars(select(Run.state).where(col(Run.sweep) == "availability", _OURS)).all()
    return sum(state is RunState.DONE for state in states) if states else None


def _contents() -> int:
    with reading() as session:
        return int(session.scalar(select(func.sum(Run.done)).where(col(Run.sweep) == "site", _OURS)) or 0)


def _after(sweeps: int) -> str:
    return f"after {sweeps} sweeps"


def _table(steps: dict[int, Steps]) -> tuple[list[str], list[list[str]]]:
    headings = ["MB", *(cell for size in ENDS for cell in (f"{size:,} channels", "ratio"))]
    rows = []
    for name in steps[ENDS[0]]:
        row = [name]
        for by_step in steps.values():
            ratio = by_step[name] / by_step[_after(1)]
            row += [f"{by_step[name]:.0f}", "" if "meanwhile" in name else f"{ratio:.2f}"]
        rows.append(row)
    return headings, rows
