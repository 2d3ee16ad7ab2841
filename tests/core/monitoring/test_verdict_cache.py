"""Stored verdicts: whatever changes, they say what judging now would say, and nothing is judged twice."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col

from core.access import Actor, Role
from core.common import clock
from core.common.outcome import Outcome
from core.monitoring import verdict_cache
from core.reporting.statistics.verdict import of_channel, verdict_rows, verdicts
from core.rules import assess
from core.rules.editing import copy, save
from core.rules.judging import judge, withdraw
from db.engine import BUSY_S, is_postgresql, reading, writing
from db.models import (
    Channel,
    ChannelVerdict,
    CurrentState,
    Finding,
    FindingState,
    Issue,
    IssueState,
    JudgedAs,
    Severity,
)
from tests.rows import NOON, a_leader, a_report, a_website, all_of, an_issue, recorded

CHIEF = Actor("监管员", Role.SUPERVISOR)


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def a_judged_site(token: Any, week: Outcome = Outcome.OK, **fields: Any) -> int:
    site = a_website(**fields)
    recorded(
        token,
        a_report(site, week, check="availability_week"),
        a_report(site, Outcome.OK, check="home_freshness"),
    )
    verdict_cache.refresh()
    return site


def stored(site: int) -> ChannelVerdict:
    with reading() as session:
        row = session.get(ChannelVerdict, site)
        assert row is not None
        session.expunge(row)
        return row


def holds(site: int) -> bool:
    """Whether the stored verdict is the one that judging now gives."""
    reported, kept = assess.verdict_of(site), stored(site)
    return reported is not None and (kept.grade, kept.base, kept.bonus, kept.rule_version) == (
        reported.grade.value,
        reported.base,
        reported.bonus,
        reported.rule_version,
    )


def test_a_new_channel_is_judged_and_then_nothing_is_left_to_do():
    site = a_website()
    assert verdict_cache.refresh() == 1
    assert (stored(site).grade, verdict_cache.waiting(), verdict_cache.refresh()) == ("unjudged", 0, 0)


def test_it_follows_what_the_checker_finds_and_what_persons_say_of_it():
    token = a_leader()
    site = a_judged_site(token, Outcome.PROBLEM)
    assert stored(site).vetoes == ["V-W2"]
    with writing() as session:
        session.execute(update(Finding).values(state=FindingState.DISMISSED))
    assert (verdict_cache.refresh(), stored(site).grade) == (1, "passed")


def test_it_follows_a_persons_word_until_its_day_and_its_withdrawal():
    site = a_judged_site(a_leader())
    word = judge(site, "V-W1", JudgedAs.FAILED, reason="严重错误", actor=CHIEF, valid_until=clock.today())
    verdict_cache.refresh()
    assert (stored(site).grade, stored(site).person) == ("failed", 1)
    with clock.frozen(NOON + timedelta(days=1)):
        assert (verdict_cache.refresh(), stored(site).grade) == (1, "passed")
    judge(site, "V-W1", JudgedAs.FAILED, reason="严重错误", actor=CHIEF)
    assert (verdict_cache.refresh(), stored(site).grade) == (1, "failed")
    withdraw(word + 1, actor=CHIEF)
    assert (verdict_cache.refresh(), stored(site).grade) == (1, "passed")


def test_it_follows_issues_that_persons_enter_move_and_settle():
    token = a_leader()
    site, other = a_judged_site(token), a_judged_site(token)
    issue = an_issue(channel_id=site, severity=Severity.VETO, title="首页被篡改")
    assert (verdict_cache.refresh(), stored(site).grade) == (1, "failed")
    with writing() as session:
        session.execute(update(Issue).where(col(Issue.id) == issue).values(channel_id=other))
    assert (verdict_cache.refresh(), stored(site).grade, stored(other).grade) == (2, "passed", "failed")
    with writing() as session:
        session.execute(update(Issue).values(state=IssueState.VERIFIED))
    assert (verdict_cache.refresh(), stored(other).grade) == (1, "passed")


def test_another_rule_set_in_force_judges_everything_it_is_for_again():
    token = a_leader()
    site, app = a_judged_site(token), a_website(kind="app")
    verdict_cache.refresh()
    draft = copy("national-2019.1", key="apps", name="客户端", jurisdiction="", actor=CHIEF)
    save(draft, {"in_force_from": clock.today(), "scope": {"kinds": ["app"]}}, note="", actor=CHIEF)
    assert verdict_cache.refresh() == 1
    assert (stored(app).rule_version, stored(site).rule_version) == ("apps.2", "national-2019.1")


def test_a_page_without_a_checker_judges_no_more_than_its_share_and_says_what_waits():
    for _ in range(3):
        a_website()
    assert (verdict_cache.refresh(2), verdict_cache.waiting()) == (2, 1)
    assert verdict_rows().total == 0
    assert verdict_cache.waiting() == 0


def test_where_a_checker_runs_a_page_judges_nobody_and_says_who_waits():
    a_leader()
    a_website()
    assert verdict_rows().total == 0
    assert (verdict_cache.waiting(), all_of(ChannelVerdict)) == (1, [])


def test_a_page_waits_for_no_writer_and_judges_when_it_has_gone():
    site = a_website()
    with writing() as session:
        _keep_others_out(session)
        assert (verdicts().total, judged_at(site), verdict_cache.waiting()) == (0, None, 1)
    assert (judged_at(site), verdict_cache.waiting()) == (NOON, 0)


def test_whoever_writes_after_a_page_waits_as_long_as_ever(either_database):
    def in_haste() -> None:
        with writing(wait_s=0.01) as other:
            _keep_others_out(other)

    with writing() as session:
        _keep_others_out(session)
        with pytest.raises(OperationalError):
            in_haste()
    ask = "PRAGMA busy_timeout" if either_database == "sqlite" else "SHOW lock_timeout"
    with writing() as session:
        assert session.execute(text(ask)).scalar_one() in (1000 * BUSY_S, "0")


def judged_at(site: int) -> datetime | None:
    """As the channel's page reads it."""
    row = of_channel(site)
    assert row is not None
    return row.at


def _keep_others_out(session: Session) -> None:
    """As a long writer does: on SQLite any write transaction, on PostgreSQL one over the same table."""
    if is_postgresql(session):
        session.execute(text("LOCK TABLE channel_verdict IN SHARE ROW EXCLUSIVE MODE"))
    else:
        session.connection()


def test_a_sighting_that_changes_nothing_judges_nobody_again():
    token = a_leader()
    site = a_judged_site(token)
    recorded(token, a_report(site, Outcome.OK, check="home_freshness", total_ms=90.0))
    assert verdict_cache.refresh() == 0


def test_a_channel_that_is_removed_takes_its_verdict_with_it():
    site = a_website()
    verdict_cache.refresh()
    with writing() as session:
        session.execute(delete(Channel).where(col(Channel.id) == site))
    verdict_cache.refresh()
    assert all_of(ChannelVerdict) == []


@pytest.mark.parametrize("seed", range(5))
def test_after_any_run_of_changes_every_stored_verdict_is_what_judging_now_gives(seed):
    chance, token = random.Random(seed), a_leader()
    sites = [a_judged_site(token, category=chance.choice(["portal", ""])) for _ in range(3)]
    for _ in range(25):
        _something(chance, token, chance.choice(sites))
        if chance.random() < 0.6:
            verdict_cache.refresh()
            assert all(holds(site) for site in sites)


def _something(chance: random.Random, token: Any, site: int) -> None:
    """One change by one of the ways in which facts come in."""
    match chance.randrange(6):
        case 0:
            outcome = chance.choice([Outcome.OK, Outcome.PROBLEM, Outcome.BLOCKED])
            recorded(token, a_report(site, outcome, check=chance.choice(["availability_week", "columns"])))
        case 1:
            judge(
                site, chance.choice(["V-W1", "V-W5a"]), chance.choice(list(JudgedAs)), reason="x", actor=CHIEF
            )
        case 2:
            an_issue(channel_id=site, severity=chance.choice(list(Severity)))
        case 3:
            with writing() as session:
                session.execute(update(Issue).values(state=chance.choice(list(IssueState))))
        case 4:
            with writing() as session:
                session.execute(delete(CurrentState).where(col(CurrentState.channel_id) == site))
        case _:
            with writing() as session:
                category = chance.choice(["portal", ""])
                session.execute(update(Channel).where(col(Channel.id) == site).values(category=category))
