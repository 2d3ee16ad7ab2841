"""The staff of one unit see the rows of its subtree in every query, and no others."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, func, select, update

from core.access import Actor, Role, branch, current_actor
from core.access.actor import acting_as, use_provider
from core.access.branch import use_scope, visible_units
from core.common.errors import NotSignedIn
from core.issues import fake_fix_flags, queries
from core.issues.filters import Filter
from core.registry import search
from db import engine, scope
from db.engine import reading, writing
from db.models import Channel, Issue, Unit
from tests.rows import a_unit, a_website, an_issue
from tests.server import ROOT
from tests.sqlite import copied


@pytest.fixture(autouse=True)
def scoped(data_dir: object) -> Iterator[None]:
    use_scope(visible_units)
    yield
    use_scope(None)
    use_provider(None)


def issues() -> set[int | None]:
    found = queries.listed(Filter(), limit=100)
    assert found.total == queries.count(Filter()) == len(found.rows)
    return {row.id for row in found.rows}


def test_staff_see_their_subtree_and_a_supervisor_sees_all(either_database: str) -> None:
    above = a_unit()
    below, foreign = a_unit(parent_id=above), a_unit()
    own = an_issue(unit_id=below, channel_id=a_website(unit_id=below))
    other = an_issue(unit_id=foreign, channel_id=a_website(unit_id=foreign))
    with acting_as(Actor("联络员", Role.STAFF, above)):
        assert issues() == {own}
        with reading() as session:
            assert session.exec(select(func.count()).select_from(Channel)).one() == 1
            assert session.get(Issue, other) is None
    with acting_as(Actor("监管员", Role.SUPERVISOR)):
        assert issues() == {own, other}


def test_units_of_the_database_before_are_not_taken_for_those_of_the_one_in_use(
    migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    for name, below in (("first", True), ("second", False)):
        copied(migrated_file, tmp_path / name)
        monkeypatch.setenv("SUPERVISION_DATA_DIR", str(tmp_path / name))
        engine.forget()
        above = a_unit()
        a_unit(parent_id=above if below else None)
        seen.append(branch.subtree(above))
    assert seen == [(1, 2), (1,)]


def test_signs_of_a_fault_that_came_back_are_shown_to_staff_as_well(either_database: str) -> None:
    """Pairs of issues: a query of four names of one table, each narrowed by itself."""
    unit, other = a_unit(), a_unit()
    ids = []
    for one in (unit, other):
        site, day = a_website(unit_id=one), date(2026, 3, 2)
        ids += [
            an_issue(unit_id=one, channel_id=site, check="home_dead", opened_on=day, verified_on=day),
            an_issue(unit_id=one, channel_id=site, check="home_dead", opened_on=day + timedelta(days=2)),
        ]
    with acting_as(Actor("联络员", Role.STAFF, unit)):
        assert set(fake_fix_flags.signs_of(ids)) == set(ids[:2])
    with acting_as(Actor("监管员", Role.SUPERVISOR)):
        assert set(fake_fix_flags.signs_of(ids)) == set(ids)


def test_no_name_of_a_narrowed_table_is_joined() -> None:
    """SQLAlchemy narrows the table itself then, which may stand nowhere in the query."""
    named = re.compile(r"^ +(\w[\w, ]*) = (?:aliased\((\w+)\)|\(aliased\((\w+)\) for)", re.M)
    narrowed = {one.__name__ for one in scope._models() if scope._condition(one, (1,)) is not None}
    joined = []
    for path in (ROOT / "core").rglob("*.py"):
        text = path.read_text("utf-8")
        for names, one, each in named.findall(text):
            if (one or each) in narrowed:
                joined += [
                    f"{path.name}: {name}"
                    for name in names.split(", ")
                    if re.search(rf"\.(?:outer)?join\(\s*{name}\b", text)
                ]
    # Beside the narrowed table itself: a column and the one it went into are of one site.
    assert sorted(joined) == ["migration_lists.py: into", "site_columns.py: into"]


def test_staff_read_the_sums_of_their_own_registry(either_database: str) -> None:
    """Kept counts are the whole district's."""
    unit, other = a_unit(), a_unit()
    a_website(unit_id=unit)
    for _ in range(3):
        a_website(unit_id=other)
    with acting_as(Actor("联络员", Role.STAFF, unit)):
        assert search.totals().websites == 1
    with acting_as(Actor("监管员", Role.SUPERVISOR)):
        assert search.totals().websites == 4


def test_what_is_written_does_not_depend_on_who_writes(database: object) -> None:
    unit = a_unit()
    an_issue(unit_id=a_unit())
    with acting_as(Actor("联络员", Role.STAFF, unit)), writing() as session:
        assert session.exec(select(func.count()).select_from(Issue)).one() == 1


def test_who_is_not_signed_in_sees_no_row(database: object) -> None:
    an_issue()

    def nobody() -> Actor:
        raise NotSignedIn

    use_provider(nobody)
    with reading() as session:
        assert session.exec(select(Issue)).all() == []
    with pytest.raises(NotSignedIn):
        current_actor()


def test_a_loop_among_units_ends(database: object) -> None:
    first = a_unit()
    second = a_unit(parent_id=first)
    with writing() as session:
        session.exec(update(Unit).where(col(Unit.id) == first).values(parent_id=second))
    with acting_as(Actor("联络员", Role.STAFF, first)):
        assert set(visible_units() or ()) == {first, second}
