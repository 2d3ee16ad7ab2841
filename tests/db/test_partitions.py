"""Raw results by month on a real PostgreSQL: rows keep their place, months come in time and go at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from core.common.settings import settings
from db import engine, partitions
from db.migrate import SCRIPTS
from db.models import CheckResult, Probe, Run
from db.retention import drop_old
from tests.rows import a_unit, a_website, all_of

BEFORE_PARTS, PARTS = "0015", "0016"
NOVEMBER = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture
def postgresql(postgresql_url: str, data_dir, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", postgresql_url)
    engine.forget()
    settings.cache_clear()
    yield
    engine.engines().write.dispose()


def test_a_database_with_rows_is_taken_apart_and_put_together_again(postgresql):
    site = a_website(unit_id=a_unit())  # before: older versions of the table have fewer columns
    _migrate(command.downgrade, BEFORE_PARTS)
    assert _part_of(_visit(NOVEMBER, site)) == "probe"
    old = _visit(NOVEMBER - timedelta(days=62), site)
    before = _probes()
    _migrate(command.upgrade, PARTS)
    assert _probes() == before
    assert _part_of(old) == "probe_y2026m09"
    new = _visit(NOVEMBER + timedelta(hours=1), site)
    assert new > old
    _migrate(command.downgrade, BEFORE_PARTS)
    assert len(all_of(Probe)) == 3
    assert _part_of(new) == "probe"
    assert _visit(NOVEMBER + timedelta(hours=2), site) > new


def test_a_row_without_a_part_waits_in_the_rest_and_moves_when_its_month_gets_one(postgresql):
    far = _visit(datetime(2031, 5, 4, tzinfo=UTC))
    assert _part_of(far) == "probe_rest"
    with engine.engines().write.begin() as connection:
        partitions.make(connection, "probe", date(2031, 5, 1))
        partitions.make(connection, "probe", date(2031, 5, 1))
    assert _part_of(far) == "probe_y2031m05"
    assert len(all_of(Probe)) == 1


def test_this_month_and_the_next_ones_have_their_parts(postgresql):
    with engine.engines().write.begin() as connection:
        partitions.prepare(connection)
        today = connection.scalar(text("SELECT (now() AT TIME ZONE 'UTC')::date")).replace(day=1)
        for table in partitions.TABLES:
            assert {today, partitions.after(today)} <= set(partitions.months(connection, table))


def test_a_month_goes_only_when_all_of_it_is_past(postgresql):
    with engine.engines().write.begin() as connection:
        for month in (date(2026, 7, 1), date(2026, 8, 1)):
            partitions.make(connection, "probe", month)
    july, august = (_visit(datetime(2026, month, 30, tzinfo=UTC)) for month in (7, 8))
    with Session(engine.engines().write) as session:
        drop_old(session, before=datetime(2026, 8, 31, tzinfo=UTC))
        session.commit()
    assert [one.id for one in all_of(Probe)] == [august]
    assert july < august


def test_a_visit_written_twice_is_one_row(postgresql):
    run_id = _visit(NOVEMBER)
    one = all_of(Probe)[0]
    with Session(engine.engines().write) as session:
        session.add(Probe(run_id=one.run_id, channel_id=one.channel_id, at=one.at, outcome="ok"))
        with pytest.raises(IntegrityError):
            session.commit()
    assert [each.id for each in all_of(Probe)] == [run_id]


def test_the_orm_changes_a_row_wherever_it_lies(postgresql):
    _visit(NOVEMBER)
    with Session(engine.engines().write) as session:
        row = session.get(Probe, all_of(Probe)[0].id)
        row.outcome = "problem"
        session.commit()
    assert [one.outcome for one in all_of(Probe)] == ["problem"]


@pytest.mark.parametrize("month", [date(2026, 1, 1), date(2026, 12, 1)])
def test_every_month_has_a_name_and_a_successor(month):
    assert partitions.name("probe", month) in ("probe_y2026m01", "probe_y2026m12")
    assert partitions.after(month) in (date(2026, 2, 1), date(2027, 1, 1))


def _visit(at: datetime, site: int | None = None) -> int:
    """One probe and one check of a website, its own if none is given; the id of the probe."""
    site = site or a_website(unit_id=a_unit())
    with Session(engine.engines().write) as session:
        run = Run(sweep="availability", owner="test", fence=1, started_at=at)
        session.add(run)
        session.flush()
        row = Probe(run_id=run.id, channel_id=site, at=at, outcome="ok")
        session.add_all(
            [row, CheckResult(run_id=run.id, channel_id=site, check="links", at=at, outcome="ok")]
        )
        session.commit()
        return int(row.id)


def _probes() -> dict:
    return {one.id: one.model_dump() for one in all_of(Probe)}


def _part_of(probe_id: int) -> str:
    with engine.engines().read.connect() as connection:
        found = text("SELECT tableoid::regclass::text FROM probe WHERE id = :id")
        return str(connection.scalar(found, {"id": probe_id}))


def _migrate(step, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    step(config, revision)
