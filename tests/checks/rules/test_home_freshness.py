"""Whether a home page is kept up to date, on real pages over real connections."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from checks.rules.home_freshness import check
from core.common import clock
from core.common.outcome import Failure, Outcome, Report, Target
from core.rules import rule_set
from tests.checks.web import fetcher, page, redirects, routes, serving

RULES = rule_set()
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def judge(pages: dict[str, bytes]) -> Report:
    with serving(routes(pages)) as server:
        target = Target(channel_id=7, name="示例", url=server.url())
        return check(target, fetcher=fetcher(server), rules=RULES)


def item(day: str, path: str = "/a.html") -> str:
    return f"<li><a href='{path}'>全区经济工作会议召开</a><span>{day}</span></li>"


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2026-11-23", Outcome.OK),
        ("2026-11-09", Outcome.OK),
        ("2026-11-08", Outcome.PROBLEM),
        ("2025-11-23", Outcome.PROBLEM),
    ],
)
def test_fourteen_days_are_allowed_and_not_one_more(day: str, outcome: Outcome):
    report = judge({"/": page(item(day))})
    assert (report.outcome, report.failure) == (outcome, None)
    assert report.evidence["newest"] == day


def test_the_evidence_names_the_item_its_place_and_the_rule():
    evidence = judge({"/": page(item("2026-10-01"))}).evidence
    assert evidence["item"] == "全区经济工作会议召开"
    assert evidence["where"].endswith("li > span")
    assert (evidence["age_days"], evidence["window_days"]) == (53, 14)
    assert evidence["rule_version"] == RULES.version
    assert evidence["confidence"] > 0.9


def test_the_day_is_the_day_in_shanghai():
    with clock.frozen(datetime(2026, 11, 23, 17, tzinfo=UTC)):
        assert judge({"/": page(item("2026-11-09"))}).outcome is Outcome.PROBLEM


def test_a_stale_date_that_is_not_sure_is_only_suspect():
    report = judge({"/": page(item("", "/202601/t20260103_1.html") + "政务公开" * 500)})
    assert (report.outcome, report.evidence["newest"]) == (Outcome.SUSPECT, "2026-01-03")


def test_a_fresh_date_in_an_address_is_enough():
    assert judge({"/": page(item("", "/202611/t20261120_1.html"))}).outcome is Outcome.OK


ENTRY = page("<a href='/tzgg/'>通知公告</a><a href='/zwdt/'>政务动态</a><a href='/gywm/'>机构职能</a>")


def test_behind_an_entry_page_the_second_level_counts():
    report = judge({"/": ENTRY, "/tzgg/": page(item("2026-01-05")), "/zwdt/": page(item("2026-11-20"))})
    assert (report.outcome, report.evidence["newest"]) == (Outcome.OK, "2026-11-20")
    assert report.evidence["navigation_only"]


def test_reading_the_second_level_stops_at_the_first_fresh_page():
    report = judge({"/": ENTRY, "/zwdt/": page(item("2026-11-20")), "/tzgg/": page(item("2026-11-21"))})
    assert [read["text"] for read in report.evidence["second_level"]] == ["政务动态"]


def test_a_second_level_that_is_stale_as_a_whole_is_a_problem():
    stale = page(item("2026-01-05"))
    assert judge({"/": ENTRY, "/tzgg/": stale, "/zwdt/": stale, "/gywm/": stale}).outcome is Outcome.PROBLEM


def test_a_page_of_the_second_level_that_cannot_be_read_leaves_doubt():
    report = judge({"/": ENTRY, "/tzgg/": page(item("2026-01-05")), "/zwdt/": page("", status="403 No")})
    assert report.outcome is Outcome.SUSPECT


def test_a_home_page_with_its_own_stale_items_is_not_saved_by_its_columns():
    home = page(item("2026-01-05") + "<a href='/tzgg/'>通知公告</a>")
    assert judge({"/": home, "/tzgg/": page(item("2026-11-20"))}).outcome is Outcome.PROBLEM


def test_no_date_anywhere_is_never_a_fault():
    report = judge({"/": ENTRY, "/tzgg/": page("<p>建设中</p>")})
    assert (report.outcome, report.failure) == (Outcome.BLOCKED, Failure.NO_DATE)


def test_a_page_without_text_could_not_be_checked():
    report = judge({"/": page("<div id=app></div><script src=/app.js></script>")})
    assert (report.outcome, report.failure) == (Outcome.BLOCKED, Failure.NO_TEXT)


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        ("403 Forbidden", Failure.FIREWALL),
        ("404 Not Found", Failure.CLIENT_ERROR),
        ("500 Oops", Failure.SERVER_ERROR),
    ],
)
def test_a_site_that_does_not_open_is_not_called_stale(status: str, failure: Failure):
    report = judge({"/": page(item("2026-01-05"), status=status)})
    assert (report.outcome, report.failure) == (Outcome.BLOCKED, failure)


@pytest.mark.parametrize(
    "first",
    [page("<meta http-equiv=refresh content='0;url=/web/'>"), redirects("/web/")],
    ids=["meta", "302"],
)
def test_the_page_a_visitor_ends_on_is_judged(first: bytes):
    report = judge({"/": first, "/web/": page(item("2026-11-20"))})
    assert report.outcome is Outcome.OK
    assert report.evidence["final_address"].endswith("/web/")


def test_pages_that_pass_on_to_each_other_end():
    there, back = (page(f"<script>location.href='{path}'</script>") for path in ("/b", "/"))
    assert judge({"/": there, "/b": back}).outcome is Outcome.BLOCKED


def test_a_gbk_page_declared_as_utf8_is_judged_by_its_items():
    report = judge({"/": page(item("2026年11月20日").encode("gbk"))})
    assert (report.outcome, report.evidence["item"]) == (Outcome.OK, "全区经济工作会议召开")
