"""The 5 % rule over a week."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import col

from core.common import clock
from core.common.outcome import Failure, Outcome
from core.monitoring.week import judge, week_reports
from core.rules import rule_set
from db import rollup
from db.engine import writing
from db.models import Channel, DailyRollup, WindowStat
from db.rollup import refresh_windows
from tests.rows import NOON, a_website, all_of


def verdict(ok, failed, *, days=7, answering=True):
    return judge(1, ok, failed, ok + failed, days, rule_set(), answering=answering)


@pytest.mark.parametrize(
    ("ok", "failed", "outcome"),
    [(336, 0, Outcome.OK), (320, 16, Outcome.OK), (319, 17, Outcome.PROBLEM), (380, 20, Outcome.PROBLEM)],
)
def test_five_percent_and_more_fails_the_week(ok, failed, outcome):
    assert verdict(ok, failed).outcome is outcome


def test_too_few_probes_cannot_be_judged():
    report = verdict(100, 39)
    assert (report.outcome, report.failure) == (Outcome.BLOCKED, Failure.TOO_FEW)


def test_fewer_than_seven_days_cannot_be_judged():
    assert verdict(300, 100, days=6).outcome is Outcome.BLOCKED


def test_a_mended_site_is_still_counted_but_not_sent_back():
    assert verdict(300, 36, answering=True).evidence["still_counting"] is True
    assert verdict(300, 36, answering=False).evidence["still_counting"] is False


@pytest.fixture
def week(either_database):
    channel = a_website()
    with writing() as session:
        for back in range(10):
            day = date(2026, 11, 23) - timedelta(days=back)
            failed = 48 if back == 8 else 3
            session.add(
                DailyRollup(
                    day=day, channel_id=channel, probes=48, ok=48 - failed, failed=failed, ok_ms=4500.0
                )
            )
    with clock.frozen(NOON):
        yield channel


def test_only_the_last_seven_days_count(week):
    (report,) = week_reports(rule_set())
    assert (report.channel_id, report.outcome) == (week, Outcome.PROBLEM)
    assert report.evidence["failed"] == 21


def test_a_channel_taken_back_while_windows_are_added_up_spoils_nothing(week, monkeypatch):
    other = a_website()
    with writing() as session:
        session.add(DailyRollup(day=date(2026, 11, 23), channel_id=other, probes=48, ok=48))

    @contextmanager
    def writing_late():
        with writing() as session:
            session.execute(delete(DailyRollup).where(col(DailyRollup.channel_id) == other))
            session.execute(delete(Channel).where(col(Channel.id) == other))
        with writing() as session:
            yield session

    monkeypatch.setattr(rollup, "writing", writing_late)
    refresh_windows(today=clock.today(), now=clock.now())
    assert {stat.channel_id for stat in all_of(WindowStat)} == {week}


def test_windows_add_up_the_days_they_cover(week):
    for _ in range(2):
        refresh_windows(today=clock.today(), now=clock.now())
    stats = {stat.days: stat for stat in all_of(WindowStat)}
    assert sorted(stats) == [1, 7, 30, 84, 365]
    assert (stats[7].ok, stats[7].failed) == (7 * 45, 21)
    assert stats[7].share == pytest.approx(315 / 336)
    assert stats[1].mean_ms == pytest.approx(100.0)
    assert stats[30].failed == 9 * 3 + 48
