"""Sites whose pages only a script writes: without a browser nobody can say, with one every check can."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from checks.browser import browser as browsers
from checks.browser import chromium
from checks.browser.faults import draw_faults
from checks.demo_sites.in_process import DemoSites
from checks.fetch import Limits, Visit
from checks.site import Shared
from checks.site.browser import browser_facts
from checks.work import Reading, read_site
from core.common import clock
from core.common.outcome import Failure, Outcome, Problem, Report, Target, TargetColumn
from core.common.settings import settings
from core.monitoring import screenshots
from core.rules import rule_set
from db.models import Moment, Screenshot
from tests.checks.rules.demo_sites import limits_of, target_of_key
from tests.checks.web import fetcher, page, routes, serving
from tests.rows import a_leader, a_report, a_website, all_of, recorded

pytestmark = pytest.mark.browser
CHECKS = ("home_freshness", "footer", "error_report", "search", "tags", "charset", "weight")


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if chromium.found() is None:
        pytest.skip("no Chromium on this machine")
    monkeypatch.setenv("SUPERVISION_BROWSER", "on")
    monkeypatch.setenv("SUPERVISION_BROWSER_S", "120")  # however long it takes to start
    settings.cache_clear()
    browsers.browser.cache_clear()
    yield
    settings.cache_clear()
    browsers.browser.cache_clear()


def reports_of(demo: DemoSites, key: str) -> dict[str, Report]:
    rules = rule_set()
    reading = Reading(CHECKS, target_of_key(demo, key, {}), limits_of(demo, rules))
    return {report.check: report for report in read_site(reading, rules)}


def test_off_by_default_and_the_page_could_not_be_checked():
    assert settings().browser == "off"
    with DemoSites(sites=["site16"], faults={"site16": ["scripted-home"]}) as demo:
        reports = reports_of(demo, "site16")
    assert reports["home_freshness"].failure is Failure.NO_TEXT
    assert reports["footer"].failure is Failure.SCRIPTED
    assert not any(report.pictures or "browser" in report.evidence for report in reports.values())


def test_with_the_browser_every_check_sees_what_a_visitor_sees(on: None):
    with DemoSites(sites=["site16"], faults={"site16": ["scripted-home", "no-search"]}) as demo:
        reports = reports_of(demo, "site16")
    said = {check: report.outcome for check, report in reports.items()}
    assert said == dict.fromkeys(CHECKS, Outcome.OK) | {"search": Outcome.PROBLEM}
    by = reports["footer"].evidence["browser"]
    assert (by["settled"], by["refused"]) == (True, 0)
    assert {picture.digest for report in reports.values() for picture in report.pictures} == {
        by["screenshot"]
    }
    assert reports["footer"].pictures[0].data.startswith(b"\x89PNG")


LIST = """<html><body><h2>通知公告</h2><ul id="list"></ul><script>
$ = { getJSON: (to, then) => fetch(to).then((a) => a.json()).then(then) };
$.getJSON("/rows.json", (rows) => { document.getElementById("list").innerHTML = rows.map((row) =>
 `<li><a href="/a.html">${row[0]}</a><span>${row[1]}</span></li>`).join(""); });</script></body></html>"""


@pytest.mark.parametrize(("age", "outcome"), [(3, Outcome.OK), (700, Outcome.PROBLEM)])
def test_a_list_that_a_script_fetches_is_as_old_as_it_is(on: None, age: int, outcome: Outcome):
    day = (clock.today() - timedelta(days=age)).isoformat()
    rows = f'[["关于停水检修的通告全文","{day}"],["关于征求意见的公告全文","{day}"]]'
    answers = {"/": page("<p>首页文字</p>"), "/tz/": page(LIST), "/rows.json": page(rows)}
    target_columns = (TargetColumn(7, "通知公告", "/tz/", category="notices"),)
    with serving(routes(answers)) as site:
        limits = Limits(allowed_private=(f"127.0.0.1:{site.port}",))
        target = Target(1, "示例", site.url(), columns=target_columns)
        rules = rule_set()
        (report,) = read_site(Reading(("columns",), target, limits), rules)
    assert report.outcome is outcome
    assert report.evidence["columns"][0]["newest"] == day
    assert report.evidence["columns"][0]["read_by"] == "browser"
    assert [problem.detail["browser"]["settled"] for problem in report.problems] == [True] * len(
        report.problems
    )
    assert len(report.pictures) == 1


def test_a_script_that_leads_to_another_site_is_not_taken_for_this_one(on: None):
    with serving(routes({"/": page("<p>别的网站</p>")})) as other:
        there = other.url().replace("127.0.0.1", "localhost")
        here = f"<div id=a></div><script>window['loca' + 'tion'].replace('{there}')</script>"
        with serving(routes({"/": page(here)})) as site:
            limits = Limits(allowed_private=(f"127.0.0.1:{site.port}", "127.0.0.1", "[::1]:1-65535"))
            (report,) = read_site(Reading(("footer",), Target(1, "示例", site.url()), limits), rule_set())
    assert report.outcome is Outcome.BLOCKED
    assert "browser" not in report.evidence


def test_a_fault_is_drawn_with_its_place_framed_and_not_once_it_is_mended(on: None, database, monkeypatch):
    bodies = {"/": page('<p>首页</p><a href="/gone.html">已失效的文件下载</a>')}
    with serving(routes(bodies)) as site:
        monkeypatch.setenv("SUPERVISION_ALLOWED_PRIVATE", f"127.0.0.1:{site.port}")
        settings.cache_clear()
        token, channel = a_leader(), a_website()
        detail = {"found_on": site.url(), "text": "已失效的文件下载"}
        gone = Problem("k", site.url("/gone.html"), 404, detail=detail)
        for day in range(4):
            at = clock.now() - timedelta(days=4 - day)
            recorded(
                token, replace(a_report(channel, Outcome.PROBLEM, check="links", at=at), problems=(gone,))
            )
        draw_faults(settings(), token)
    (row,) = all_of(Screenshot)
    assert (row.moment, row.marked) == (Moment.FAULT, True)
    assert next(shown.data() for shown in screenshots.of_issue(row.issue_id)).startswith(b"\x89PNG")


def test_few_pages_of_one_reading_go_to_the_browser():
    asked: list[str] = []

    def counting(visit: Visit) -> Visit:
        asked.append(visit.url)
        return visit

    with serving(routes({f"/{n}": page("x") for n in range(20)})) as site:
        shared = Shared(fetcher(site), browser=counting)
        for number in range(20):
            visit = shared.get(site.url(f"/{number}"))
            assert browser_facts(shared.rendered(visit)) == {}
    assert len(asked) == 6
