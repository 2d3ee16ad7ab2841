"""Memory of the dashboard by what was looked at and by who is there, at the first and the last size:
`pytest tests/benchmarks/test_memory.py -s`.

`BENCH_ROUNDS` (8) sets how often one viewer goes through all pages, `BENCH_SESSIONS` (20) how many are there
at once. A session that was left is forgotten after a second here, and not after two minutes."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.benchmarks.dashboards import ADDRESSES, ENDS, dashboards
from tests.benchmarks.sizes import memory
from tests.benchmarks.viewer import viewing
from tests.benchmarks.volumes import table
from tests.server import Dashboard

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "8"))
SESSIONS = int(os.environ.get("BENCH_SESSIONS", "20"))
FORGOTTEN = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "1"}
FORGETTING_S = 5.0
# What a process may hold more after the second half of the same work than after its first half.
FLAT = 1.10
TIMES = (1, 2, 3, 4)
Steps = dict[str, float]  # megabytes, by when they were read


def test_the_dashboard_does_not_grow_with_what_was_looked_at(tmp_path: Path) -> None:
    with dashboards(tmp_path, **FORGOTTEN) as shown:
        steps = {size: asyncio.run(_views(dashboard)) for size, dashboard in shown.items()}
        most = {size: memory(dashboard.process.pid).most for size, dashboard in shown.items()}
    print(table("Dashboard, by pages viewed", *_table(steps, most)))
    for by_step in steps.values():
        *_, half, whole = list(by_step.values())
        assert whole < FLAT * half


def test_the_dashboard_does_not_grow_with_who_was_there(tmp_path: Path) -> None:
    with dashboards(tmp_path, **FORGOTTEN) as shown:
        steps = {size: asyncio.run(_sessions(dashboard)) for size, dashboard in shown.items()}
        most = {size: memory(dashboard.process.pid).most for size, dashboard in shown.items()}
    print(table("Dashboard, by sessions", *_table(steps, most)))
    # What the first ones left behind is looked for only when as much again has been made.
    for by_step in steps.values():
        assert by_step[_LEFT.format(TIMES[-1])] < FLAT * by_step[_LEFT.format(TIMES[1])]


async def _views(dashboard: Dashboard) -> Steps:
    """One session that goes through all pages again and again."""
    read = _reader(dashboard)
    steps = {"just started": read()}
    async with viewing(dashboard.url) as viewer:
        for turn in range(1, ROUNDS + 1):
            for url_path, parameters in ADDRESSES.values():
                await viewer.show(url_path, **parameters)
            if turn in {1, ROUNDS // 2, ROUNDS}:
                steps[f"{turn * len(ADDRESSES)} pages viewed"] = read()
    return steps


_THERE, _LEFT = "{} sessions there, time {}", "all have left, time {}"


async def _sessions(dashboard: Dashboard) -> Steps:
    """Several sessions that each looked at every page, some times over."""
    read = _reader(dashboard)
    async with viewing(dashboard.url) as viewer:
        for url_path, parameters in ADDRESSES.values():
            await viewer.show(url_path, **parameters)
    steps = {"every page once, nobody there": read()}
    for time in TIMES:
        async with _there(dashboard.url):
            steps[_THERE.format(SESSIONS, time)] = read()
        await asyncio.sleep(FORGETTING_S)
        steps[_LEFT.format(time)] = read()
    return steps


@asynccontextmanager
async def _there(url: str) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for _ in range(SESSIONS):
            viewer = await stack.enter_async_context(viewing(url))
            for url_path, parameters in ADDRESSES.values():
                await viewer.show(url_path, **parameters)
        yield


def _reader(dashboard: Dashboard) -> Callable[[], float]:
    return lambda: memory(dashboard.process.pid).now


def _table(steps: dict[int, Steps], most: dict[int, float]) -> tuple[list[str], list[list[str]]]:
    headings = ["MB", *(cell for size in ENDS for cell in (f"{size:,} channels", "ratio"))]
    names = next(iter(steps.values()))
    first = list(names)[1]
    rows = [
        [
            name,
            *(
                cell
                for size in ENDS
                for cell in (f"{steps[size][name]:.0f}", f"{steps[size][name] / steps[size][first]:.2f}")
            ),
        ]
        for name in names
    ]
    rows.append(["most at any time", *(cell for size in ENDS for cell in (f"{most[size]:.0f}", ""))])
    return headings, rows
