"""Sweeps on a real cluster: a killed worker, a lost scheduler, vantage points, no database on workers."""

import os
import pickle
import signal
from dataclasses import replace
from threading import Thread

import pytest

from checks.demo_sites.in_process import DemoSites
from checks.engine import Engine
from checks.fetch import Limits
from checks.run import Checker
from checks.vantages import Shard, probe_shard
from checks.work import Work, perform
from core.common.outcome import Target
from core.common.settings import Settings, settings
from core.monitoring.engine_reading import engine_now
from core.monitoring.record import AVAILABILITY
from core.monitoring.vantage_days import of_all, of_channel
from core.rules import rule_set
from db import engine as databases
from db.migrate import upgrade
from db.models import Channel, CurrentState, Finding, Run, RunState, VantageDay
from tests.checks.engine.cluster import LIMIT_S, kill, until
from tests.rows import a_leader, a_website, all_of

SITES = [f"site{number:02d}" for number in range(2, 8)]
FAULTS = {"site03": ["stale-home"], "site04": ["no-footer"], "site06": ["down"], "site07": ["firewall"]}


@pytest.fixture(scope="module")
def demo():
    with DemoSites(sites=SITES, faults=FAULTS) as demo:
        yield demo


@pytest.fixture
def checker(database, demo):
    chosen = Settings(
        demonstration=True,
        confirm_after_s=0,
        host_gap_s=0,
        allowed_private=[f"127.0.0.1:{demo.base_port}-{demo.base_port + 90}"],
        trusted_ca=demo.authority,
    )
    for key in SITES:
        a_website(url=demo.url(key), name=key)
    engine = Engine(threads=8)
    yield Checker(settings=chosen, engine=engine)
    engine.close()


def said() -> dict[tuple[int, str], tuple[str, str | None]]:
    return {(state.channel_id, state.check): (state.outcome, state.failure) for state in all_of(CurrentState)}


def sweep(checker: Checker, token) -> None:
    checker.availability(token)
    checker.site(token)


def test_a_worker_killed_in_mid_sweep_changes_no_result(checker, cluster, engine_of, tmp_path, monkeypatch):
    workers = cluster.join_all("", "", "", threads=4)
    engine = engine_of(cluster)
    until(lambda: len(engine.seen().workers) == 3)
    on_cluster, token = replace(checker, engine=engine), a_leader()
    on_cluster.availability(token)
    victim = workers[0]
    # Standing still it holds what it was given, so the sweep cannot end before it is killed.
    os.kill(victim.pid, signal.SIGSTOP)
    reading = Thread(target=on_cluster.site, args=(token,))
    reading.start()
    until(lambda: any(run.sweep == "site" and run.done for run in all_of(Run)))
    assert [run.state for run in all_of(Run) if run.sweep == "site"] == [RunState.RUNNING]
    kill(victim)
    reading.join(LIMIT_S)
    assert not reading.is_alive()
    assert {run.state for run in all_of(Run)} == {RunState.DONE}
    assert all(run.done == run.planned for run in all_of(Run))
    killed = said()
    assert killed == alone(checker, tmp_path, monkeypatch)


def alone(checker: Checker, folder, monkeypatch) -> dict[tuple[int, str], tuple[str, str | None]]:
    """What the same sweep says on this machine, in a database of its own."""
    addresses = [(target.url, target.name) for target in channels()]
    monkeypatch.setenv("SUPERVISION_DATA_DIR", str(folder / "alone"))
    databases.forget()
    settings.cache_clear()
    upgrade()
    for url, name in addresses:
        a_website(url=url, name=name)
    sweep(checker, a_leader())
    return said()


def channels() -> list[Channel]:
    return sorted(all_of(Channel), key=lambda channel: channel.id)


def test_a_sweep_on_workers_is_written_alike_to_either_database(either_database, cluster, engine_of, demo):
    workers, allowed = cluster.join_all("", ""), f"127.0.0.1:{demo.base_port}-{demo.base_port + 90}"
    engine = engine_of(cluster)
    until(lambda: len(engine.seen().workers) == len(workers))
    chosen = Settings(
        confirm_after_s=0,
        host_gap_s=0,
        allowed_private=[allowed],
        trusted_ca=demo.authority,
        reference_urls=[],
    )
    for key in ("site05", "site06"):
        a_website(url=demo.url(key), name=key)
    sweep(Checker(settings=chosen, engine=engine), a_leader())
    assert {(run.state, run.done == run.planned) for run in all_of(Run)} == {(RunState.DONE, True)}
    names = {channel.id: channel.name for channel in channels()}
    probed = {
        names[number]: outcome for (number, check), (outcome, _) in said().items() if check == AVAILABILITY
    }
    assert probed == {"site05": "ok", "site06": "suspect"}


def test_each_worker_makes_room_for_more_readings_and_is_ready_for_the_first(cluster, engine_of):
    engine = engine_of(cluster)
    for count in (1, 2):
        cluster.join(threads=4)
        until(lambda count=count: len(engine.seen().workers) == count)
        assert engine.reading_width() == 3 * count
    assert "checks.work" in engine.executor.submit(eval, "set(__import__('sys').modules)").result(LIMIT_S)


def test_workers_have_no_database_and_open_none(cluster, engine_of, demo, checker):
    cluster.join()
    engine = engine_of(cluster)
    until(lambda: engine.seen().workers)
    sweep(replace(checker, engine=engine), a_leader())
    modules = engine.executor.submit(eval, "set(__import__('sys').modules)").result(LIMIT_S)
    assert "checks.work" in modules
    assert not modules & {"db.engine", "streamlit", "checks.run", "psycopg", "sqlite3"}
    environment = engine.executor.submit(eval, "dict(__import__('os').environ)").result(LIMIT_S)
    assert environment["SUPERVISION_DATA_DIR"] == "/dev/null/nowhere"
    assert "SUPERVISION_DATABASE_URL" not in environment


def test_when_the_scheduler_is_gone_the_rest_is_done_here_and_said(checker, cluster, engine_of):
    (worker,) = cluster.join_all("", threads=1)
    engine = engine_of(cluster)
    until(lambda: engine.seen().workers)
    on_cluster, token = replace(checker, engine=engine), a_leader()
    os.kill(worker.pid, signal.SIGSTOP)
    reading = Thread(target=on_cluster.site, args=(token,))
    reading.start()
    until(lambda: [run for run in all_of(Run) if run.sweep == "site"])
    kill(cluster.processes[0])
    reading.join(LIMIT_S)
    assert not reading.is_alive()
    (run,) = all_of(Run)
    assert (run.state, run.done) == (RunState.DONE, run.planned)
    until(lambda: engine.seen().state == "lost")
    on_cluster.look_at_engine(token)
    assert engine_now().state == "lost"
    kill(worker)
    cluster.serve()
    cluster.join()
    until(lambda: engine.seen().state == "working")


def test_each_site_is_probed_from_every_vantage_point(checker, cluster, engine_of, demo):
    cluster.join_all("电信", "联通", threads=4)
    engine = engine_of(cluster)
    until(lambda: engine.vantages() == ("电信", "联通"))
    on_cluster, token = replace(checker, engine=engine), a_leader()
    on_cluster.availability(token)
    names = {channel.id: channel.name for channel in channels()}
    outcomes = {names[state.channel_id]: state.outcome for state in all_of(CurrentState)}
    assert outcomes["site06"] == "suspect"
    assert outcomes["site07"] == "blocked"
    assert outcomes["site05"] == "ok"
    assert len(all_of(VantageDay)) == 2 * len(SITES)
    on_cluster.confirm(token)
    on_cluster.confirm(token)
    assert [names[finding.channel_id] for finding in all_of(Finding)] == ["site06"]
    assert {line.vantage: line.failed for line in of_all(days=1)} == {"电信": 1, "联通": 1}
    on_cluster.look_at_engine(token)
    assert sorted(worker.vantage for worker in engine_now().workers) == ["电信", "联通"]


def test_what_one_vantage_point_alone_cannot_open_is_suspect(checker, cluster, engine_of, demo):
    """The one worker reaches the demo sites, the other's line is cut: its names lead nowhere."""
    cluster.join_all("电信", "联通", threads=4)
    engine = engine_of(cluster)
    until(lambda: engine.vantages() == ("电信", "联通"))
    cut = _Cut(engine, "联通")
    on_cluster, token = replace(checker, engine=cut), a_leader()
    on_cluster.availability(token)
    on_cluster.confirm(token)
    on_cluster.availability(token)
    names = {channel.id: channel.name for channel in channels()}
    outcomes = {names[state.channel_id]: state.outcome for state in all_of(CurrentState)}
    assert outcomes["site05"] == "suspect"
    assert not [finding for finding in all_of(Finding) if names[finding.channel_id] == "site05"]
    (site05,) = [number for number, name in names.items() if name == "site05"]
    assert {line.vantage: line.outcome for line in of_channel(site05, days=1)} == {
        "电信": "ok",
        "联通": "problem",
    }


class _Cut:
    """An engine of which one vantage point is asked for addresses that nobody serves."""

    def __init__(self, engine: Engine, vantage: str) -> None:
        self._engine, self._vantage = engine, vantage

    def __getattr__(self, name: str):
        return getattr(self._engine, name)

    def at(self, vantage: str):
        return _Astray(self._engine.at(vantage)) if vantage == self._vantage else self._engine.at(vantage)


class _Astray:
    def __init__(self, executor) -> None:
        self._executor = executor

    def submit(self, fn, /, *args):
        if fn is probe_shard:
            shard: Shard = args[0]
            astray = tuple(replace(target, url="http://127.0.0.1:1/") for target in shard.targets)
            limits = replace(shard.limits, allowed_private=("127.0.0.1",))
            args = (replace(shard, targets=astray, limits=limits),)
        return self._executor.submit(fn, *args)


def test_a_further_authority_travels_as_text(demo, cluster, engine_of):
    cluster.join()
    engine = engine_of(cluster)
    until(lambda: engine.seen().workers)
    allowed = (f"127.0.0.1:{demo.base_port}-{demo.base_port + 90}",)
    limits = engine.travelling(Limits(allowed_private=allowed, trusted_ca=str(demo.authority)))
    target = Target(channel_id=7, name="a", url=demo.url("site02"))
    report = engine.executor.submit(perform, Work("availability", target, limits), rule_set()).result(LIMIT_S)
    assert str(demo.authority) not in limits.trusted_ca
    assert report.evidence["tls"]["verified"]


def test_a_shard_is_data_and_so_is_what_comes_back(demo):
    limits = Limits(allowed_private=(f"127.0.0.1:{demo.base_port}-{demo.base_port + 90}",))
    target = Target(channel_id=7, name="a", url=demo.url("site05"))
    shard = pickle.loads(pickle.dumps(Shard(0, "电信", (target,), limits, rule_set(), 4, {})))
    seen = pickle.loads(pickle.dumps(probe_shard(shard)))
    assert [(report.channel_id, report.outcome) for report in seen.reports] == [(7, "ok")]
