"""Both ways of visiting make the same of every odd answer, and what is right."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from checks.fetch import Fetcher, Limits, Visit
from checks.probe.loop import Prober
from tests.checks.odd_answers import ODD, TEXT
from tests.checks.web import PATIENCE_S, Server, page, serving


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Each answer at its own number; `/end` is an ordinary page."""
    plain = page(TEXT)

    def answer(connection, path: str) -> None:
        number = path.strip("/")
        connection.sendall(ODD[int(number)].raw if number.isdigit() else plain)

    with serving(answer) as running:
        yield running


def by_requests(url: str, limits: Limits) -> Visit:
    with closing(Fetcher(limits)) as fetcher:
        return fetcher.get(url)


def by_libcurl(url: str, limits: Limits) -> Visit:
    with closing(Prober[None](limits)) as prober:
        prober.start(None, url)
        while True:
            for _, visit in prober.turn(0.5):
                return visit


@pytest.mark.parametrize("number", range(len(ODD)), ids=[odd.name[:50] for odd in ODD])
def test_both_ways_of_visiting_read_what_a_browser_reads(server: Server, number: int):
    odd, limits = ODD[number], Limits(timeout_s=PATIENCE_S, allowed_private=("127.0.0.0/8",))
    visits = [visit(server.url(f"/{number}"), limits) for visit in (by_requests, by_libcurl)]
    assert [str(visit.failure or "ok") for visit in visits] == [odd.expected] * 2
    assert {visit.status for visit in visits} == {visits[0].status}
    if odd.body is not None:
        assert [visit.body for visit in visits] == [odd.body] * 2


def test_the_table_is_long_enough_and_each_answer_stands_once():
    assert len(ODD) >= 90
    assert len({odd.raw for odd in ODD}) == len(ODD)


@pytest.mark.parametrize("visit", [by_requests, by_libcurl])
def test_a_look_up_that_gives_no_address_is_no_such_name(visit, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_named: [])
    assert visit("http://qu.example.gov.cn/", Limits(timeout_s=PATIENCE_S)).failure == "dns"
