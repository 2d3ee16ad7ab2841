"""Verdicts from the database: machine, persons, entered vetoes, and the version they were judged by."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.outcome import Failure, Outcome
from core.rules import assess
from core.rules.editing import copy, save
from core.rules.judging import judge, withdraw
from core.rules.results import Effect, Found, Grade, Judge
from db.engine import writing
from db.models import AuditEntry, Finding, FindingState, JudgedAs, Severity
from tests.rows import NOON, a_leader, a_report, a_website, all_of, an_issue, recorded

CHIEF = Actor("监管员", Role.SUPERVISOR)


@pytest.fixture(autouse=True)
def noon(database):
    with clock.frozen(NOON):
        yield


def a_checked_site(week: Outcome = Outcome.OK, home: Outcome = Outcome.OK, **fields) -> int:
    site, token = a_website(**fields), a_leader()
    recorded(
        token,
        a_report(site, week, check="availability_week"),
        a_report(
            site, home, check="home_freshness", failure=Failure.FIREWALL if home is Outcome.BLOCKED else None
        ),
    )
    return site


def line(site: int, indicator: str):
    return next(each for each in assess.verdict_of(site).lines if each.indicator == indicator)


def test_a_checked_site_passes_and_says_what_was_not_checked():
    reported = assess.verdict_of(a_checked_site())
    assert (reported.grade, reported.score, reported.rule_version) == (Grade.PASSED, None, "national-2019.1")
    assert reported.by_judge()[Judge.MACHINE] == 2
    assert reported.by_effect()[Effect.UNCHECKED] == 6


def test_a_week_below_the_line_fails_it():
    site = a_checked_site(week=Outcome.PROBLEM)
    assert assess.verdict_of(site).grade is Grade.FAILED
    assert line(site, "V-W2").result.evidence[0].noun == "finding"


def test_a_site_behind_a_firewall_could_not_be_checked():
    site = a_checked_site(home=Outcome.BLOCKED)
    assert assess.verdict_of(site).grade is Grade.UNCHECKED
    assert line(site, "V-W3").result.why == "firewall"


def test_a_site_in_its_first_week_is_not_yet_judged_and_not_unchecked():
    site, token = a_website(), a_leader()
    assert assess.verdict_of(site).grade is Grade.UNJUDGED
    recorded(
        token,
        a_report(site, Outcome.OK, check="home_freshness"),
        a_report(site, Outcome.BLOCKED, check="availability_week", failure=Failure.TOO_FEW),
    )
    assert assess.verdict_of(site).grade is Grade.UNJUDGED
    recorded(token, a_report(site, Outcome.BLOCKED, check="availability_week", failure=Failure.UNDECIDED))
    assert assess.verdict_of(site).grade is Grade.UNCHECKED


def test_a_false_alarm_fails_nobody():
    site = a_checked_site(week=Outcome.PROBLEM)
    with writing() as session:
        session.execute(update(Finding).values(state=FindingState.DISMISSED))
    assert assess.verdict_of(site).grade is Grade.PASSED


def test_a_veto_that_a_person_entered_fails_it_until_it_is_settled():
    site = a_checked_site()
    an_issue(channel_id=site, severity=Severity.VETO, title="首页被篡改")
    reported = assess.verdict_of(site)
    assert reported.grade is Grade.FAILED
    assert "首页被篡改" in reported.vetoes[0].result.indicator


def test_a_portal_is_scored_by_persons_words():
    site = a_checked_site(category="portal")
    assert assess.verdict_of(site).score == 100
    judge(site, "D-1-5", JudgedAs.FAILED, reason="政策文件半年未更新", actor=CHIEF)
    judge(site, "D-1-7", JudgedAs.FAILED, faults=3, reason="三篇未关联", actor=CHIEF)
    assert assess.verdict_of(site).score == 92
    assert line(site, "D-1-7").points == -3


def test_the_last_word_counts_and_can_be_taken_back():
    site = a_checked_site()
    judge(site, "V-W1", JudgedAs.FAILED, reason="严重表述错误", actor=CHIEF)
    last = judge(site, "V-W1", JudgedAs.MET, reason="复查无误", actor=CHIEF)
    assert assess.verdict_of(site).grade is Grade.PASSED
    withdraw(last, actor=CHIEF)
    assert line(site, "V-W1").result.found is Found.UNKNOWN
    assert [row.action for row in all_of(AuditEntry) if row.noun == "channel"] == [
        "judge",
        "judge",
        "withdraw_judgement",
    ]
    with pytest.raises(DomainError, match="已经撤回"):
        withdraw(last, actor=CHIEF)


def test_a_word_holds_until_its_day():
    site = a_checked_site()
    judge(site, "V-W1", JudgedAs.FAILED, reason="x", actor=CHIEF, valid_until=clock.today())
    with clock.frozen(NOON + timedelta(days=1)):
        assert assess.verdict_of(site).grade is Grade.PASSED


@pytest.mark.parametrize(
    ("indicator", "fields", "role"),
    [
        ("V-W1", {"reason": " "}, Role.SUPERVISOR),
        ("V-W1", {"faults": 0}, Role.SUPERVISOR),
        ("V-W1", {"valid_until": date(2020, 1, 1)}, Role.SUPERVISOR),
        ("X-1", {}, Role.SUPERVISOR),
        ("D-1", {}, Role.SUPERVISOR),
        ("V-W1", {}, Role.STAFF),
    ],
)
def test_a_word_that_cannot_be_is_refused(indicator, fields, role):
    site = a_checked_site()
    with pytest.raises(DomainError) as why:
        judge(site, indicator, JudgedAs.FAILED, actor=Actor("某人", role), **{"reason": "有据", **fields})
    assert str(why.value)


def test_a_whole_group_can_only_be_not_applicable():
    site = a_checked_site(category="portal")
    judge(site, "D-2", JudgedAs.EXEMPT, reason="无对外服务", actor=CHIEF)
    assert line(site, "D-2-3").effect is Effect.EXEMPT


def test_the_set_in_force_for_the_channel_judges_it():
    site, app = a_checked_site(), a_website(kind="app")
    draft = copy("national-2019.1", key="apps", name="客户端", jurisdiction="", actor=CHIEF)
    save(draft, {"in_force_from": clock.today(), "scope": {"kinds": ["app"]}}, note="", actor=CHIEF)
    assert assess.verdict_of(app).rule_version == "apps.2"
    assert assess.verdict_of(site).rule_version == "national-2019.1"


def test_there_is_no_verdict_on_a_channel_that_does_not_exist():
    assert assess.verdict_of(404) is None
