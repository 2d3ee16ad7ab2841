"""The grid on the page: counts of every branch, and what a supervisor may do to a unit."""

import pytest

from core.access.actor import Role
from core.common.settings import settings
from core.common.text import LANGUAGES
from core.registry.branches import branch, branches, district_id, grid_sheet
from db.engine import writing
from db.models import (
    Channel,
    CurrentState,
    ObservedState,
    RegisteredState,
    Unit,
    UnitKind,
    UnitLevel,
    WindowStat,
)
from tests.pages.pages import CHINESE, opened, words
from tests.rows import NOON, a_unit, a_website, all_of, an_issue


@pytest.fixture
def grid(either_database):
    """A district, a supervisor under it, two operators; one site each, one down, one zombie."""
    district = a_unit(name="区府办", level=UnitLevel.DISTRICT, kind=UnitKind.OFFICE)
    bureau = a_unit(name="教委", level=UnitLevel.INDUSTRY, parent_id=district)
    first = a_unit(name="一小", parent_id=bureau)
    second = a_unit(name="二小", parent_id=bureau)
    down = a_website(unit_id=first)
    fine = a_website(unit_id=second)
    a_website(unit_id=second, registered=RegisteredState.CLOSED, observed=ObservedState.ANSWERING)
    a_website(unit_id=bureau, kind="weibo", url="")
    _add_state(down, "problem")
    _add_state(fine, "ok")
    _add_window(down, ok=40, failed=60)
    _add_window(fine, ok=100, failed=0)
    an_issue(unit_id=first, due_on=NOON.date().replace(year=2019))
    return district, bureau, first, second


def _add_state(channel_id: int, outcome: str) -> None:
    row = CurrentState(channel_id=channel_id, check="availability", outcome=outcome, at=NOON, since=NOON)
    _add_keyed(row)


def _add_window(channel_id: int, *, ok: int, failed: int) -> None:
    _add_keyed(WindowStat(days=30, channel_id=channel_id, ok=ok, failed=failed, refreshed_at=NOON))


def _add_keyed(row) -> None:
    with writing() as session:
        session.add(row)


def test_a_branch_counts_everything_below_it(grid):
    district, bureau, first, _ = grid
    whole = branch(district)
    assert (whole.below, whole.websites, whole.accounts, whole.down, whole.disagreeing) == (3, 2, 1, 1, 1)
    assert (whole.open, whole.overdue, whole.share) == (1, 1, 0.7)
    assert (branch(bureau).below, branch(first).below, branch(first).share) == (2, 0, 0.4)


def test_the_sum_of_the_branches_is_the_whole_but_for_the_unit_itself(grid):
    _, bureau, *_ = grid
    parts = branches(under=bureau).rows
    assert sum(one.websites for one in parts) == branch(bureau).websites
    assert sum(one.accounts for one in parts) == branch(bureau).accounts - 1


def test_units_outside_the_grid_are_listed_apart(grid):
    a_unit(name="流浪单位")
    assert [one.name for one in branches().rows] == ["流浪单位"]


def test_the_export_is_in_the_order_of_the_tree(grid):
    sheet = grid_sheet()
    assert [row[0] for row in sheet.rows] == [
        "区府办",
        "区府办 / 教委",
        "区府办 / 教委 / 一小",
        "区府办 / 教委 / 二小",
    ]
    assert {len(row) for row in sheet.rows} == {len(sheet.headings)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_grid_says_what_to_do(database, language):
    assert any("manage.py run" in word for word in words(opened("grid", language)))


def test_the_demonstration_has_its_one_its_forty_eight_and_its_operators(demo_database):
    page = opened("grid")
    found = [figure.value for figure in page.markdown]
    assert "**48**" in found
    assert len(page.dataframe[0].value) == 25
    assert not [word for word in words(opened("grid", "en")) if CHINESE.search(word) and "示例" not in word]


def test_the_demonstrations_branches_agree_with_its_registry(demo_database):
    whole = branch(district_id())
    running = [
        one for one in all_of(Channel) if one.registered in (RegisteredState.RUNNING, RegisteredState.LEAVING)
    ]
    assert whole.websites + whole.accounts == len(running)
    assert whole.below == len(all_of(Unit)) - 1


def test_leaders_see_the_grid_and_change_nothing(demo_database, monkeypatch):
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", Role.LEADER.value)
    settings.cache_clear()
    page = opened("grid")
    assert not [button for button in page.button if str(button.key).startswith("unit-")]
