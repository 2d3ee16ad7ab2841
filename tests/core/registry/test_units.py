"""The rules of the grid."""

from dataclasses import replace

import pytest

from core.access import Actor, Role
from core.common.errors import DomainError, RegistryRefused
from core.registry.units import (
    Person,
    UnitValues,
    create_unit,
    edit_unit,
    move_unit,
    possible_parents,
    unit_sheet,
)
from db.models import AuditEntry, Channel, Duty, Unit, UnitKind, UnitLevel
from tests.registry_files import SUPERVISOR
from tests.rows import a_website, all_of


@pytest.fixture
def grid(either_database):
    """Ids of a district, two supervisors under it, and an operator under the first."""
    made = [create_unit(UnitValues("区府办", UnitLevel.DISTRICT, UnitKind.OFFICE, None), actor=SUPERVISOR)]
    for name in ("教委", "卫健委"):
        values = UnitValues(name, UnitLevel.INDUSTRY, UnitKind.DEPARTMENT, made[0])
        made.append(create_unit(values, actor=SUPERVISOR))
    school = UnitValues("一小", UnitLevel.OPERATOR, UnitKind.INSTITUTION, made[1])
    return [*made, create_unit(school, actor=SUPERVISOR)]


def values_of(unit_id):
    return unit_sheet(unit_id).values


def test_a_unit_moves_with_its_channels(grid):
    _, _, second, school = grid
    channel = a_website(unit_id=school)
    move_unit(school, second, version=1, actor=SUPERVISOR)
    assert values_of(school).parent_id == second
    assert next(one for one in all_of(Channel) if one.id == channel).unit_id == school
    last = all_of(AuditEntry)[-1]
    assert (last.action, last.changes) == ("move", {"parent": ["教委", "卫健委"]})


def test_a_unit_cannot_stand_under_itself(grid):
    _, first, _, _ = grid
    with pytest.raises(RegistryRefused) as refused:
        move_unit(first, first, version=1, actor=SUPERVISOR)
    assert refused.value.key == "grid.refused.cycle"


def test_levels_stand_in_their_order(grid):
    _, first, second, _ = grid
    for values, key in (
        (replace(values_of(first), parent_id=second), "level"),
        (replace(values_of(first), level=UnitLevel.OPERATOR), "children"),
        (replace(values_of(first), parent_id=None), "no_parent"),
        (replace(values_of(first), level=UnitLevel.DISTRICT, parent_id=None), "second_district"),
    ):
        with pytest.raises(RegistryRefused) as refused:
            edit_unit(first, values, version=1, actor=SUPERVISOR)
        assert refused.value.key == f"grid.refused.{key}"


def test_the_second_of_two_learns_who_was_first(grid):
    unit = grid[3]
    edit_unit(unit, replace(values_of(unit), phone="1"), version=1, actor=Actor("张三", Role.SUPERVISOR))
    with pytest.raises(RegistryRefused, match="张三"):
        edit_unit(unit, replace(values_of(unit), phone="2"), version=1, actor=SUPERVISOR)


def test_persons_on_duty_are_replaced_and_audited(grid):
    unit = grid[3]
    persons = (Person(Duty.LEADER, "王五", "副主任", "023-1"), Person(Duty.SHIFT, "赵六"))
    edit_unit(unit, values_of(unit), version=1, actor=SUPERVISOR, persons=persons)
    assert unit_sheet(unit).persons == persons
    assert all_of(AuditEntry)[-1].changes == {"persons": ["", "王五 副主任 023-1; 赵六"]}


def test_codes_are_given_and_unique(grid):
    assert [unit.code for unit in all_of(Unit)] == ["U0001", "U0002", "U0003", "U0004"]
    twin = UnitValues("另一", UnitLevel.INDUSTRY, UnitKind.DEPARTMENT, grid[0], code="U0002")
    with pytest.raises(RegistryRefused, match="教委"):
        create_unit(twin, actor=SUPERVISOR)


def test_only_units_of_a_higher_level_are_offered_as_superiors(grid):
    assert {name for _, name in possible_parents(UnitLevel.OPERATOR)} == {"区府办", "卫健委", "教委"}
    assert [name for _, name in possible_parents(UnitLevel.INDUSTRY)] == ["区府办"]


def test_staff_may_not_change_the_grid(grid):
    with pytest.raises(DomainError):
        move_unit(grid[3], grid[2], version=1, actor=Actor("员工", Role.STAFF))
