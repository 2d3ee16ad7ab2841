"""IPv6 as it really is on this machine's loopback: names of both families, and a site behind them."""

import socket
from contextlib import contextmanager

import pytest

from checks.demo_sites.in_process import DemoSites
from checks.fetch import Fetcher, Limits, names
from checks.rules import ipv6
from core.common.outcome import Outcome, Report, Target
from core.common.text import has
from core.rules import rule_set

NAME = "both.example.test"


def loopback_has_v6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as trial:
            trial.bind(("::1", 0))
    except OSError:
        return False
    return True


needs_v6 = pytest.mark.skipif(not loopback_has_v6(), reason="this machine has no IPv6 loopback")


@pytest.fixture(scope="module")
def demo():
    with DemoSites(["site01"], faults={}) as served:
        yield served


@contextmanager
def resolving(monkeypatch, *addresses: str):
    """Give `NAME` these addresses, as a name server would; every other name is looked up as ever."""
    really = socket.getaddrinfo

    def look_up(host, port, *rest, **more):
        if host != NAME:
            return really(host, port, *rest, **more)
        return [row for address in addresses for row in really(address, port, 0, socket.SOCK_STREAM)]

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up)
        yield


def read(port: int) -> Report:
    target = Target(7, "示例", f"http://{NAME}:{port}/", ipv6=True)
    limits = Limits(timeout_s=5.0, allowed_private=(f"127.0.0.1:{port}", f"[::1]:{port}"))
    return ipv6.check(target, fetcher=Fetcher(limits), rules=rule_set())


@needs_v6
def test_a_site_that_answers_by_ipv6_is_really_fetched_so(demo, monkeypatch):
    with resolving(monkeypatch, "127.0.0.1", "::1"):
        report = read(demo.base_port + 1)
    assert (report.outcome, report.evidence["v6"], report.evidence["peer"]) == (Outcome.OK, "answered", "::1")


@needs_v6
def test_the_share_of_the_sites_own_links_with_an_address_is_given_by_level(demo, monkeypatch):
    with resolving(monkeypatch, "127.0.0.1", "::1"):
        report = read(demo.base_port + 1)
    level = report.evidence["second_level_ipv6"]
    assert level["of"] == level["with"] > 10
    assert level["v6_share"] == 1
    with resolving(monkeypatch, "127.0.0.1"):
        none = read(demo.base_port + 1)
    assert none.evidence["second_level_ipv6"] == {"of": level["of"], "with": 0, "v6_share": 0}


@needs_v6
def test_an_ipv6_address_that_does_not_answer_is_a_problem_while_the_site_does(monkeypatch):
    with DemoSites(["site01"], faults={}) as demo:
        port = demo.base_port + 1
        only_v4 = demo._server.sites["site01"]
        demo._wait(_close_v6(only_v4))
        with resolving(monkeypatch, "127.0.0.1", "::1"):
            report = read(port)
    (problem,) = report.problems
    assert (problem.key, problem.failure) == ("no-answer", "refused")
    assert report.evidence["v6"] == "silent"


async def _close_v6(site) -> None:
    site._listeners.pop().close()
    site._reserved.pop().close()


@needs_v6
def test_a_site_that_is_down_by_either_family_is_not_reported_twice(demo, monkeypatch):
    demo.inject("site01", "down")
    try:
        with resolving(monkeypatch, "127.0.0.1", "::1"):
            report = read(demo.base_port + 1)
    finally:
        demo.clear("site01")
    assert (report.problems, report.evidence["v6"]) == ((), "not_compared")


def test_a_machine_without_a_way_there_says_so(demo, monkeypatch):
    monkeypatch.setattr(ipv6, "has_v6_route", lambda addresses: False)
    with resolving(monkeypatch, "127.0.0.1", "::1"):
        report = read(demo.base_port + 1)
    assert (report.outcome, report.evidence["v6"]) == (Outcome.OK, "no_route")
    assert all(has(f"evidence.said.v6.{word}") for word in ("no_route", "not_compared", "answered", "silent"))


def test_a_name_registered_with_ipv6_and_without_an_address_of_it_is_a_problem(demo, monkeypatch):
    with resolving(monkeypatch, "127.0.0.1"):
        report = read(demo.base_port + 1)
    assert [problem.key for problem in report.problems] == ["no-address"]


def test_a_route_is_looked_up_without_asking_anybody():
    assert names.has_v6_route(["::1"]) is loopback_has_v6()
    assert not names.has_v6_route([])
