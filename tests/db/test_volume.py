"""A volume agrees with itself, comes out the same from the same seed, and never touches rows of others."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from db.__main__ import main
from db.engine import reading
from db.models import (
    UNSETTLED,
    Channel,
    CheckResult,
    CurrentState,
    DailyRollup,
    Finding,
    FindingState,
    Issue,
    Probe,
)
from db.volume.fill import NotEmpty, fill
from db.volume.size import Size, WrongSize
from tests.rows import a_unit, a_website, all_of

SMALL = Size(channels=60, until=date(2026, 11, 22), days=40, raw_days=10, probes_a_day=3, checks_a_day=2)


def test_rollups_are_the_sums_of_the_raw_results_that_are_kept(either_database):
    fill(SMALL)
    with reading() as session:
        raw = session.execute(
            select(col(Probe.channel_id), func.count(), func.sum(Probe.total_ms)).group_by(
                col(Probe.channel_id)
            )
        ).all()
        kept = session.execute(
            select(col(DailyRollup.channel_id), func.sum(DailyRollup.probes), func.sum(DailyRollup.ok_ms))
            .where(col(DailyRollup.day) > date(2026, 11, 12))
            .group_by(col(DailyRollup.channel_id))
        ).all()
    assert {row[0]: row[1] for row in raw} == {row[0]: row[1] for row in kept}
    sums = {row[0]: row[2] or 0 for row in kept}
    assert all(total == pytest.approx(sums[channel]) for channel, _, total in raw if total)
    assert len(raw) >= 45


def test_every_website_has_a_year_of_days_and_every_open_finding_its_issue(either_database):
    counts = fill(SMALL)
    assert counts["channel"] == 60
    assert counts["daily_rollup"] > 40 * 40
    assert counts["window_stat"] > 2 * 45
    waiting = {one.finding_id for one in all_of(Issue) if one.state in UNSETTLED}
    assert waiting == {one.id for one in all_of(Finding) if one.state is FindingState.OPEN}
    wrong = {(one.channel_id, one.check) for one in all_of(CurrentState) if one.outcome == "problem"}
    assert wrong == {(one.channel_id, one.check) for one in all_of(Finding) if one.state is FindingState.OPEN}


def test_a_row_can_be_added_afterwards(either_database):
    fill(SMALL)
    assert a_website(unit_id=a_unit()) > 60


def test_the_same_seed_gives_the_same_rows_and_again_changes_nothing(database):
    first = fill(SMALL)
    rows = [one.model_dump() for one in all_of(CheckResult)]
    assert fill(SMALL) == first
    assert [one.model_dump() for one in all_of(CheckResult)] == rows


def test_rows_of_others_are_never_touched(either_database):
    channel = a_website()
    with pytest.raises(NotEmpty, match="channel"):
        fill(SMALL)
    assert [one.id for one in all_of(Channel)] == [channel]


def test_a_senseless_size_is_refused_in_words(database, capsys):
    with pytest.raises(WrongSize, match="channels"):
        Size(channels=3, until=date(2026, 11, 22))
    assert main(["volume", "--channels", "3"]) == 2
    assert "channels 应在" in capsys.readouterr().err
    assert all_of(Channel) == []


def test_the_command_says_what_it_wrote(database, capsys):
    words = ["volume", "--channels", "50", "--days", "9", "--raw-days", "2", "--probes", "2", "--json"]
    assert main(words) == 0
    said = capsys.readouterr()
    assert '"channel": 50' in said.out
    assert "9/9" in said.err
