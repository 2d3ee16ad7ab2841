"""A sweep through libcurl says of every site what the single check says of it."""

import itertools
import socket
from collections.abc import Iterator
from dataclasses import replace
from threading import Event

import pytest

from checks.demo_sites.faults import Fault, UnfitFaultError, measures
from checks.demo_sites.in_process import DemoSites
from checks.fetch import Fetcher, Limits
from checks.probe.sweep import probe_all, probe_batches, slow_first
from checks.rules import availability
from core.common.outcome import Failure, Outcome, Report, Target
from core.rules import RuleSet
from core.rules.ruleset import NATIONAL, load
from tests.checks.web import PATIENCE_S, page, redirects, routes, sends, serving

LIMITS = Limits(allowed_private=("127.0.0.1",))


def rules(timeout_s: float = PATIENCE_S) -> RuleSet:
    national = load(NATIONAL)
    return national.model_copy(
        update={"availability": national.availability.model_copy(update={"timeout_s": timeout_s})}
    )


def targets(*urls: str) -> list[Target]:
    return [Target(number, url, url) for number, url in enumerate(urls)]


def sweep(wanted: list[Target], concurrency: int = 8, timeout_s: float = PATIENCE_S) -> dict[int, Report]:
    found = probe_all(wanted, limits=LIMITS, rules=rules(timeout_s), concurrency=concurrency)
    return {report.channel_id: report for report in found}


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoSites]:
    with DemoSites() as demo:
        yield demo


def _needs_tls(demo: DemoSites, fault: Fault) -> bool:
    try:
        demo.inject("site01", fault.value)
    except UnfitFaultError:
        return True
    demo.clear("site01")
    return False


def said(report: Report) -> tuple[Outcome, Failure | None, int | None]:
    return report.outcome, report.failure, report.status


@pytest.mark.parametrize("fault", [None, *Fault])
def test_every_fault_of_the_demo_sites_has_the_same_name_either_way(demo: DemoSites, fault: Fault | None):
    key = "site02" if fault is None or _needs_tls(demo, fault) else "site01"
    demo.clear(key)
    if fault:
        demo.inject(key, fault.value)
    target = Target(1, key, demo.url(key))
    late = fault is not None and measures(fault).get("failure") == Failure.TIMEOUT
    seconds = 1.0 if late else PATIENCE_S
    single = availability.check(target, fetcher=Fetcher(LIMITS), rules=rules(seconds))
    swept = sweep([target], timeout_s=seconds)[1]
    # How much of a page that drips had come when its time was up is a matter of moments.
    assert said(swept)[: 2 if late else 3] == said(single)[: 2 if late else 3]
    demo.clear(key)


@pytest.mark.parametrize("as_text", [False, True])
def test_an_authority_that_the_office_added_is_believed(demo: DemoSites, as_text: bool):
    demo.clear("site02")
    wanted = [Target(1, "site02", demo.url("site02"))]
    further = demo.authority.read_text("ascii") if as_text else str(demo.authority)
    verified = [
        next(iter(probe_all(wanted, limits=limits, rules=rules(), concurrency=1))).evidence["tls"]["verified"]
        for limits in (LIMITS, replace(LIMITS, trusted_ca=further))
    ]
    assert verified == [False, True]


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/",
        "ftp://example.cn/",
        "http://",
        "http://a@b.cn/",
    ],
)
def test_what_may_not_be_visited_has_the_same_name_either_way(url: str):
    target = Target(1, url, url)
    assert said(sweep([target])[1]) == said(
        availability.check(target, fetcher=Fetcher(LIMITS), rules=rules())
    )


def test_a_redirect_to_a_guarded_address_is_not_followed():
    with serving(routes({"/": redirects("http://192.168.7.7/secret")})) as server:
        assert sweep(targets(server.url()))[0].failure is Failure.GUARDED


def test_the_name_is_looked_up_once_and_that_address_is_used(monkeypatch: pytest.MonkeyPatch):
    with serving(sends(page("hello"))) as server:
        asked = itertools.count()

        def look_up(host: str, port: int, *_: object) -> list[object]:
            address = "127.0.0.1" if next(asked) == 0 else "169.254.169.254"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        report = sweep(targets(f"http://rebind.example.gov.cn:{server.port}/"))[0]
        assert (report.outcome, report.evidence["peer"]) == (Outcome.OK, "127.0.0.1")
        assert next(asked) == 1


def test_one_private_address_among_public_ones_refuses_the_whole_name(monkeypatch: pytest.MonkeyPatch):
    rows = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))
        for address in ("93.184.216.34", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: rows)
    assert sweep(targets("http://both.example.gov.cn/"))[0].failure is Failure.GUARDED


def test_the_next_address_of_a_name_is_tried(monkeypatch: pytest.MonkeyPatch):
    with serving(sends(page("hello"))) as server:
        rows = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, server.port))
            for address in ("127.0.0.9", "127.0.0.1")
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_: rows)
        limits = Limits(allowed_private=("127.0.0.0/8",))
        wanted = targets(f"http://two.example.gov.cn:{server.port}/")
        found = list(probe_all(wanted, limits=limits, rules=rules(), concurrency=1))
        assert (found[0].outcome, found[0].evidence["peer"]) == (Outcome.OK, "127.0.0.1")


def test_every_target_is_reported_once_and_no_more_than_allowed_are_under_way():
    under_way, most = set[int](), 0

    def answer(connection: socket.socket, path: str) -> None:
        nonlocal most
        under_way.add(id(connection))
        most = max(most, len(under_way))
        Event().wait(0.02)
        under_way.discard(id(connection))
        connection.sendall(page("hello"))

    with serving(answer) as server:
        found = sweep(targets(*(server.url(f"/{number}") for number in range(40))), concurrency=5)
        assert sorted(found) == list(range(40))
        assert all(report.outcome is Outcome.OK for report in found.values())
        assert 1 < most <= 5


def test_the_slow_ones_of_last_time_come_first():
    wanted = targets("a", "b", "c", "d")
    assert [target.channel_id for target in slow_first(wanted, {1: 30.0, 3: 15_000.0})] == [3, 1, 0, 2]


def test_exempt_channels_are_not_visited():
    with serving(sends(page("hello"))) as server:
        report = sweep([Target(1, "exempt", server.url(), exempt=True)])[1]
        assert (report.outcome, server.connections) == (Outcome.EXEMPT, 0)


def test_after_stop_nothing_more_is_visited():
    stop = Event()
    with serving(sends(page("hello"))) as server:
        wanted = targets(*(server.url(f"/{number}") for number in range(500)))
        batches = probe_batches(wanted, limits=LIMITS, rules=rules(), concurrency=2, stop=stop, every_s=0.01)
        next(batch for batch in batches if batch)
        stop.set()
        assert sum(map(len, batches)) < 500
        seen = len(server.asked)
        assert seen < 500


def test_times_are_in_order_and_measured_from_the_beginning():
    def answer(connection: socket.socket, path: str) -> None:
        Event().wait(0.25)
        connection.sendall(page("hello"))

    with serving(answer) as server:
        report = sweep(targets(server.url()))[0]
    assert report.connect_ms is not None
    assert report.first_byte_ms is not None
    assert report.total_ms is not None
    assert 0 < report.connect_ms < report.first_byte_ms <= report.total_ms
    assert report.first_byte_ms >= 200


def test_a_server_that_never_speaks_holds_nobody_else_up():
    def nothing(connection: socket.socket, path: str) -> None:
        silent.stopped.wait(60)

    with serving(sends(page("hello"))) as quick, serving(nothing) as silent:
        wanted = targets(silent.url(), *(quick.url() for _ in range(10)))
        found = sweep(wanted, concurrency=2, timeout_s=3.0)
        assert found[0].failure is Failure.TIMEOUT
        assert all(found[number].outcome is Outcome.OK for number in range(1, 11))
