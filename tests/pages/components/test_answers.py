"""The colour of the verdict on everything: green only while somebody looks and most has been judged."""

from datetime import timedelta
from pathlib import Path

from core.common import clock
from core.common.outcome import Outcome
from core.monitoring import verdict_cache
from core.monitoring.lease import LeaseToken
from db.engine import writing
from db.models import ChannelVerdict
from pages.components.answers import Standing, standing
from pages.shell.big_screen.parts import parts
from tests.rows import NOON, a_leader, a_report, a_website, an_issue, recorded

STALE = "监测中断或滞后，现况不明，末次监测时 3 个平台正常"


def office(token: LeaseToken, *grades: str) -> None:
    """Websites that run, were visited now, and have these verdicts."""
    sites = [a_website(balance=1) for _ in grades]
    recorded(token, *(a_report(site, Outcome.OK) for site in sites))
    verdict_cache.refresh()
    kept = {"base": 90.0, "bonus": 0.0, "rule_version": "1", "basis": "1", "judged_at": clock.now()}
    with writing() as session:
        for site, grade in zip(sites, grades, strict=True):
            session.merge(ChannelVerdict(channel_id=site, grade=grade, **kept))


def said(found: Standing) -> tuple[str, str]:
    return found.tone, found.sentence


def test_nothing_entered_and_nothing_judged_are_grey(database: Path) -> None:
    assert standing().tone == "unknown"
    a_website(balance=1)
    assert said(standing()) == ("unknown", "1 个平台尚未判定")


def test_all_well_is_green_and_turns_amber_when_nobody_looks_any_more(database: Path) -> None:
    with clock.frozen(NOON):
        office(a_leader(), "passed", "passed", "basic")
        assert said(standing()) == ("well", "3 个平台监测正常")
        assert 'class="well"' in parts()["band"]
        assert 'class="calm"' in parts()["concerns"]
    with clock.frozen(NOON + timedelta(hours=2)):
        assert said(standing()) == ("late", STALE)
        assert 'class="late"' in parts()["band"]
        assert 'class="calm"' not in parts()["concerns"]
    with clock.frozen(NOON + timedelta(days=1)):
        a_leader()
    # A checker that has just begun is given time; this one has not looked at anything since.
    with clock.frozen(NOON + timedelta(days=1, minutes=59)):
        assert said(standing()) == ("late", STALE)


def test_a_few_judged_of_many_are_not_called_well(database: Path) -> None:
    with clock.frozen(NOON):
        office(a_leader(), "passed", "unjudged", "unjudged")
        assert said(standing()) == ("unknown", "1 个平台监测正常，2 个平台尚未判定")


def test_what_was_wrong_stays_red_or_amber_however_old_it_is(database: Path) -> None:
    with clock.frozen(NOON):
        token = a_leader()
        office(token, "passed")
        an_issue(due_on=clock.today() - timedelta(days=2))
        assert standing().tone == "late"
        office(token, "failed")
        assert said(standing()) == ("wrong", "1 个平台不合格，1 项问题逾期，涉及 2 家单位")
    with clock.frozen(NOON + timedelta(hours=2)):
        assert standing().tone == "wrong"
