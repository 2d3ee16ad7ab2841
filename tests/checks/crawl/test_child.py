"""A reading in a process of its own: killed, stopped, lost, called off; the result is the same each time."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from checks.crawl.limits import data
from checks.crawl.tick import Crawler
from core.access.actor import Actor, Role
from core.common.settings import settings
from core.monitoring import crawl_view, crawls, lease
from core.monitoring.lease import LeaseToken
from db.models import Channel, Crawl, CrawlState, Finding, FindingState, Issue
from tests.benchmarks.site import BigSite
from tests.checks.crawl.site import Answer, Site, serving
from tests.rows import a_leader, a_website, all_of

CLERK = Actor("甲", Role.STAFF)
LIMIT_S = 120.0


@pytest.fixture
def quick(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readings as fast as loopback allows, looked at again at once."""
    from core.rules import rule_set

    monkeypatch.setenv("SUPERVISION_ALLOWED_PRIVATE", json.dumps(["127.0.0.1"]))
    monkeypatch.setenv("SUPERVISION_CRAWL_GAP_S", "0")
    settings.cache_clear()
    monkeypatch.setitem(rule_set().check["site_links"].thresholds, "apart_s", 0.1)


class Gate:
    """A site that gives `free` answers and then keeps everybody waiting until it is opened."""

    def __init__(self, answer: Callable[[str], Answer], free: int) -> None:
        self._answer, self.left = answer, free
        self.opened = threading.Event()
        self._lock = threading.Lock()

    def __call__(self, path: str) -> Answer:
        with self._lock:
            self.left -= 1
        if self.left < 0:
            self.opened.wait(LIMIT_S)
        return self._answer(path)


@contextmanager
def crawler() -> Iterator[Crawler]:
    made = Crawler(settings())
    try:
        yield made
    finally:
        made.let_go()


def until(true: Callable[[], object], step: Callable[[], object]) -> None:
    limit = time.monotonic() + LIMIT_S
    while not true():
        assert time.monotonic() < limit, [(c.state, c.stage, c.read, c.known, c.error) for c in all_of(Crawl)]
        step()
        time.sleep(0.05)


def newest() -> Crawl:
    return all_of(Crawl)[-1]


def finished() -> bool:
    return newest().state is CrawlState.DONE


def ended() -> bool:
    return newest().state not in (CrawlState.WAITING, CrawlState.READING, CrawlState.PAUSED)


def whole(site: Site, token: LeaseToken) -> dict[str, Any]:
    """Read a site once without any trouble; what was found."""
    channel = a_website(url=site.url + "/")
    crawls.ask_one(channel, actor=CLERK)
    with crawler() as made:
        until(finished, lambda: made.tick(token))
    return found(channel, site)


def found(channel: int, site: Site) -> dict[str, Any]:
    line = crawl_view.result_of(channel)
    assert line is not None
    dead = crawl_view.rows(line.id, "dead", limit=100).rows
    return {
        "summary": line.summary,
        "dead": [(row.address.removeprefix(site.url), row.count, row.pages) for row in dead],
        "findings": sorted(one.key for one in all_of(Finding) if one.channel_id == channel),
    }


def pid_of(made: Crawler) -> int:
    (_, process) = next(iter(made._readings.values()))
    return process._process.pid


def test_dead_links_of_the_whole_site_become_findings_of_one_issue(quick: None):
    big = BigSite(60, dead=5)
    with serving(big.answer) as site:
        result = whole(site, a_leader())
        assert result["summary"]["dead"] == 5
        assert {address for address, *_ in result["dead"]} == set(big.dead_paths())
        assert all(site.asked.count(path) == 2 for path in big.dead_paths()), "looked at once more"
    assert len([one for one in all_of(Finding) if one.state is FindingState.OPEN]) == 5
    assert [issue.check for issue in all_of(Issue)] == ["site_links"]
    assert newest().robots == "ignored"


def test_a_link_that_is_back_at_the_second_look_is_none(quick: None):
    big, asked = BigSite(30, dead=2), dict[str, int]()

    def answer(path: str) -> Answer:
        asked[path] = asked.get(path, 0) + 1
        back = path in big.dead_paths() and asked[path] > 1
        return (200, "text/html", b"back") if back else big.answer(path)

    with serving(answer) as site:
        assert whole(site, a_leader())["summary"]["dead"] == 0
    assert all_of(Finding) == []


def test_what_the_check_of_the_home_page_holds_is_left_to_it(quick: None):
    big, token = BigSite(30, dead=1), a_leader()
    with serving(big.answer) as site:
        channel = a_website(url=site.url + "/")
        a_known_dead_link(token, channel, site.url + next(iter(big.dead_paths())))
        crawls.ask_one(channel, actor=CLERK)
        with crawler() as made:
            until(finished, lambda: made.tick(token))
    assert {one.check for one in all_of(Finding)} == {"links"}
    assert [issue.check for issue in all_of(Issue)] == ["links"]


def a_known_dead_link(token: LeaseToken, channel: int, address: str) -> None:
    from core.common.outcome import Failure, Outcome, Problem
    from tests.rows import a_report, recorded

    for _ in range(2):
        problem = Problem("internal:1", address, 404, Failure.CLIENT_ERROR)
        recorded(token, a_report(channel, Outcome.PROBLEM, check="links", problems=(problem,)))
    assert len(all_of(Finding)) == 1


def test_killed_in_the_middle_the_result_is_equal(quick: None):
    big, token = BigSite(300, dead=6), a_leader()
    with serving(big.answer) as site:
        expected = whole(site, token)
        gate = Gate(big.answer, free=120)
        site.answer = gate
        channel = a_website(url=site.url + "/")
        crawls.ask_one(channel, actor=CLERK)
        with crawler() as made:
            until(lambda: gate.left < 0 and newest().read >= 60, lambda: made.tick(token))
            os.kill(pid_of(made), signal.SIGKILL)
            gate.opened.set()
            until(finished, lambda: made.tick(token))
        assert newest().lost == 1
        assert found(channel, site) | {"findings": []} == expected | {"findings": []}
        assert len(found(channel, site)["findings"]) == len(expected["findings"]) == 6


def test_another_checker_takes_over_what_a_killed_one_had(quick: None):
    big, first = BigSite(200, dead=4), a_leader()
    gate = Gate(big.answer, free=80)
    with serving(gate) as site:
        channel = a_website(url=site.url + "/")
        crawls.ask_one(channel, actor=CLERK)
        with crawler() as dying:
            until(lambda: gate.left < 0 and newest().read >= 30, lambda: dying.tick(first))
        lease.release(first)
        second = lease.take("other", seconds=3600)
        assert second is not None
        gate.opened.set()
        with crawler() as taking:
            until(finished, lambda: taking.tick(second))
        assert crawl_view.result_of(channel).summary["dead"] == 4  # type: ignore[union-attr]
        assert len(site.asked) < 2 * big.addresses


def test_paused_it_stands_still_and_goes_on_where_it_was(quick: None):
    big, token = BigSite(200, dead=3), a_leader()
    gate = Gate(big.answer, free=80)
    with serving(gate) as site, crawler() as made:
        crawl_id = crawls.ask_one(a_website(url=site.url + "/"), actor=CLERK)
        until(lambda: gate.left < 0 and newest().read >= 30, lambda: made.tick(token))
        crawls.pause(crawl_id, actor=CLERK)
        gate.opened.set()
        until(lambda: not made._readings, lambda: made.tick(token))
        until(site.left, lambda: None)
        read, asked = newest().read, len(site.asked)
        made.tick(token)
        assert (newest().state, newest().read, len(site.asked)) == (CrawlState.PAUSED, read, asked)
        assert read < big.addresses
        crawls.resume(crawl_id, actor=CLERK)
        until(finished, lambda: made.tick(token))
        assert newest().summary["dead"] == 3


def test_called_off_it_ends_and_leaves_nothing_behind(quick: None):
    big, token = BigSite(200), a_leader()
    gate = Gate(big.answer, free=40)
    with serving(gate) as site, crawler() as made:
        crawl_id = crawls.ask_one(a_website(url=site.url + "/"), actor=CLERK)
        until(lambda: gate.left < 0, lambda: made.tick(token))
        crawls.cancel(crawl_id, actor=CLERK)
        gate.opened.set()
        until(lambda: not made._readings, lambda: made.tick(token))
        made._looked = float("-inf")
        made.tick(token)
        assert list((settings().data_dir / "crawls").iterdir()) == []
        assert newest().summary == {}


def test_a_site_that_goes_down_is_left_alone_until_a_person_lets_it_go_on(
    quick: None, monkeypatch: pytest.MonkeyPatch
):
    big, token, down = BigSite(400), a_leader(), threading.Event()
    count = iter(range(1_000_000))

    def answer(path: str) -> Answer:
        if next(count) >= 100 and not down.is_set():
            return 0, "", b""
        return big.answer(path)

    with serving(answer) as site, crawler() as made:
        crawl_id = crawls.ask_one(a_website(url=site.url + "/"), actor=CLERK)
        until(lambda: newest().state is CrawlState.PAUSED, lambda: made.tick(token))
        assert newest().error == "down"
        assert len(site.asked) < 100 + 3 * int(data()["read"]["down_after"])
        down.set()
        crawls.resume(crawl_id, actor=CLERK)
        until(finished, lambda: made.tick(token))
        assert (newest().error, newest().summary["dead"]) == ("", 0)


def test_a_site_without_a_home_page_is_said_and_judged_by_nobody(quick: None):
    with serving(lambda path: (503, "text/html", b"no")) as site, crawler() as made:
        token = a_leader()
        crawls.ask_one(a_website(url=site.url + "/"), actor=CLERK)
        until(ended, lambda: made.tick(token))
    assert (newest().state, newest().error) == (CrawlState.FAILED, "failure.server-error")
    assert all_of(Finding) == []


def test_what_is_wrong_on_inner_pages_becomes_findings_with_the_page_as_evidence(quick: None):
    number = "11010519491231002X"
    bodies = {
        "/": "<title>首页</title><a href='/deep/'>深</a>" + "<a href='/x'>更多</a>" * 3,
        "/x": "<title>x</title>x",
        "/deep/": f"<title>名单</title><p>张三 身份证号 {number}</p>"
        "<div style='display:none'><a href='http://bet.example.com/'>澳门赌场 在线博彩</a></div>",
    }

    def answer(path: str) -> Answer:
        body = bodies.get(path)
        return (200, "text/html; charset=utf-8", body.encode()) if body else (404, "text/html", b"none")

    with serving(answer) as site:
        whole(site, a_leader())
        seen = {(one.check, one.evidence["address"].removeprefix(site.url)) for one in all_of(Finding)}
    assert {("site_privacy", "/deep/"), ("site_hidden_links", "/deep/")} <= seen
    assert number not in str([one.evidence for one in all_of(Finding)])
    assert all_of(Channel)
