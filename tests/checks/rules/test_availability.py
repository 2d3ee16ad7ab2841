"""One probe of a home page becomes an outcome."""

import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from checks.fetch import Fetcher, Limits
from checks.fetch.outcomes import OUTCOMES
from checks.rules import CHECKS
from checks.rules.availability import check
from core.common.outcome import Failure, Outcome, Target
from core.common.text import LANGUAGES, catalogue
from core.rules import RuleSet, rule_set
from tests.checks.web import certificate, fetcher, page, redirects, refusing, routes, sends, serving, tls

RULES = rule_set()


def target(url: str, **more: bool) -> Target:
    return Target(channel_id=7, name="示例区人民政府", url=url, **more)


def hurried(seconds: float) -> RuleSet:
    return RULES.model_copy(
        update={"availability": RULES.availability.model_copy(update={"timeout_s": seconds})}
    )


def test_a_page_that_opens_is_ok_and_the_evidence_says_how():
    with serving(routes({"/": redirects("/web/"), "/web/": page("hello")})) as server:
        report = check(target(server.url()), fetcher=fetcher(server), rules=RULES)
        assert (report.channel_id, report.check, report.outcome) == (7, "availability", Outcome.OK)
        assert (report.status, report.failure) == (200, None)
        assert report.evidence["final_address"] == server.url("/web/")
        assert report.evidence["redirects"] == [server.url("/")]
        assert report.evidence["peer"] == "127.0.0.1"
        assert report.connect_ms is not None
        assert report.first_byte_ms is not None
        assert report.total_ms is not None
        assert report.connect_ms <= report.first_byte_ms <= report.total_ms


@pytest.mark.parametrize(
    ("answer", "outcome", "failure"),
    [
        (page("", status="500 Oops"), Outcome.PROBLEM, Failure.SERVER_ERROR),
        (page("gone", status="404 Not Found"), Outcome.PROBLEM, Failure.CLIENT_ERROR),
        (page("no", status="403 Forbidden"), Outcome.BLOCKED, Failure.FIREWALL),
        (page(""), Outcome.SUSPECT, Failure.NO_TEXT),
        (b"garbage", Outcome.PROBLEM, Failure.PROTOCOL),
    ],
)
def test_an_answer_becomes_an_outcome(answer: bytes, outcome: Outcome, failure: Failure):
    with serving(sends(answer)) as server:
        report = check(target(server.url()), fetcher=fetcher(server), rules=RULES)
        assert (report.outcome, report.failure) == (outcome, failure)


def test_the_time_allowed_is_the_rule_sets():
    def nothing(connection: socket.socket, path: str) -> None:
        server.stopped.wait(60)

    with serving(nothing) as server:
        report = check(target(server.url()), fetcher=fetcher(server), rules=hurried(0.2))
        assert (report.outcome, report.failure) == (Outcome.PROBLEM, Failure.TIMEOUT)


def test_a_closed_port_is_a_problem():
    client = Fetcher(Limits(allowed_private=("127.0.0.1",)))
    with refusing() as port:
        report = check(target(f"http://127.0.0.1:{port}/"), fetcher=client, rules=RULES)
    assert (report.outcome, report.failure) == (Outcome.PROBLEM, Failure.REFUSED)


def test_a_bad_certificate_alone_is_no_outage(tmp_path: Path):
    with serving(sends(page("hello")), tls(certificate(tmp_path))) as server:
        report = check(target(server.url()), fetcher=fetcher(server), rules=RULES)
        assert (report.outcome, report.failure) == (Outcome.OK, Failure.CERTIFICATE)
        assert report.evidence["tls"]["verified"] is False
        assert report.evidence["tls"]["not_after"]


def test_an_address_that_is_refused_or_wrong_is_not_the_sites_fault():
    client = Fetcher(Limits())
    for url in ("http://127.0.0.1/", "www.example.gov.cn"):
        assert check(target(url), fetcher=client, rules=RULES).outcome is Outcome.BLOCKED


def test_an_exempt_site_is_not_visited():
    with serving(sends(page("hello"))) as server:
        for run in CHECKS.values():
            report = run(target(server.url(), exempt=True), fetcher=fetcher(server), rules=RULES)
            assert report.outcome is Outcome.EXEMPT
        assert server.connections == 0


def test_evidence_travels_as_json(tmp_path: Path):
    with serving(sends(page("hello")), tls(certificate(tmp_path))) as server:
        for run in CHECKS.values():
            evidence = run(target(server.url()), fetcher=fetcher(server), rules=RULES).evidence
            assert json.loads(json.dumps(dict(evidence))) == evidence


def test_every_failure_has_an_outcome_a_name_and_a_remedy():
    assert set(OUTCOMES) == set(Failure)
    for language in LANGUAGES:
        for failure in Failure:
            assert catalogue(language)[f"failure.{failure}.name"]
            assert catalogue(language)[f"failure.{failure}.remedy"]


def test_a_probe_already_made_is_not_made_again():
    with serving(sends(page("hello"))) as server:
        client = fetcher(server)
        visit = replace(client.get(server.url()), status=299)
        assert check(target(server.url()), fetcher=client, rules=RULES, visit=visit).status == 299
        assert server.connections == 1
