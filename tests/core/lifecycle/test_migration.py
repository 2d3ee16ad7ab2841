"""Moving columns: the year of the demonstration, and a migration from plan to verified."""

from datetime import date, timedelta

import pytest

from core.common import clock
from core.common.errors import DomainError
from core.common.outcome import Outcome
from core.lifecycle import migration
from core.lifecycle.migration import SampleReport
from core.lifecycle.migration_lists import by_source, changed_columns, migrations, progress, samples
from db.engine import writing
from db.models import ColumnLevel, ColumnMigration, MigrationSample, SiteColumn
from tests.core.lifecycle.papers import STAFF, SUPERVISOR
from tests.rows import NOON, a_leader, a_website, all_of

YEAR = (date(2019, 1, 1), date(2019, 12, 31))


@pytest.fixture
def noon(database):
    with clock.frozen(NOON):
        yield


@pytest.fixture
def planned(noon):
    portal, old = a_website(url="http://portal.example/"), a_website(url="http://old.example/")
    with writing() as session:
        column = SiteColumn(
            channel_id=portal, level=ColumnLevel.SECTION, name="工作动态", opened_on=clock.today()
        )
        session.add(column)
        session.flush()
        ident = column.id
    return migration.plan(column_id=ident, from_channel_id=old, planned=120, actor=SUPERVISOR)


def tried(*outcomes):
    reports = [
        SampleReport(target.sample_id, outcome, final_address="http://portal.example/x")
        for target, outcome in zip(migration.due_samples(), outcomes, strict=True)
    ]
    migration.record_samples(reports, token=a_leader())
    return all_of(ColumnMigration)[0].verified


def pairs(count):
    return [(f"http://old.example/{n}.html", "") for n in range(count)]


def test_230_columns_and_more_than_34000_items_were_moved_in_2019(demo_database):
    year = progress(*YEAR)
    assert (year.columns_finished, year.columns_added, year.columns_merged) == (230, 11, 6)
    assert year.items_moved >= 34_000
    assert year.items_verified == year.items_moved == year.items_planned


def test_the_rows_behind_the_sums_add_up_to_them(demo_database):
    year = progress(*YEAR)
    lines, sources = migrations(*YEAR, limit=1000).rows, by_source(*YEAR, limit=1000).rows
    assert sum(line.moved for line in lines) == sum(line.moved for line in sources) == year.items_moved
    assert changed_columns(*YEAR, merged=False).total == year.columns_added
    assert changed_columns(*YEAR, merged=True).total == year.columns_merged


def test_items_moved_are_reported_and_the_last_ones_end_it(planned):
    migration.report_moved(planned, moved=80, actor=STAFF)
    assert progress(*YEAR).items_moved == 80
    migration.report_moved(planned, moved=118, finished_on=clock.today(), actor=STAFF)
    (line,) = migrations(clock.today(), clock.today()).rows
    assert (line.planned, line.moved, line.finished_on) == (120, 118, clock.today())


def test_it_is_verified_when_the_whole_sample_leads_to_the_new_site(planned):
    migration.report_moved(planned, moved=118, actor=STAFF)
    migration.add_samples(planned, pairs(3), actor=STAFF)
    assert tried(Outcome.OK, Outcome.OK, Outcome.OK) == 118
    assert migration.due_samples() == []


def test_one_old_address_that_leads_nowhere_spoils_it(planned):
    migration.report_moved(planned, moved=118, actor=STAFF)
    migration.add_samples(planned, pairs(3), actor=STAFF)
    assert tried(Outcome.OK, Outcome.PROBLEM, Outcome.OK) == 0


def test_an_address_that_could_not_be_checked_neither_verifies_nor_spoils(planned):
    migration.report_moved(planned, moved=118, actor=STAFF)
    migration.add_samples(planned, pairs(3), actor=STAFF)
    assert tried(Outcome.OK, Outcome.BLOCKED, Outcome.OK) == 0


def test_too_small_a_sample_verifies_nothing(planned):
    migration.report_moved(planned, moved=118, actor=STAFF)
    migration.add_samples(planned, pairs(2), actor=STAFF)
    assert tried(Outcome.OK, Outcome.OK) == 0


def test_more_items_have_to_be_verified_again(planned):
    migration.report_moved(planned, moved=100, actor=STAFF)
    migration.add_samples(planned, pairs(3), actor=STAFF)
    tried(Outcome.OK, Outcome.OK, Outcome.OK)
    migration.report_moved(planned, moved=118, actor=STAFF)
    assert all_of(ColumnMigration)[0].verified == 0


def test_an_inspector_says_what_was_verified_where_the_old_site_is_gone(planned):
    migration.report_moved(planned, moved=100, verified=90, actor=SUPERVISOR)
    assert all_of(ColumnMigration)[0].verified == 90
    with pytest.raises(DomainError):
        migration.report_moved(planned, moved=100, verified=95, actor=STAFF)
    with pytest.raises(DomainError, match="100"):
        migration.report_moved(planned, moved=100, verified=101, actor=SUPERVISOR)
    migration.report_moved(planned, moved=110, verified=90, actor=SUPERVISOR)
    assert (all_of(ColumnMigration)[0].moved, all_of(ColumnMigration)[0].verified) == (110, 0)


def test_the_same_address_is_kept_once_and_nonsense_not_at_all(planned):
    assert migration.add_samples(planned, pairs(2), actor=STAFF) == 2
    assert migration.add_samples(planned, pairs(3), actor=STAFF) == 1
    with pytest.raises(DomainError) as why:
        migration.add_samples(planned, [("不是网址", "")], actor=STAFF)
    assert why.value.key == "case.refusal.address"
    assert len(samples(planned)) == len(all_of(MigrationSample)) == 3


def test_staff_do_not_plan(planned):
    with pytest.raises(DomainError):
        migration.plan(column_id=1, from_channel_id=1, planned=1, actor=STAFF)


def test_an_address_tried_under_a_clock_that_ran_ahead_is_tried_again(planned):
    migration.add_samples(planned, pairs(1), actor=STAFF)
    with clock.frozen(NOON + timedelta(days=400)):
        tried(Outcome.OK)
    assert len(migration.due_samples()) == 1
