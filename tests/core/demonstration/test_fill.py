import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, select
from sqlmodel import Session, SQLModel, col

from core.demonstration.fill import fill
from core.reporting.figures import figures, identities
from db.demo.accounts import address_of
from db.demo.fill import NotEmpty
from db.demo.sites import address, site_list
from db.engine import engines, reading, writing
from db.models import (
    Channel,
    DailyRollup,
    Fact,
    Issue,
    Unit,
    UnitKind,
    UnitLevel,
)
from tests.demonstration import DEMO_DAY, DEMO_PORT

YEAR_END = date(2019, 12, 31)


def everything(engine: Engine | None = None) -> dict[str, list[Any]]:
    with (engine or engines().read).connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in SQLModel.metadata.sorted_tables
        }


def rows(table: type[Any], *conditions: Any) -> list[Any]:
    with reading() as session:
        found = list(session.execute(select(table).where(*conditions)).scalars())
        session.expunge_all()
        return found


def test_it_fills_either_database_with_the_figures_of_2019(either_database: str) -> None:
    fill(demo_port=DEMO_PORT, until=DEMO_DAY)

    with reading() as session:
        found = figures(session, YEAR_END)
    assert found["registry"]["channels_total"] == 199  # type: ignore[index,call-overload]
    assert found["portal"]["total_visits"] == 41_830_000  # type: ignore[index,call-overload]
    assert [one for one in identities(found) if not one.holds] == []


def test_new_rows_get_ids_after_those_of_the_demonstration(either_database: str) -> None:
    fill(demo_port=DEMO_PORT, until=DEMO_DAY)
    last = max(unit.id for unit in rows(Unit))

    with writing() as session:
        added = Unit(code="NEW", name="新单位", level=UnitLevel.OPERATOR, kind=UnitKind.DEPARTMENT)
        session.add(added)
        session.flush()
        assert added.id == last + 1


@pytest.mark.usefixtures("database")
def test_it_refuses_a_database_that_holds_something_and_changes_nothing() -> None:
    with writing() as session:
        session.add(Unit(code="OWN", name="我们的单位", level=UnitLevel.OPERATOR, kind=UnitKind.DEPARTMENT))
    before = everything()

    with pytest.raises(NotEmpty, match=r"unit.*未写入演示数据.*nothing was written"):
        fill(demo_port=DEMO_PORT, until=DEMO_DAY)
    assert everything() == before


@pytest.mark.usefixtures("demo_database")
def test_a_second_fill_moves_the_demo_sites_addresses_and_nothing_else() -> None:
    before = everything()

    said = fill(demo_port=9200, until=DEMO_DAY + timedelta(days=30))

    after = everything()
    accounts = [one for one in rows(Channel, col(Channel.kind) != "website") if one.url]
    assert said == f"{18 + len(accounts)} addresses moved to port 9200"
    assert all(one.url == address_of(one.code, one.kind, 9200) for one in accounts)
    demo = {site.site_code: address(site, 9200) for site in site_list()}
    assert {one.site_code: one.url for one in rows(Channel, col(Channel.site_code).in_(demo))} == demo
    assert {name for name in after if after[name] != before[name]} == {"channel"}
    changed = [pair for pair in zip(before["channel"], after["channel"], strict=True) if pair[0] != pair[1]]
    assert len(changed) == 18 + len(accounts)


@pytest.mark.usefixtures("demo_database")
def test_a_second_fill_for_the_same_port_changes_nothing() -> None:
    before = everything()

    assert fill(demo_port=DEMO_PORT) == f"0 addresses moved to port {DEMO_PORT}"
    assert everything() == before


def test_a_stop_half_way_leaves_nothing(either_database: str) -> None:
    before = everything()

    with stopped_after(inserts=12), pytest.raises(KeyboardInterrupt):
        fill(demo_port=DEMO_PORT, until=DEMO_DAY)
    assert everything() == before


@contextmanager
def stopped_after(inserts: int) -> Iterator[None]:
    """Stop the program, as Ctrl-C would, once that many batches are inserted."""
    engine, left = engines().write, count(inserts, -1)

    def stop(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("INSERT") and next(left) == 0:
            raise KeyboardInterrupt

    event.listen(engine, "before_cursor_execute", stop)
    yield
    event.remove(engine, "before_cursor_execute", stop)


@pytest.mark.usefixtures("database")
def test_the_same_seed_and_day_tell_the_same_story(demo_copy: Engine) -> None:
    fill(demo_port=DEMO_PORT, until=DEMO_DAY)

    assert everything() == everything(demo_copy)


@pytest.mark.usefixtures("database")
def test_another_seed_tells_another_story_with_the_same_figures(demo_copy: Engine) -> None:
    fill(demo_port=DEMO_PORT, until=DEMO_DAY, seed=7)

    with reading() as session, Session(demo_copy) as first:
        assert figures(session, YEAR_END) == figures(first, YEAR_END)
    assert everything()["citizen_message"] != everything(demo_copy)["citizen_message"]


@pytest.fixture
def demo_copy(demo_file: Path, tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{shutil.copy2(demo_file, tmp_path / 'first.db')}")
    yield engine
    engine.dispose()


@pytest.mark.usefixtures("database")
def test_it_needs_a_day_after_the_story() -> None:
    with pytest.raises(ValueError, match="2019-12-31"):
        fill(demo_port=DEMO_PORT, until=YEAR_END)
    assert rows(Fact) == []


@pytest.mark.parametrize("until", [date(2020, 6, 1), date(2024, 2, 29)])
@pytest.mark.usefixtures("database")
def test_it_can_be_filled_on_any_day(until: date) -> None:
    fill(demo_port=DEMO_PORT, until=until)

    with reading() as session:
        assert figures(session, YEAR_END)["consolidation"] == {
            "censuses": 3,
            "websites_found": 52,
            "media_accounts_found": 283,
            "websites_closed": 34,
            "media_accounts_cancelled": 102,
            "of_which_batch_cancelled_same_platform_duplicates": 40,
        }
    assert max(one.day for one in rows(DailyRollup)) == until - timedelta(days=1)
    assert max(one.opened_on for one in rows(Issue)) < until
