"""What a reading of a whole site could not read is neither there nor mended."""

import json

import pytest

from core.access.actor import Actor, Role
from core.common.settings import settings
from core.issues import transitions
from core.monitoring import crawls
from core.rules import rule_set
from db.models import CurrentState, Finding, FindingState, Issue, IssueState
from tests.checks.crawl.site import pages, serving
from tests.checks.crawl.test_child import crawler, finished, until
from tests.rows import a_leader, a_website, all_of

CLERK = Actor("甲", Role.STAFF)
PAGES = ("site_privacy", "site_hidden_links", "site_illegal_links")
LINKS = "".join(f'<a href="/{name}.html">{name}</a>' for name in ("list", "other", "third"))
HOME = f"<html><title>示例区</title><body>{LINKS}</body></html>"
LEAK = "<html><title>公示</title><body><p>居民身份证号码：11010519491231002X</p></body></html>"
CLEAN = "<html><title>公示</title><body><p>没有个人信息。</p></body></html>"


@pytest.fixture
def quick(database, monkeypatch):
    monkeypatch.setenv("SUPERVISION_ALLOWED_PRIVATE", json.dumps(["127.0.0.1"]))
    monkeypatch.setenv("SUPERVISION_CRAWL_GAP_S", "0")
    settings.cache_clear()
    monkeypatch.setitem(rule_set().check["site_links"].thresholds, "apart_s", 0.1)


def outcomes() -> dict[str, str]:
    return {row.check: row.outcome for row in all_of(CurrentState) if row.check in PAGES}


def read(channel: int, token) -> None:
    crawls.ask_one(channel, actor=CLERK)
    with crawler() as made:
        until(finished, lambda: made.tick(token))


@pytest.mark.parametrize("status", [503, 412, 403, 500])
def test_a_site_with_a_page_that_was_not_read_is_not_ok(quick, status):
    bodies = {
        "/": HOME,
        "/list.html": CLEAN,
        "/third.html": CLEAN,
        "/other.html": (status, "text/html", b"no"),
    }
    token = a_leader()
    with serving(pages(bodies)) as site:
        read(a_website(url=site.url + "/"), token)
    assert outcomes() == dict.fromkeys(PAGES, "suspect")


def test_a_page_that_is_gone_was_read(quick):
    token = a_leader()
    with serving(pages({"/": HOME, "/list.html": CLEAN, "/third.html": CLEAN})) as site:
        read(a_website(url=site.url + "/"), token)
    assert outcomes() == dict.fromkeys(PAGES, "ok")


@pytest.mark.parametrize("then", [503, 403, 412, "unlinked"])
def test_a_finding_on_a_page_that_is_not_read_again_stays(quick, then):
    token, bodies = a_leader(), {"/": HOME, "/list.html": LEAK, "/other.html": CLEAN, "/third.html": CLEAN}
    with serving(pages(bodies)) as site:
        channel = a_website(url=site.url + "/")
        read(channel, token)
        (finding,), (issue,) = all_of(Finding), all_of(Issue)
        transitions.report_fixed([issue.id], note="已删除", actor=CLERK)
        if then == "unlinked":
            bodies["/"] = HOME.replace("/list.html", "/other.html")
        else:
            bodies["/list.html"] = (then, "text/html", b"no")
        read(channel, token)
        assert [one.state for one in all_of(Finding)] == [FindingState.OPEN]
        assert all_of(Issue)[0].state is IssueState.VERIFYING
        assert outcomes()["site_privacy"] == "problem"
        bodies["/"], bodies["/list.html"] = HOME, CLEAN
        read(channel, token)
    assert [one.state for one in all_of(Finding)] == [FindingState.RESOLVED]
    assert all_of(Issue)[0].state is IssueState.VERIFIED
    assert finding.check == "site_privacy"
