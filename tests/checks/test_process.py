"""The checker as a process of its own: started, stopped, killed, replaced, and out of disk."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from checks.demo_sites.in_process import DemoSites
from core.common.settings import ROOT
from core.monitoring.lease import holder, last_holder
from core.registry.importing.undo import undo
from db.engine import reading
from db.models import Channel, ChannelVerdict, CurrentState, DailyRollup, Probe, Run, RunState
from tests.registry_files import SUPERVISOR, a_csv, a_site, imported
from tests.rows import a_unit, a_website, all_of

LIMIT_S = 180.0  # only a failing test waits so long


@pytest.fixture(scope="module")
def demo():
    with DemoSites(sites=["site01", "site02", "site03"], faults={}) as demo:
        yield demo


@pytest.fixture
def sites(database: Path, demo: DemoSites) -> Path:
    for key in demo.keys:
        demo.clear(key)
        a_website(url=demo.url(key))
    return database


@contextmanager
def checker(demo: DemoSites, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    own = {
        "SUPERVISION_DEMONSTRATION": "1",
        "SUPERVISION_AVAILABILITY_EVERY_S": "1",
        "SUPERVISION_LEASE_S": "60",
        "SUPERVISION_ALLOWED_PRIVATE": json.dumps([f"127.0.0.1:{demo.base_port}-{demo.base_port + 60}"]),
        "SUPERVISION_TRUSTED_CA": str(demo.authority),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "checks"], cwd=ROOT, env={**os.environ, **own, **environment}
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(LIMIT_S)


def until(true: Callable[[], object]) -> None:
    limit = time.monotonic() + LIMIT_S
    while not true():
        assert time.monotonic() < limit, "it did not happen"
        time.sleep(0.1)


def visited() -> bool:
    return len([state for state in all_of(CurrentState) if state.check == "availability"]) == 3


def done_runs() -> int:
    return sum(run.sweep == "availability" and run.state is RunState.DONE for run in all_of(Run))


def test_it_visits_what_is_due_and_ends_in_order_on_sigterm(sites, demo):
    with checker(demo) as process:
        until(visited)
        process.send_signal(signal.SIGTERM)
        assert process.wait(LIMIT_S) == 0
    assert holder() is None
    assert not [run for run in all_of(Run) if run.state is RunState.RUNNING]


def test_of_two_checkers_one_works(sites, demo):
    with checker(demo) as first:
        until(visited)
        with checker(demo) as second:
            runs = done_runs()
            until(lambda: done_runs() > runs + 2)
            assert second.poll() is None
        assert {run.owner.split(":")[1] for run in all_of(Run)} == {str(first.pid)}


def test_after_a_kill_another_takes_over_and_nothing_is_lost_or_doubled(sites, demo):
    # The one that is killed has a short lease, the next need not wait for it; a busy machine takes none away.
    with checker(demo, SUPERVISION_LEASE_S="3") as killed:
        until(visited)
        killed.kill()
        killed.wait(LIMIT_S)
    fence = last_holder().fence
    runs = done_runs()
    with checker(demo):
        until(lambda: done_runs() > runs + 1)
        assert holder().fence == fence + 1
    counted = sum(row.probes for row in all_of(DailyRollup))
    scheduled = [probe for probe in all_of(Probe) if not probe.confirming]
    assert counted == len(scheduled)
    assert len({(probe.run_id, probe.channel_id) for probe in scheduled}) == len(scheduled)
    assert not [run for run in all_of(Run) if run.state is RunState.RUNNING and run.fence == fence]


def test_it_ends_when_the_process_that_started_it_is_gone(sites, demo):
    with checker(demo, SUPERVISION_PARENT_PID="1") as process:
        assert process.wait(LIMIT_S) == 0


def fill_up(file: Path) -> None:
    with file.open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(b"0" * 4096):
            pass


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_full_disk_is_said_and_survived(tmp_path, demo, monkeypatch, capfd):
    from core.common.settings import settings
    from db import engine
    from db.migrate import upgrade

    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk], check=False)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        monkeypatch.setenv("SUPERVISION_DATA_DIR", str(disk))
        engine.forget()
        settings.cache_clear()
        upgrade()
        for key in demo.keys:
            a_website(url=demo.url(key))
        filler = disk / "filler"
        with checker(demo) as process:
            until(visited)
            fill_up(filler)
            until(lambda: "Free some space" in capfd.readouterr().err)
            assert process.poll() is None
            filler.unlink()
            runs = done_runs()
            until(lambda: done_runs() > runs)
        with reading() as session:
            assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    finally:
        engine.engines().read.dispose()
        engine.engines().write.dispose()
        engine.forget()
        settings.cache_clear()
        subprocess.run(["umount", "-l", disk], check=True)


def test_an_import_is_undone_after_the_checker_has_run(database: Path, demo: DemoSites) -> None:
    """All that it wrote in the meantime, into whatever table, goes with the channels."""
    a_unit(name="示例局")
    urls = [url for key in demo.keys if (url := demo.url(key)).startswith("http://")]
    rows = [a_site("", f"新网站{n}", host=url[7:-1]) for n, url in enumerate(urls)]
    batch = imported(a_csv(*rows))
    added = {one.id for one in all_of(Channel)}
    with checker(demo):
        until(lambda: added <= {one.channel_id for one in all_of(CurrentState)})
        until(lambda: added <= {one.channel_id for one in all_of(ChannelVerdict)})
    undo(batch, actor=SUPERVISOR)
    assert (all_of(Channel), all_of(CurrentState), all_of(ChannelVerdict)) == ([], [], [])
