"""The staff of one unit see the rows of its subtree in every query, and no others."""

from collections.abc import Iterator

import pytest
from sqlmodel import col, func, select, update

from core.access import Actor, Role, current_actor
from core.access.actor import acting_as, use_provider
from core.access.branch import use_scope, visible_units
from core.common.errors import NotSignedIn
from core.issues import queries
from core.issues.filters import Filter
from db.engine import reading, writing
from db.models import Channel, Issue, Unit
from tests.rows import a_unit, a_website, an_issue


@pytest.fixture(autouse=True)
def scoped(data_dir: object) -> Iterator[None]:
    use_scope(visible_units)
    yield
    use_scope(None)
    use_provider(None)


def issues() -> set[int | None]:
    return {row.id for row in queries.listed(Filter(), limit=100).rows}


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
