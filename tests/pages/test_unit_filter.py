"""A unit chosen on a page means itself and all below it, and the figures at the head follow the filter."""

from datetime import timedelta

import pytest

from core.common import clock
from db.models import RegisteredState, UnitLevel
from tests.pages.pages import figure, opened
from tests.rows import a_unit, a_website, an_issue


@pytest.fixture
def above(database) -> int:
    """A supervising unit with one overdue issue of its own and two of a unit two steps below it."""
    supervisor = a_unit(level=UnitLevel.INDUSTRY)
    operator = a_unit(parent_id=a_unit(parent_id=supervisor))
    late = clock.today() - timedelta(days=3)
    an_issue(unit_id=supervisor, due_on=late)
    for unit in (operator, operator, a_unit()):
        an_issue(unit_id=unit, due_on=late)
    a_website(unit_id=operator, registered=RegisteredState.RUNNING)
    a_website(registered=RegisteredState.RUNNING)
    return supervisor


def test_issues_of_a_supervising_unit_hold_those_below_it(above: int) -> None:
    page = opened("issues", due="overdue", unit=str(above))
    assert figure(page, "overdue") == figure(page, "open") == "3"
    assert len(page.dataframe[0].value) == 3


def test_the_unit_alone_is_a_switch(above: int) -> None:
    page = opened("issues", due="overdue", unit=str(above), own="1")
    assert figure(page, "overdue") == "1"
    assert page.checkbox(key="filter-own").value is True
    assert len(page.dataframe[0].value) == 1


def test_figures_of_issues_follow_every_filter(above: int) -> None:
    an_issue(title="墙上的字", due_on=clock.today() + timedelta(days=60))
    page = opened("issues", q="墙上的字")
    assert (figure(page, "open"), figure(page, "overdue")) == ("1", "0")


def test_figures_of_the_registry_follow_the_filter(above: int) -> None:
    assert figure(opened("registry"), "websites") == "2"
    page = opened("registry", unit=str(above))
    assert (figure(page, "websites"), figure(page, "units")) == ("1", "1")


def test_my_work_has_the_same_switch(above: int) -> None:
    assert figure(opened("work", unit=str(above)), "overdue") == "3"
    assert figure(opened("work", unit=str(above), own="1"), "overdue") == "1"
