"""The checker at work: real demo sites over real HTTP, a real database."""

from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import event

from checks.demo_sites.in_process import DemoSites
from checks.engine import Engine
from checks.portions import Portion
from checks.run import Checker
from core.access import Actor, Role
from core.common import clock
from core.common.outcome import Outcome
from core.common.settings import Settings
from core.issues import transitions
from core.monitoring import lease, requests
from core.monitoring.health import health
from core.registry.site_columns import ColumnValues, add_column, reject, suggestions_of
from db.engine import engines
from db.models import (
    CheckRequest,
    CurrentState,
    DailyRollup,
    Finding,
    Issue,
    IssueState,
    Probe,
    RegisteredState,
    Run,
    RunState,
)
from tests.rows import a_leader, a_report, a_website, all_of, recorded

STAFF = Actor("乙", Role.STAFF)


@pytest.fixture(scope="module")
def demo():
    with DemoSites(sites=["site01", "site02", "site03"], faults={}) as demo:
        yield demo


@pytest.fixture
def checker(either_database, demo):
    settings = Settings(
        demonstration=True,
        confirm_after_s=0,
        allowed_private=[f"127.0.0.1:{demo.base_port}-{demo.base_port + 60}"],
        trusted_ca=demo.authority,
    )
    for key in demo.keys:
        demo.clear(key)
    engine = Engine(threads=4)
    yield Checker(settings=settings, engine=engine)
    engine.close()


def seen() -> dict[int, str]:
    return {
        state.channel_id: state.outcome for state in all_of(CurrentState) if state.check == "availability"
    }


def test_a_sweep_visits_every_website_once(checker, demo):
    channels = [a_website(url=demo.url(key)) for key in demo.keys]
    checker.availability(a_leader())
    assert seen() == dict.fromkeys(channels, "ok")
    (run,) = all_of(Run)
    assert (run.state, run.planned, run.done, run.problems) == (RunState.DONE, 3, 3, 0)


def test_what_was_visited_just_now_is_not_due(checker, demo):
    a_website(url=demo.url("site01"))
    token = a_leader()
    checker.availability(token)
    checker.availability(token)
    assert len(all_of(Probe)) == 1


def test_a_fault_goes_from_suspicion_to_issue_and_back_to_verified(checker, demo):
    channel, token = a_website(url=demo.url("site01")), a_leader()
    demo.inject("site01", "down")
    checker.availability(token)
    assert seen() == {channel: "suspect"}
    checker.confirm(token)
    checker.confirm(token)
    assert seen() == {channel: "problem"}
    (issue,) = all_of(Issue)

    transitions.report_fixed([issue.id], note="", actor=STAFF)
    checker.requests(token)
    assert all_of(Issue)[0].state is IssueState.RETURNED

    demo.clear("site01")
    transitions.report_fixed([issue.id], note="", actor=STAFF)
    checker.requests(token)
    assert all_of(Issue)[0].state is IssueState.VERIFIED
    assert all(request.done_at for request in all_of(CheckRequest) if request.requested_at <= clock.now())


def test_many_reports_made_at_one_go_are_written_in_short_transactions(checker, monkeypatch):
    channels, token = [a_website() for _ in range(5)], a_leader()
    recorded(token, *(a_report(channel, Outcome.OK) for channel in channels))
    monkeypatch.setattr(Portion, "took", lambda *_: None)

    def commits(at_once: int) -> int:
        checker._portion.size = at_once
        seen: list[object] = []
        note = seen.append
        event.listen(engines().write, "commit", note)
        checker.week(token)
        event.remove(engines().write, "commit", note)
        return len(seen)

    assert commits(1) >= commits(100) + len(channels) - 1
    judged = [one for one in all_of(CurrentState) if one.check == "availability_week"]
    assert len(judged) == len(channels)


def test_transactions_become_short_on_a_busy_machine_and_long_again_step_by_step():
    portion, sizes = Portion(50), []
    for seconds in (7.0, 7.0, 7.0, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1):
        portion.took(seconds)
        sizes.append(portion.size)
    assert sizes == [12, 5, 5, 5, 10, 20, 40, 50, 50]


def test_a_firewall_is_could_not_check(checker, demo):
    channel = a_website(url=demo.url("site02"))
    demo.inject("site02", "firewall")
    checker.availability(a_leader())
    assert seen() == {channel: "blocked"}


def test_a_stale_home_page_is_found_in_two_runs(checker, demo):
    a_website(url=demo.url("site01"))
    token = a_leader()
    demo.inject("site01", "stale-home")
    fresh = replace(checker, settings=checker.settings.model_copy(update={"freshness_every_s": 0}))
    fresh.content("home_freshness", token)
    assert not all_of(Finding)
    fresh.content("home_freshness", token)
    (finding,) = all_of(Finding)
    assert finding.check == "home_freshness"


def test_the_navigation_of_a_home_page_suggests_columns_once_and_only_those_not_known(checker, demo):
    bare, partly, part_of_it = (
        a_website(url=demo.url("site01"), kind=kind) for kind in ("website", "website", "subpage")
    )
    supervisor = Actor("甲", Role.SUPERVISOR)
    add_column(partly, ColumnValues("新闻", url=demo.url("site01") + "yw/"), actor=supervisor)
    add_column(partly, ColumnValues("通知公告"), actor=supervisor)
    token = a_leader()
    read = replace(checker, settings=checker.settings.model_copy(update={"freshness_every_s": 0}))
    read.content("home_freshness", token)
    names = [one.name for one in suggestions_of(bare)]
    assert names[0] == "要闻动态"
    assert suggestions_of(bare)[0].url == demo.url("site01") + "yw/"
    assert {*names} - {one.name for one in suggestions_of(partly)} == {"要闻动态", "通知公告"}
    assert suggestions_of(part_of_it) == ()

    reject(suggestions_of(bare)[0].id, actor=supervisor)
    read.content("home_freshness", token)
    assert [one.name for one in suggestions_of(bare)] == names[1:]


def test_an_address_that_is_not_allowed_is_never_visited(checker, demo):
    channel = a_website(url="http://127.0.0.1:9/")
    checker.availability(a_leader())
    assert seen() == {channel: "blocked"}
    assert all_of(Probe)[0].failure == "guarded"


def test_a_checker_that_lost_its_lease_leaves_no_result(checker, demo):
    a_website(url=demo.url("site01"))
    token = a_leader()
    lease.release(token)
    newer = lease.take("another", seconds=60)
    with pytest.raises(lease.LeaseLost):
        checker.availability(token)
    assert newer is not None
    assert not all_of(Probe)


def test_a_stopped_sweep_says_so_and_the_rest_is_due_again(checker, demo):
    for key in demo.keys:
        a_website(url=demo.url(key))
    token, stopped = a_leader(), Event()
    stopped.set()
    replace(checker, stop=stopped).availability(token)
    assert all_of(Run)[0].state is RunState.ABANDONED
    checker.availability(token)
    assert sum(rollup.ok for rollup in all_of(DailyRollup)) == 3


def test_a_derived_run_that_fails_ends_as_failed(checker, demo, monkeypatch):
    token = a_leader()
    a_website(url=demo.url("site01"))
    checker.availability(token)

    def full_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("checks.run.record", full_disk)
    with pytest.raises(OSError, match="No space"):
        checker.week(token)
    ended = all_of(Run)[-1]
    assert (ended.state, ended.error.partition(":")[0]) == (RunState.FAILED, "OSError")
    assert ended.ended_at is not None


def test_a_request_to_look_after_a_closed_channel_is_answered(checker, demo):
    with DemoSites(sites=["site01"], faults={"site01": ["down"]}) as closed:
        gone = a_website(url=closed.url("site01"), registered=RegisteredState.CLOSED)
        requests.ask_now(gone, ["after_closing"], actor=STAFF)
        allowed = [f"127.0.0.1:{closed.base_port}-{closed.base_port + 60}"]
        settings = checker.settings.model_copy(update={"allowed_private": allowed})
        replace(checker, settings=settings).requests(a_leader())
    (request,) = all_of(CheckRequest)
    assert request.done_at is not None


def test_when_we_ourselves_are_offline_the_run_is_void(checker, demo):
    a_website(url=demo.url("site01"))
    offline = checker.settings.model_copy(update={"reference_urls": ["http://127.0.0.1:9/"]})
    replace(checker, settings=offline).availability(a_leader())
    assert all_of(Run)[0].state is RunState.VOID
    assert not all_of(Probe)


def test_health_knows_whether_somebody_checks(checker, demo):
    a_website(url=demo.url("site01"))
    assert health()["status"] == "down"
    token = a_leader()
    checker.availability(token)
    assert health()["status"] == "ok"
    lease.release(token)
    assert health()["status"] == "down"


def test_retention_sweeps_up_half_written_uploads(checker: Checker) -> None:
    half = checker.settings.evidence_dir / "ab" / "tmpab_3x9qz"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"%PDF")
    checker.retention(a_leader())
    assert half.exists()
    with clock.frozen(clock.now() + timedelta(days=2)):
        checker.retention(a_leader())
    assert not half.exists()
