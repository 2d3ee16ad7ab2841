"""Work that a process may do: when what it saw was so."""

import time
from datetime import datetime

import pytest

from checks.fetch import Limits
from checks.probe.sweep import probe_all
from checks.work import Reading, Work, perform, read_site
from core.common import clock
from core.common.outcome import Target
from core.rules import rule_set
from tests.checks.web import page, serving

LIMITS = Limits(allowed_private=("127.0.0.0/8",))


@pytest.mark.parametrize("check", ["availability", "search", "home_freshness"])
def test_a_report_is_of_the_moment_before_anything_was_fetched(check: str) -> None:
    """A unit may report its fault mended between the fetch and the verdict: the page says nothing of that."""
    asked: list[datetime] = []

    def answer(connection, path: str) -> None:
        asked.append(clock.now())
        connection.sendall(page("<title>示例区</title><p>区政府办公室工作动态"))

    with serving(answer) as server:
        target = Target(1, "示例区", server.url())
        report = perform(Work(check, target, LIMITS), rule_set())
        reports = read_site(Reading((check, "footer"), target, LIMITS), rule_set())
    assert report.at <= asked[0]
    assert {one.at for one in reports} == {reports[0].at}
    assert report.at < reports[0].at


def test_a_probe_is_dated_before_the_answer_it_waited_for() -> None:
    answered: list[datetime] = []

    def answer(connection, path: str) -> None:
        time.sleep(1)
        answered.append(clock.now())
        connection.sendall(page("<title>示例区</title><p>区政府办公室工作动态"))

    with serving(answer) as server:
        target = Target(1, "示例区", server.url())
        (report,) = probe_all([target], limits=LIMITS, rules=rule_set(), concurrency=1)
    assert report.at < answered[0]
