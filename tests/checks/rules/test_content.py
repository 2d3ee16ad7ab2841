"""What the demo sites do not show: names and numbers compared, doubts kept apart from problems, manners."""

from datetime import UTC, date, datetime

import pytest

from checks.fetch import Visit
from checks.rules import account_freshness, columns, links, registered, tampering
from checks.rules.certificate import kind_of
from checks.site import Shared
from checks.site.feeds import posts_of
from checks.site.hosts import inside, place
from checks.site.reading import REFUSALS, retries
from core.common import clock
from core.common.outcome import Failure, Outcome, Proof, Target, TargetColumn
from core.rules import rule_set
from tests.checks.web import fetcher, page, routes, serving

RULES = rule_set()
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fixed_day():
    with clock.frozen(NOON):
        yield


class Counting:
    """A fetcher that says the same of every address and counts how often it was asked."""

    def __init__(self, failure: Failure | None) -> None:
        self.failure, self.asked = failure, 0

    def get(self, url: str, *, timeout_s: float | None = None) -> Visit:
        self.asked += 1
        return Visit(url, url, self.failure, status=None if self.failure else 200, body=b"x")


def test_one_address_is_visited_once_in_a_reading():
    counting = Counting(None)
    shared = Shared(counting)
    for _ in range(5):
        shared.get("http://x/")
        shared.glance("http://x/")
    assert counting.asked == 1


def test_a_host_that_refuses_is_left_alone():
    counting = Counting(Failure.FIREWALL)
    shared = Shared(counting)
    for number in range(10):
        assert shared.glance(f"http://x/{number}").failure is Failure.FIREWALL
    assert counting.asked == REFUSALS


def test_a_firewall_and_a_time_limit_are_never_hurried():
    assert retries(Failure.FIREWALL) == retries(Failure.TIMEOUT) == (0, 0.0)
    assert retries(Failure.RESET)[0] == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("渝ICP备05003300号-1", "渝ICP备05003300号", True),
        ("渝ICP备05003300号-1", "渝ICP备05003300号-2", False),
        ("渝ICP备05003300号", "京ICP备05003300号", False),
        ("渝ICP备05003300号", "渝ICP备 05003300号", True),
    ],
)
def test_filings_are_compared_by_their_numbers(one: str, other: str, same: bool):
    assert registered.same_filing(one, other) is same


def test_a_site_is_its_host_and_what_lies_below_it():
    home = "https://www.sub.example.gov.cn/"
    assert inside("http://sub.example.gov.cn/a", home)
    assert inside("https://a.sub.example.gov.cn/", home)
    assert not inside("https://www.example.gov.cn/", home)
    assert not inside("https://sub.example.gov.cn:8443/", home)
    assert place("https://a.example.gov.cn/") == place("http://example.gov.cn/b")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("certificate has expired", "expired"),
        ("unable to get local issuer certificate", "chain"),
        ("self-signed certificate", "self-signed"),
        ("self-signed certificate in certificate chain", "authority"),
        ("IP address mismatch, certificate is not valid for '127.0.0.1'", "name"),
    ],
)
def test_a_bad_certificate_is_named_by_what_is_wrong_with_it(error: str, kind: str):
    assert kind_of(error) == kind


def test_six_months_are_months_of_the_calendar():
    assert columns.months_before(date(2026, 8, 31), 6) == date(2026, 2, 28)
    assert columns.months_before(date(2026, 3, 15), 6) == date(2025, 9, 15)


def test_a_link_that_a_firewall_guards_or_that_is_broken_there_is_no_dead_link():
    home = page(
        "<p>政务公开</p>" + "".join(f"<a href='/{name}'>{name}的页面</a>" for name in ("a", "b", "c"))
    )
    answers = {
        "/": home,
        "/a": page("no", status="403 Forbidden"),
        "/b": page("no", status="500 Oops"),
        "/c": page("no", status="404 Not Found"),
    }
    with serving(routes(answers)) as server:
        target = Target(7, "示例", server.url())
        report = links.check(target, fetcher=fetcher(server), rules=RULES)
    assert [problem.address[-2:] for problem in report.problems] == ["/c"]
    assert len(report.unsure) == 2


def test_a_column_that_cannot_be_read_is_neither_stale_nor_empty():
    with serving(routes({"/": page("<p>首页</p>"), "/yw/": page("", status="403 No")})) as server:
        target = Target(7, "示例", server.url(), columns=(TargetColumn(1, "要闻", "/yw/", "news"),))
        report = columns.check(target, fetcher=fetcher(server), rules=RULES)
    assert (report.outcome, report.unsure) == (Outcome.SUSPECT, {"stale:1", "empty:1"})


def test_a_site_without_registered_columns_could_not_be_checked():
    with serving(routes({"/": page("<p>首页</p>")})) as server:
        report = columns.check(Target(7, "示例", server.url()), fetcher=fetcher(server), rules=RULES)
    assert (report.outcome, report.failure) == (Outcome.BLOCKED, Failure.NO_COLUMNS)


TEXT = "".join(f"第{n}条 全区经济社会发展工作安排与任务分解情况{chr(0x4E00 + n)}。" for n in range(60))
OTHER = "".join(f"{chr(0x5E00 + n * 7)}{chr(0x6E00 + n * 5)} lorem {n} ipsum. " for n in range(90))


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (f"<title>示例网</title><p>{TEXT}更新</p>", Outcome.OK),
        (f"<title>示例网</title><p>{OTHER}</p>", Outcome.SUSPECT),
        (f"<title>新版</title><p>{OTHER} 渝ICP备05003300号</p>", Outcome.SUSPECT),
        (f"<title>Hacked</title><p>{OTHER}</p>", Outcome.PROBLEM),
    ],
)
def test_a_redesign_is_doubted_and_only_a_stranger_s_page_is_tampering(body: str, outcome: Outcome):
    with serving(routes({"/": page(f"<title>示例网</title><p>{TEXT}</p>"), "/new": page(body)})) as server:
        before = Target(7, "示例", server.url(), icp="渝ICP备05003300号")
        first = tampering.check(before, fetcher=fetcher(server), rules=RULES)
        memory = {"tampering": dict(first.evidence)}
        after = Target(7, "示例", server.url("/new"), icp="渝ICP备05003300号", memory=memory)
        report = tampering.check(after, fetcher=fetcher(server), rules=RULES)
    assert report.outcome is outcome
    assert (len(report.evidence["seen"]) == 2) is (outcome is Outcome.OK)


def test_a_feed_with_an_entity_bomb_is_no_feed_and_costs_nothing():
    bomb = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><rss><title>&b;</title></rss>"
    assert posts_of(bomb, most=10) == ()
    assert posts_of(b"{" * 100_000, most=10) is None
    assert posts_of(b"<html><body>x</body></html>", most=10) is None


def account(proof: Proof | None) -> Outcome:
    target = Target(7, "示例", "", kind="weibo", proof=proof)
    return account_freshness.check(target, fetcher=Counting(None), rules=RULES).outcome


def test_a_person_vouches_for_an_account_as_long_as_the_post_is_fresh():
    assert account(None) is Outcome.BLOCKED
    assert account(Proof(date(2026, 11, 20), date(2026, 11, 21))) is Outcome.OK
    assert account(Proof(date(2026, 10, 20), date(2026, 10, 21))) is Outcome.BLOCKED
    assert account(Proof(date(2026, 10, 20), date(2026, 11, 20))) is Outcome.PROBLEM
