"""A unit means itself and everything below it, at any depth."""

from sqlmodel import select

from core.common.subtree import of_unit, subtree, with_those_above
from db.engine import reading, writing
from db.models import Issue, Unit, UnitLevel
from tests.rows import a_unit, an_issue


def a_line() -> tuple[int, int, int]:
    """Three units, each below the one before."""
    top = a_unit(name="丙区", level=UnitLevel.DISTRICT)
    middle = a_unit(name="乙局", level=UnitLevel.INDUSTRY, parent_id=top)
    return top, middle, a_unit(name="甲校", parent_id=middle)


def issues_of(unit_id: int, *, own_only: bool = False) -> list[int]:
    with reading() as session:
        query = select(Issue.unit_id).where(of_unit(Issue.unit_id, unit_id, own_only=own_only))
        return sorted(session.exec(query).all())


def test_a_unit_holds_what_stands_below_it_however_deep(either_database: str) -> None:
    top, middle, low = a_line()
    for unit in (top, middle, low, a_unit(name="别处")):
        an_issue(unit_id=unit)
    assert issues_of(top) == [top, middle, low]
    assert issues_of(middle) == [middle, low]
    assert issues_of(low) == [low]
    assert issues_of(middle, own_only=True) == [middle]
    assert subtree(middle) == (middle, low)


def test_units_above_each_other_come_to_an_end(either_database: str) -> None:
    top, middle, low = a_line()
    with writing() as session:
        session.get_one(Unit, top).parent_id = low
    assert subtree(middle) == (top, middle, low)
    an_issue(unit_id=low)
    assert set(with_those_above(select(Issue.unit_id))) == {top, middle, low}


def test_a_unit_without_any_of_its_own_is_offered_for_those_below(either_database: str) -> None:
    top, middle, low = a_line()
    an_issue(unit_id=low)
    a_unit(name="无关")
    assert with_those_above(select(Issue.unit_id)) == {low: "甲校", middle: "乙局", top: "丙区"}


def test_a_unit_nobody_knows_holds_nothing(either_database: str) -> None:
    an_issue()
    assert issues_of(999_999) == []
    assert subtree(999_999) == ()
