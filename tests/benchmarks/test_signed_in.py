"""What it costs that people sign in: `pytest tests/benchmarks/test_signed_in.py -s`.

Two dashboards over one database, one where nobody has to sign in and one where everybody has to, as real
servers, over the websocket. Every page is run again by turns, on the one and on the other, `BENCH_ROUNDS` (6)
times; then 100 people who have signed in look at the pages at once, each running one again after
`BENCH_THINKING` (60) seconds at the mean, for `BENCH_SECONDS` (90), and one person does the same alone.
`BENCH_PEOPLE` (100) sets how many. Viewers run in this process, on the same cores."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import median
from time import monotonic

import pytest

from core.access import Role, sign_ins
from core.access.accounts import Grant
from tests.benchmarks.dashboards import ADDRESSES
from tests.benchmarks.sizes import memory, worked_s
from tests.benchmarks.viewer import Viewer, viewing
from tests.benchmarks.volumes import SIZES, table, volume
from tests.core.access.people import HERE, a_person
from tests.server import Dashboard, running

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "6"))
MANY = int(os.environ.get("BENCH_PEOPLE", "100"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "90"))
THINKING = float(os.environ.get("BENCH_THINKING", "60"))
# A session that was left is forgotten after a second here, and not after two minutes.
FORGOTTEN = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "1"}
PAGES = list(ADDRESSES.values())


@dataclass
class Runs:
    """Of each re-run: seconds until all of it had arrived, and of processor time of the server."""

    took: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)

    def row(self, name: str, beside: "Runs") -> list[str]:
        """`beside`: the run before or after each of these, on the other dashboard."""
        return [
            name,
            str(len(self.took)),
            *_cells(self.took, beside.took),
            *_cells(self.worked, beside.worked),
        ]


def _cells(these: list[float], beside: list[float]) -> list[str]:
    """Median, and of each with the one before or after it what was added and the ratio, at the median. Pairs,
    since others use the machine more in one minute than in the next."""
    pairs = [(one, other) for one, other in zip(these, cycle(beside), strict=False)]
    added, ratio = median(one - other for one, other in pairs), median(one / other for one, other in pairs)
    return [f"{1000 * median(these):.1f}", f"{1000 * added:.1f}", f"{ratio:.3f}"]


HEADINGS = ["", "re-runs", "median ms", "added", "×", "processor ms", "added", "×"]


@pytest.mark.parametrize("size", dict.fromkeys((SIZES[0], SIZES[-1])))
def test_a_page_signed_in_beside_the_same_page_where_nobody_has_to(size: int, tmp_path: Path) -> None:
    with _office(size, tmp_path, people=1) as (home, tokens), _servers(tmp_path, home) as (free, closed):
        by_page = asyncio.run(_by_turns(free, closed, tokens[0]))
    rows, ratios = [], []
    everywhere, signed_in = Runs(), Runs()
    for name, (one, other) in by_page.items():
        rows.append(other.row(name, one))
        ratios.append(median(a / b for a, b in zip(other.worked, one.worked, strict=True)))
        for whole, part in ((everywhere, one), (signed_in, other)):
            whole.took += part.took
            whole.worked += part.worked
    rows.append(signed_in.row("all pages", everywhere))
    print(table(f"Signed in beside nobody has to, {size:,} channels, load {_load()}", HEADINGS, rows))
    print(f"processor: median of the pages' ratios {median(ratios):.3f}, highest {max(ratios):.3f}")


def test_a_hundred_people_at_once_beside_one(tmp_path: Path) -> None:
    with _office(SIZES[0], tmp_path, people=MANY) as (home, tokens), _servers(tmp_path, home) as (_, closed):
        crowds = asyncio.run(_crowds(closed, tokens))
    alone = crowds[1]
    heads = ["people", "MB", "MB each", *HEADINGS[1:], "re-runs/min"]
    rows = [
        [str(many), f"{one.megabytes:.0f}", f"{one.each:.2f}", *one.runs.row("", alone.runs)[1:],
         f"{60 * len(one.runs.took) / one.lasted:.0f}"]
        for many, one in crowds.items()
    ]  # fmt: skip
    print(table(f"People signed in at once, {THINKING:.0f} s of reading, load {_load()}", heads, rows))
    # Whoever came got pages: one that was refused or forgotten would have raised.
    assert all(len(one.runs.took) >= many for many, one in crowds.items())


async def _by_turns(free: Dashboard, closed: Dashboard, token: str) -> dict[str, tuple[Runs, Runs]]:
    measured = {name: (Runs(), Runs()) for name in ADDRESSES}
    async with viewing(free.url) as anybody, viewing(closed.url, token) as somebody:
        sides = ((anybody, free), (somebody, closed))
        for name, (url_path, parameters) in ADDRESSES.items():
            for viewer, _ in sides:
                await viewer.show(url_path, **parameters)
                await viewer.again()
            for turn in range(ROUNDS):
                for at in (0, 1) if turn % 2 else (1, 0):
                    viewer, dashboard = sides[at]
                    await _measured(viewer, dashboard, measured[name][at])
    return measured


async def _measured(viewer: Viewer, dashboard: Dashboard, runs: Runs) -> None:
    pid = dashboard.process.pid
    began = worked_s(pid)
    runs.took.append(await viewer.again())
    runs.worked.append(worked_s(pid) - began)


@dataclass
class Crowd:
    """How it was with so many people there; `each`: megabytes that one person more took."""

    runs: Runs
    lasted: float
    megabytes: float
    each: float


async def _crowds(dashboard: Dashboard, tokens: list[str]) -> dict[int, Crowd]:
    pid = dashboard.process.pid
    async with viewing(dashboard.url, tokens[0]) as first:
        for url_path, parameters in PAGES:  # what is made once, for whoever comes first
            await first.show(url_path, **parameters)
    crowds = {}
    for many in (1, MANY):
        nobody = memory(pid).now
        async with _there(dashboard, tokens[:many]) as viewers:
            runs, began, worked = Runs(), monotonic(), worked_s(pid)
            async with asyncio.TaskGroup() as group:
                for number, viewer in enumerate(viewers):
                    group.create_task(_reading(viewer, number, many, runs))
            lasted = monotonic() - began
            # Runs of several people overlap, so their processor time is known together only.
            runs.worked = [(worked_s(pid) - worked) / len(runs.took)] * len(runs.took)
            now = memory(pid).now
        crowds[many] = Crowd(runs, lasted, now, (now - nobody) / many)
        await asyncio.sleep(5)
    return crowds


@asynccontextmanager
async def _there(dashboard: Dashboard, tokens: list[str]) -> AsyncIterator[list[Viewer]]:
    async with AsyncExitStack() as stack:
        viewers = []
        for number, token in enumerate(tokens):
            viewer = await stack.enter_async_context(viewing(dashboard.url, token))
            url_path, parameters = PAGES[number % len(PAGES)]
            await viewer.show(url_path, **parameters)
            viewers.append(viewer)
        yield viewers


async def _reading(viewer: Viewer, number: int, many: int, runs: Runs) -> None:
    """Run a page again and read, and on to the next page. One person alone has less time to read, so that
    there is something to take the median of."""
    chance, until = Random(number), monotonic() + SECONDS
    pause = THINKING if many > 1 else 0.5
    await asyncio.sleep(chance.uniform(0, pause))
    for url_path, parameters in _round(number):
        runs.took.append(await viewer.again())
        wait = pause * chance.uniform(0.5, 1.5)
        if monotonic() + wait > until:
            return
        await viewer.rest(wait)
        await viewer.show(url_path, **parameters)


def _round(number: int) -> Iterator[tuple[str, dict[str, str]]]:
    pages = cycle(PAGES)
    for _ in range(number % len(PAGES) + 1):
        next(pages)
    return pages


@contextmanager
def _office(size: int, folder: Path, *, people: int) -> Iterator[tuple[Path, list[str]]]:
    """A database and the tokens of so many supervisors who have signed in."""
    with volume(size, folder) as home:
        suffix = f"{monotonic():.0f}"
        each = [a_person(f"p{number}-{suffix}", Grant(Role.SUPERVISOR)) for number in range(people)]
        tokens = [sign_ins.sign_in_as(one, HERE) for one in each]
    yield home, tokens


@contextmanager
def _servers(folder: Path, home: Path) -> Iterator[tuple[Dashboard, Dashboard]]:
    """One where nobody has to sign in and one where everybody has to, over the same database."""
    same = {"SUPERVISION_DATA_DIR": str(home / "data"), "SUPERVISION_JOBS": "external", **FORGOTTEN}
    for name in ("free", "closed"):
        (folder / name).mkdir()
    with (
        running(folder / "free", SUPERVISION_SIGN_IN="open", **same) as free,
        running(folder / "closed", SUPERVISION_SIGN_IN="required", **same) as closed,
    ):
        yield free, closed


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"
