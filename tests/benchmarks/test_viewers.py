"""How many viewers one dashboard serves: one who goes through all pages without a pause, then 10 and 30 at
once who read for a while between two clicks, then as many who leave the overview open and do nothing:
`pytest tests/benchmarks/test_viewers.py -s`.

`BENCH_VIEWERS` (10,30) sets how many, `BENCH_SECONDS` (30) how long each number of them works, and
`BENCH_THINKING` (5) how many seconds one reads. Viewers run in this process, on the same cores."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import monotonic

from tests.benchmarks.dashboards import ADDRESSES, ENDS, dashboards
from tests.benchmarks.sizes import memory, processor_s
from tests.benchmarks.viewer import Viewer, viewing
from tests.benchmarks.volumes import table
from tests.server import Dashboard

COUNTS = tuple(int(count) for count in os.environ.get("BENCH_VIEWERS", "10,30").split(","))
SECONDS = float(os.environ.get("BENCH_SECONDS", "30"))
THINKING = float(os.environ.get("BENCH_THINKING", "5"))


@dataclass
class Waited:
    """Seconds that viewers waited: for a page they opened, for one they ran again, for a part of it that
    drew itself again; and what the dashboard needed for it."""

    opened: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    parts: list[float] = field(default_factory=list)
    took_s: float = 0.0
    processor_s: float = 0.0
    megabytes: float = 0.0

    @property
    def busy(self) -> float:
        """Percent of one core."""
        return 100 * self.processor_s / self.took_s

    @property
    def clicks(self) -> int:
        return len(self.opened) + len(self.again)


Measured = dict[str, Waited]


def test_many_viewers_at_once(tmp_path: Path) -> None:
    with dashboards(tmp_path) as shown:
        clicking = {size: asyncio.run(_clicking(dashboard)) for size, dashboard in shown.items()}
        looking = {size: asyncio.run(_looking(dashboard)) for size, dashboard in shown.items()}
    print(f"\n{SECONDS:.0f} s each, {THINKING:.0f} s between two clicks, load {os.getloadavg()[0]:.1f}")
    for size in ENDS:
        print(table(f"Viewers who go through all pages, {size:,} channels, ms", *_clicks(clicking[size])))
        # Whoever came got pages: a viewer that is refused or forgotten would have raised.
        assert all(one.clicks >= int(count) for count, one in clicking[size].items())
    print(table("Viewers who leave the overview open", *_looks(looking)))


async def _clicking(dashboard: Dashboard) -> Measured:
    alone = Waited()
    async with viewing(dashboard.url) as first:
        for url_path, parameters in ADDRESSES.values():
            await first.show(url_path, **parameters)
        with _measuring(dashboard, alone):
            for url_path, parameters in ADDRESSES.values():
                alone.opened.append(await first.show(url_path, **parameters))
                alone.again.append(await first.again())
    return {"1": alone} | {str(count): await _together(dashboard, count, _one) for count in COUNTS}


async def _looking(dashboard: Dashboard) -> Measured:
    return {str(count): await _together(dashboard, count, _idle) for count in COUNTS}


async def _together(
    dashboard: Dashboard, count: int, work: Callable[[Viewer, int, float, Waited], Awaitable[None]]
) -> Waited:
    """`count` viewers, who come one after the other within one pause and leave when the time is over."""
    waited, until = Waited(), monotonic() + SECONDS

    async def come(number: int) -> None:
        await asyncio.sleep(THINKING * number / count)
        async with viewing(dashboard.url) as viewer:
            await work(viewer, number, until, waited)

    with _measuring(dashboard, waited):
        async with asyncio.TaskGroup() as group:
            for number in range(count):
                group.create_task(come(number))
    return waited


@contextmanager
def _measuring(dashboard: Dashboard, waited: Waited) -> Iterator[None]:
    pid = dashboard.process.pid
    began, used = monotonic(), processor_s(pid)
    yield
    waited.took_s, waited.processor_s = monotonic() - began, processor_s(pid) - used
    waited.megabytes = memory(pid).now


async def _idle(viewer: Viewer, _number: int, until: float, waited: Waited) -> None:
    waited.opened.append(await viewer.show(""))
    waited.parts += await viewer.rest(until - monotonic())


async def _one(viewer: Viewer, number: int, until: float, waited: Waited) -> None:
    """Open a page, read, run it again, read, and so on to the next page; each viewer begins elsewhere."""
    chance = Random(number)
    for url_path, parameters in _round(number):
        if monotonic() > until:
            return
        waited.opened.append(await viewer.show(url_path, **parameters))
        waited.parts += await _read(viewer, chance)
        waited.again.append(await viewer.again())
        waited.parts += await _read(viewer, chance)


async def _read(viewer: Viewer, chance: Random) -> list[float]:
    return await viewer.rest(THINKING * chance.uniform(0.5, 1.5))


def _round(number: int) -> Iterator[tuple[str, dict[str, str]]]:
    pages = list(ADDRESSES.values())
    return islice(cycle(pages), number * 5 % len(pages), None)


def _clicks(by_count: Measured) -> tuple[list[str], list[list[str]]]:
    headings = ["viewers", "clicks a minute", "page opened: median", "p95", "× one viewer"]
    headings += ["re-run: median", "p95", "× one viewer", "processor a click", "% of a core", "MB"]
    alone = by_count["1"]
    return headings, [[count, *_row(one, alone)] for count, one in by_count.items()]


def _row(one: Waited, alone: Waited) -> list[str]:
    return [
        f"{60 * one.clicks / one.took_s:.0f}",
        *_times(one.opened, alone.opened),
        *_times(one.again, alone.again),
        f"{1000 * one.processor_s / one.clicks:.0f}",
        f"{one.busy:.0f}",
        f"{one.megabytes:.0f}",
    ]


def _times(seconds: list[float], alone: list[float]) -> list[str]:
    ratio = median(seconds) / median(alone)
    return [f"{1000 * median(seconds):.0f}", f"{1000 * quantiles(seconds, n=20)[18]:.0f}", f"{ratio:.1f}"]


def _looks(by_size: dict[int, Measured]) -> tuple[list[str], list[list[str]]]:
    """A part is what draws itself again every ten seconds: the figures, the age of the data."""
    headings = [
        "viewers",
        *(f"{what}, {size:,} channels" for size in ENDS for what in ("a part, ms", "% of a core")),
    ]
    rows = []
    for count in map(str, COUNTS):
        cells = [(1000 * median(by_size[size][count].parts), by_size[size][count].busy) for size in ENDS]
        rows.append([count, *(f"{value:.0f}" for cell in cells for value in cell)])
    return headings, rows
