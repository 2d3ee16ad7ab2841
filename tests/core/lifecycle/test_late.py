"""Which cases are late: one definition for the page of cases and the page of closing and merging."""

from datetime import timedelta

import pytest

from core.common import clock
from core.lifecycle import case_lists
from core.lifecycle.case_lists import Filter
from core.reporting.statistics import closing
from db.engine import writing
from db.models import Case
from tests.core.lifecycle.papers import a_case, waiting, walk
from tests.rows import NOON


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def due(case_id: int, days: int) -> None:
    with writing() as session:
        found = session.get(Case, case_id)
        assert found is not None
        found.due_on = clock.today() + timedelta(days=days)


def late() -> tuple[set[int], set[int], set[int], int, int]:
    """By the list of cases, its rows' own word, the list behind the funnel, and both counts."""
    first, today = clock.today() - timedelta(days=365), clock.today()
    rows = case_lists.listed(Filter(due="late")).rows
    said = {row.id for row in case_lists.listed(Filter()).rows if row.late}
    behind = {row.id for row in closing.case_rows(first, today, late=True).rows}
    return (
        {row.id for row in rows},
        said,
        behind,
        case_lists.counts().late,
        sum(step.late for step in closing.funnel(first, today)),
    )


def test_a_case_whose_next_step_is_past_its_day_is_late_everywhere():
    case, other = a_case(), a_case()
    for one in (case, other):
        due(one, 300)
    step = waiting(case)
    with clock.frozen(clock.start_of(step.due_on) + timedelta(days=1, hours=12)):
        assert waiting(other).due_on == step.due_on
        walk(other, step.key)
        assert late() == ({case}, {case}, {case}, 1, 1)


def test_a_case_past_its_own_day_is_late_everywhere():
    case, _ = a_case(), a_case()
    due(case, -1)
    assert late() == ({case}, {case}, {case}, 1, 1)


def test_a_case_that_has_ended_is_never_late():
    case = a_case()
    walk(case, None)
    due(case, -1)
    assert late() == (set(), set(), set(), 0, 0)
