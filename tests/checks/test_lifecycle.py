"""After closing, over real HTTP: the demo sites, closed in the registry."""

from datetime import timedelta

import pytest

from checks.demo_sites.in_process import DemoSites
from checks.engine import Engine
from checks.lifecycle.after_closing import check
from checks.lifecycle.moved import try_sample
from checks.lifecycle.outgoing import outgoing
from checks.lifecycle.sweeps import judge_suspensions, try_samples, verify_closed
from checks.page import read_page
from checks.run import Checker
from core.common import clock
from core.common.outcome import Outcome
from core.common.settings import Settings
from core.lifecycle import migration, verification
from core.lifecycle.migration import SampleTarget
from core.lifecycle.verification import due
from core.monitoring.outgoing_links import Outgoing, note_links
from core.rules import rule_set
from db.engine import writing
from db.models import (
    AuditEntry,
    Case,
    CaseKind,
    CaseState,
    CaseStep,
    Channel,
    ChannelEvent,
    ColumnLevel,
    CurrentState,
    EventKind,
    Finding,
    FindingState,
    Issue,
    IssueState,
    MigrationSample,
    RegisteredState,
    SiteColumn,
    StepState,
)
from tests.checks.web import fetcher, page, redirects, routes, sends, serving
from tests.core.lifecycle.papers import STAFF, SUPERVISOR, a_case, an_account, entered, waiting, walk
from tests.rows import NOON, a_leader, a_report, a_website, all_of, recorded

WEEK = timedelta(days=7)
DEAD = "http://127.0.0.1:9/"


@pytest.fixture(scope="module")
def demo():
    with DemoSites(sites=["site01", "site03"], faults={}) as demo:
        yield demo


@pytest.fixture
def checker(database, demo):
    settings = Settings(
        allowed_private=["127.0.0.1:9", f"127.0.0.1:{demo.base_port}-{demo.base_port + 60}"],
        reference_urls=[],
    )
    for key in demo.keys:
        demo.clear(key)
    engine = Engine(threads=4)
    yield Checker(settings=settings, engine=engine)
    engine.close()


def closed(url, **fields):
    """A website that was switched off under a case which now waits for the checker; (channel, case)."""
    channel = entered(a_website(url=url, **fields))
    case = a_case(channel=channel)
    walk(case, "filings")
    return channel, case


def seen(channel):
    state = next(
        one for one in all_of(CurrentState) if (one.channel_id, one.check) == (channel, "after_closing")
    )
    return state.outcome, state.evidence["found"]


def the_case(case):
    return next(one for one in all_of(Case) if one.id == case)


def looked_at(target, *servers):
    return check(target, fetcher=fetcher(*servers), rules=rule_set())


def target_of(channel):
    return due(only=[channel])[0]


def successor_of(url, successor, **fields):
    portal = a_website(url=successor)
    return a_website(url=url, registered=RegisteredState.MERGED, successor_id=portal, **fields), portal


def test_a_site_that_refuses_every_visitor_is_verified_gone(checker):
    channel, case = closed(DEAD)
    verify_closed(checker, a_leader())
    assert seen(channel) == ("ok", "gone")
    assert (the_case(case).state, the_case(case).ended_on) == (CaseState.VERIFIED, clock.today())
    assert (all_of(CaseStep)[-1].actor, all_of(AuditEntry)[-1].action) == ("checker", "verify")


def test_a_closed_site_that_still_answers_is_a_zombie(checker, demo):
    channel, case = closed(demo.url("site03"))
    verify_closed(checker, a_leader())
    assert seen(channel) == ("problem", "answers")
    assert the_case(case).state is CaseState.SWITCHED_OFF
    (issue,) = all_of(Issue)
    assert (issue.check, issue.channel_id, issue.state) == ("after_closing", channel, IssueState.OPEN)


def test_a_verified_case_reopens_when_the_site_answers_again_and_ends_when_it_is_gone(checker, demo):
    demo.inject("site03", "down")
    channel, case = closed(demo.url("site03"))
    token = a_leader(10_000_000)
    verify_closed(checker, token)
    assert the_case(case).state is CaseState.VERIFIED

    demo.clear("site03")
    with clock.frozen(clock.now() + WEEK):
        verify_closed(checker, token)
        reopened = the_case(case)
        assert (reopened.state, reopened.ended_on, reopened.times_reopened) == (
            CaseState.SWITCHED_OFF,
            None,
            1,
        )
        assert waiting(case).key == "verified"
        entry = [one for one in all_of(AuditEntry) if one.action == "reopen"][-1]
        assert entry.changes["evidence.found"] == [None, "answers"]
    assert next(one for one in all_of(Channel) if one.id == channel).registered is RegisteredState.CLOSED

    demo.inject("site03", "down")
    with clock.frozen(clock.now() + 2 * WEEK):
        verify_closed(checker, token)
    assert the_case(case).state is CaseState.VERIFIED
    assert [finding.state for finding in all_of(Finding)] == [FindingState.RESOLVED]


def test_it_looks_again_after_a_week_and_not_before(checker):
    channel, _ = closed(DEAD)
    verify_closed(checker, a_leader())
    assert due() == []
    with clock.frozen(clock.now() + WEEK):
        assert [target.channel_id for target in due()] == [channel]


def test_nothing_is_verified_before_every_step_is_taken(checker):
    channel = entered(a_website(url=DEAD))
    case = a_case(channel=channel)
    walk(case, "switched_off")
    verify_closed(checker, a_leader())
    assert waiting(case).key == "filings"
    assert the_case(case).state is CaseState.SWITCHED_OFF


def test_a_redirect_to_the_successor_is_as_good_as_gone(database, demo):
    with serving(sends(redirects("PLACE"))) as old, serving(sends(page("门户"))) as portal:
        old.answer = sends(redirects(portal.url()))
        channel, _ = successor_of(old.url(), portal.url())
        report = looked_at(target_of(channel), old, portal)
    assert (report.outcome, report.evidence["found"]) == ("ok", "redirects")


def test_a_page_that_only_passes_on_to_the_successor_counts_as_a_redirect(database):
    with serving(sends(page("门户"))) as portal, serving(sends(page(""))) as old:
        old.answer = sends(page(f'<meta http-equiv="refresh" content="0;url={portal.url()}">'))
        channel, _ = successor_of(old.url(), portal.url())
        report = looked_at(target_of(channel), old, portal)
    assert (report.outcome, report.evidence["found"]) == ("ok", "redirects")


def test_a_redirect_to_anybody_else_is_a_problem(database):
    with (
        serving(sends(page("门户"))) as portal,
        serving(sends(page("博彩"))) as other,
        serving(sends(b"")) as old,
    ):
        old.answer = sends(redirects(other.url()))
        channel, _ = successor_of(old.url(), portal.url())
        report = looked_at(target_of(channel), old, portal, other)
    assert (report.outcome, report.evidence["found"]) == ("problem", "elsewhere")


def test_a_page_inside_another_site_that_still_stands_is_a_zombie_though_the_host_lives_on(database):
    with serving(routes({"/": page("门户"), "/jyj/": page("区教委子网页")})) as portal:
        channel, _ = successor_of(portal.url("/jyj/"), portal.url(), kind="subpage")
        report = looked_at(target_of(channel), portal)
    assert (report.outcome, report.evidence["found"]) == ("problem", "answers")


def test_a_page_inside_another_site_that_is_gone_is_gone(database):
    with serving(routes({"/": page("门户")})) as portal:
        channel, _ = successor_of(portal.url("/jyj/"), portal.url(), kind="subpage")
        report = looked_at(target_of(channel), portal)
    assert (report.outcome, report.evidence["found"]) == ("ok", "gone")


def test_a_successor_that_did_not_open_once_is_only_a_suspicion_until_availability_confirms_it(database):
    with serving(sends(page("", status="500 Oops"))) as portal:
        channel, ident = successor_of(DEAD, portal.url())
        guarded = fetcher(portal, allowed_private=(f"127.0.0.1:{portal.port}", "127.0.0.1:9"))
        once = check(target_of(channel), fetcher=guarded, rules=rule_set())
        token = a_leader()
        for _ in range(3):
            recorded(token, a_report(ident, Outcome.PROBLEM))
        confirmed = check(target_of(channel), fetcher=guarded, rules=rule_set())
    assert (once.outcome, once.evidence["found"]) == ("suspect", "successor-unseen")
    assert (confirmed.outcome, confirmed.evidence["found"]) == ("problem", "successor-down")


@pytest.mark.parametrize(
    "answer", [page("no", status="503 Busy"), page("<html>blocked</html>", status="403 No")]
)
def test_what_cannot_be_decided_is_blocked_and_never_the_unit_s_fault(database, answer):
    with serving(sends(answer)) as old:
        channel = a_website(url=old.url(), registered=RegisteredState.CLOSED)
        report = looked_at(target_of(channel), old)
    assert (report.outcome, report.evidence["found"]) == ("blocked", "unsure")


def test_a_registered_site_that_links_to_the_dead_address_keeps_the_case_open(checker, demo):
    channel, case = closed(DEAD)
    portal = a_website(url=demo.url("site01"), name="区政府门户")
    with writing() as session:
        note_links(session, portal, [Outgoing(f"{DEAD}index.html", "区教委")], at=clock.now())
    token = a_leader()
    verify_closed(checker, token)
    assert seen(channel) == ("problem", "linked")
    assert all_of(CurrentState)[0].evidence["links"] == [
        {"site": "区政府门户", "address": f"{DEAD}index.html"}
    ]

    with writing() as session:
        note_links(session, portal, [], at=clock.now())
    verify_closed(checker, token, only=[channel])
    assert the_case(case).state is CaseState.VERIFIED


def test_a_link_to_an_address_that_redirects_is_not_dead(database):
    with serving(sends(page("门户"))) as portal, serving(sends(b"")) as old:
        old.answer = sends(redirects(portal.url()))
        channel, ident = successor_of(old.url(), portal.url())
        with writing() as session:
            note_links(session, ident, [Outgoing(old.url("/"), "旧站")], at=clock.now())
        report = looked_at(target_of(channel), old, portal)
    assert report.outcome == "ok"


def test_links_of_closed_sites_and_old_sightings_do_not_count(database):
    channel = a_website(url=DEAD, registered=RegisteredState.CLOSED)
    gone, stale = a_website(registered=RegisteredState.CLOSED), a_website()
    with writing() as session:
        note_links(session, gone, [Outgoing(DEAD)], at=clock.now())
        note_links(session, stale, [Outgoing(DEAD)], at=clock.now() - timedelta(days=31))
    assert target_of(channel).links == ()


def test_only_links_to_other_hosts_are_kept():
    body = b'<a href="/a.html">1</a><a href="http://other.example/">2</a><a href="http://www.here.example/">3</a>'
    facts = read_page(body, "http://here.example/", today=clock.today())
    assert outgoing(facts) == (Outgoing("http://other.example/", "2"),)


ACCOUNT_PAGES = {
    "says-closed": ("ok", "该公众号已注销 微博"),
    "silent": ("ok", '<ul><li><a href="/1">公告一则公告一则</a><span>2026-08-01</span></li></ul>'),
    "posts": ("problem", '<ul><li><a href="/1">最新动态最新动态</a><span>2026-11-20</span></li></ul>'),
    "no-date": ("blocked", "<p>关注我们</p>"),
}


@pytest.mark.parametrize("found", ACCOUNT_PAGES)
def test_an_account_is_judged_by_what_its_public_page_shows(database, found):
    outcome, body = ACCOUNT_PAGES[found]
    with clock.frozen(NOON), serving(sends(page(body))) as platform:
        channel = entered(an_account(url=platform.url(), registered=RegisteredState.CANCELLED))
        with writing() as session:
            day = clock.today() - timedelta(days=60)
            session.add(ChannelEvent(channel_id=channel, day=day, kind=EventKind.CANCELLED, delta=-1))
        report = looked_at(target_of(channel), platform)
    assert (report.outcome, report.evidence["found"]) == (outcome, found)


def test_an_account_without_a_public_page_is_blocked_and_waits_for_a_person(checker):
    channel = an_account(registered=RegisteredState.CANCELLED)
    verify_closed(checker, a_leader())
    assert seen(channel) == ("blocked", "nothing-public")
    assert all_of(Issue) == []


def test_a_suspension_past_its_day_opens_an_issue_and_its_end_lifts_it(checker):
    case = a_case(CaseKind.SUSPEND, ends_on=clock.today() + timedelta(days=3))
    walk(case, "suspended")
    token = a_leader(10_000_000)
    with clock.frozen(clock.now() + timedelta(days=5)):
        judge_suspensions(checker, token)
        assert [(one.check, one.state) for one in all_of(Finding)] == [("suspension", FindingState.OPEN)]
        walk(case, "resumed")
        judge_suspensions(checker, token)
    assert [one.state for one in all_of(Finding)] == [FindingState.RESOLVED]
    assert all_of(CaseStep)[-1].state is StepState.DONE


def test_old_addresses_that_lead_to_the_new_site_verify_a_migration(checker, demo):
    portal, old = a_website(url=demo.url("site01")), a_website(url=DEAD)
    with writing() as session:
        column = SiteColumn(
            channel_id=portal, level=ColumnLevel.SECTION, name="动态", opened_on=clock.today()
        )
        session.add(column)
        session.flush()
        ident = column.id
    row = migration.plan(column_id=ident, from_channel_id=old, planned=10, actor=SUPERVISOR)
    migration.report_moved(row, moved=10, actor=STAFF)
    pairs = [(demo.url("site01", f"/?{n}"), "") for n in range(2)]
    migration.add_samples(row, [*pairs, (DEAD, "")], actor=STAFF)
    try_samples(checker, a_leader())
    assert [one.outcome for one in all_of(MigrationSample)] == ["ok", "ok", "problem"]
    assert all(one.checked_at for one in all_of(MigrationSample))


def test_a_named_new_page_must_be_reached(database):
    with serving(routes({"/old": redirects("/new/"), "/new/": page("新页"), "/x": page("别的")})) as site:
        host = f"127.0.0.1:{site.port}"
        outcomes = [
            try_sample(
                SampleTarget(1, 1, site.url(old), site.url("/new"), (host,)),
                fetcher=fetcher(site),
                rules=rule_set(),
            ).outcome
            for old in ("/old", "/x")
        ]
    assert outcomes == ["ok", "problem"]


def test_it_is_weekly_work_that_names_itself():
    assert verification.NAME in rule_set().check
