"""A whole day of a checker in minutes: its own sweeps, half hour by half hour, on a clock set forward.

`SUPERVISION_BENCH_SITES` (12) websites are read for `SUPERVISION_BENCH_SLOTS` (48) half hours. Each
website is a portal of pages as large as real ones on loopback; the same day is made by one machine and by a
Dask cluster of four workers, each with a database of its own. Printed: what the day took, and the processor
hours of as many websites as a district, a province and the country have: each takes the same."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select, update
from sqlmodel import SQLModel, col

from checks.engine import Engine
from checks.engine.cluster import Cluster
from checks.leader import Leader
from checks.run import Checker
from core.common import clock
from core.common.settings import settings
from db.demo.story import today
from db.engine import reading, writing
from db.models import Channel, CheckResult, CurrentState, Probe, RegisteredState, Run, RunState
from db.volume.size import Size
from tests.benchmarks.portal import Portal
from tests.benchmarks.scale import OFFICES
from tests.benchmarks.volumes import filled, table
from tests.benchmarks.web import nginx
from tests.checks.engine.cluster import RELEASE, ClusterOf, until

SITES = int(os.environ.get("SUPERVISION_BENCH_SITES", "12"))
SLOTS = int(os.environ.get("SUPERVISION_BENCH_SLOTS", "48"))
WORKERS, THREADS = 4, 4
FEWEST = 50  # channels of a volume: further websites are closed
# What a visit takes is taken off the instant at which it ended.
A_MOMENT = timedelta(minutes=1)
SLOT, PAGES = timedelta(minutes=30), 120
READ_EVERY = 12  # slots, as long as six hours

pytestmark = pytest.mark.skipif(not shutil.which("nginx"), reason="nginx")
RUNNING = RegisteredState.RUNNING
Said = list[tuple[int, str, str]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a day took: rows, seconds of processor of all processes, megabytes that the database grew by."""

    websites: int
    accounts: int
    probes: int
    checks: int
    processor_s: float
    megabytes: float
    said: Said


@contextmanager
def _one_machine(_folder: Path, _clock_file: Path) -> Iterator[Engine]:
    engine = Engine(threads=THREADS)
    yield engine
    engine.close()


@contextmanager
def _cluster(folder: Path, clock_file: Path) -> Iterator[Engine]:
    """Four workers on this machine whose clocks are set forward with the checker's."""
    program = ("-m", "tests.benchmarks.day_worker", str(clock_file))
    with ClusterOf(folder / "cluster") as cluster:
        cluster.join_all(*[""] * WORKERS, threads=THREADS, program=program)
        engine = Engine(threads=THREADS, cluster=Cluster(cluster.address, None, retry_s=1))
        until(lambda: len(engine.seen().workers) == WORKERS)
        yield engine
        engine.close()


def _processor_s() -> float:
    """Of this process and all that it started, but for the server of the sites."""
    used = psutil.Process().cpu_times()
    whole = float(used.user + used.system)
    for child in psutil.Process().children(recursive=True):
        if child.name() != "nginx":
            used = child.cpu_times()
            whole += float(used.user + used.system)
    return whole


def _megabytes(home: Path) -> float:
    """Of the database, with what is still in its journal."""
    return sum(file.stat().st_size for file in (home / "data").glob("supervision.db*")) / 1e6


def _rows(table: type[SQLModel], begun: datetime) -> int:
    with reading() as session:
        at = table.__table__.c.at  # type: ignore[attr-defined]
        return int(session.scalar(select(func.count()).select_from(table).where(at >= begun - A_MOMENT)) or 0)


def _aim_at(url: str) -> list[int]:
    """Let the first running websites of the volume be such as answer, and close the others; their ids."""
    running = select(col(Channel.id)).where(col(Channel.url) != "", col(Channel.registered) == RUNNING)
    with writing() as session:
        kept = list(session.scalars(running.order_by(col(Channel.id)).limit(SITES)))
        others = col(Channel.url) != "", col(Channel.id).not_in(kept)
        session.execute(update(Channel).where(*others).values(registered=RegisteredState.CLOSED))
        answering = func.replace(col(Channel.url), ":9/", url)
        session.execute(update(Channel).where(col(Channel.id).in_(kept)).values(url=answering))
    return kept


def _day(engine: Engine, home: Path, clock_file: Path, url: str) -> Taken:
    """Half hour by half hour what a checker does by itself, from midnight on."""
    websites = _aim_at(url)
    begun = clock.start_of(today() + timedelta(days=1))
    checker, leader = Checker(settings=settings(), engine=engine), Leader(seconds=10 * 86_400)
    size, before = _megabytes(home), _processor_s()
    for slot in range(SLOTS):
        now = begun + slot * SLOT
        clock_file.write_text(now.isoformat())
        with clock.frozen(now):
            leader.beat()
            assert leader.token is not None
            for sweep in (
                checker.availability,
                checker.confirm,
                checker.site,
                checker.accounts,
                checker.week,
            ):
                sweep(leader.token)
    took = _processor_s() - before
    with reading() as session:
        wrong = session.scalars(
            select(Run).where(col(Run.started_at) >= begun, col(Run.state) != RunState.DONE)
        ).all()
        assert not wrong, wrong
        said = session.execute(
            select(col(CurrentState.channel_id), col(CurrentState.check), col(CurrentState.outcome)).where(
                col(CurrentState.at) >= begun - A_MOMENT
            )
        ).all()
        accounts = session.scalar(select(func.count()).where(col(Channel.url) == ""))
    return Taken(
        len(websites), int(accounts or 0), _rows(Probe, begun), _rows(CheckResult, begun), took,
        _megabytes(home) - size, sorted(tuple(row) for row in said),
    )  # fmt: skip


def _shown(name: str, taken: Taken) -> list[str]:
    hours = [f"{taken.processor_s / taken.websites * office.websites / 3600:.2f}" for office in OFFICES]
    return [
        name,
        *(f"{each:,}" for each in (taken.websites, taken.accounts, taken.probes, taken.checks)),
        f"{taken.processor_s:.1f}",
        f"{taken.megabytes:.1f}",
        *hours,
    ]


def test_a_day_on_one_machine_and_on_a_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_ALLOWED_PRIVATE", "127.0.0.0/8")
    monkeypatch.setenv("SUPERVISION_HOST_GAP_S", "0")
    monkeypatch.setenv("SUPERVISION_RELEASE", RELEASE)
    root, clock_file = tmp_path / "root", tmp_path / "now"
    Portal(PAGES).write(root)
    clock_file.write_text(clock.start_of(today() + timedelta(days=1)).isoformat())
    days = {}
    with nginx(root, tmp_path, everywhere=True) as address:
        url = f":{address.rstrip('/').rpartition(':')[2]}/"
        for name, engine_of in (("one machine", _one_machine), ("cluster of four", _cluster)):
            folder = tmp_path / name.replace(" ", "-")
            size = Size(channels=FEWEST, until=today(), days=7, raw_days=1)
            with filled(size, folder) as home, engine_of(folder, clock_file) as engine:
                days[name] = _day(engine, home, clock_file, url)
    offices = [f"{office.name}, h" for office in OFFICES]
    head = ["engine", "websites", "accounts", "probes", "checks", "processor s", "MB grown", *offices]
    print(f"\nload {os.getloadavg()[0]:.1f}")
    print(table(f"A day of {SLOTS} half hours", head, [_shown(*day) for day in days.items()]))
    for day in days.values():
        assert day.probes == day.websites * SLOTS
        assert day.checks > day.websites * -(-SLOTS // READ_EVERY)
    one, other = days.values()
    assert one.said == other.said
