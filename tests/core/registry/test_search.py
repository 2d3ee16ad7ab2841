"""Finding channels: what a filter keeps, what a row says, how pages and counts fit together."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.common import clock
from core.registry.grid import unit_lines
from core.registry.level_and_category import NONE
from core.registry.search import SORTS, Filter, search, totals, units
from db.engine import writing
from db.models import IssueState, ObservedState, RegisteredState, UnitLevel, WindowStat
from tests.rows import a_unit, a_website, an_issue

RUNNING, CLOSED = RegisteredState.RUNNING, RegisteredState.CLOSED
SILENT, ANSWERING = ObservedState.SILENT, ObservedState.ANSWERING


def names(wanted: Filter, **how: object) -> list[str]:
    return [row.name for row in search(wanted, **how).rows]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("registered", "observed", "alarm"),
    [
        (RUNNING, SILENT, True),
        (RUNNING, ANSWERING, False),
        (RUNNING, ObservedState.UNKNOWN, False),
        (RegisteredState.LEAVING, SILENT, True),
        (CLOSED, ANSWERING, True),
        (CLOSED, SILENT, False),
        (RegisteredState.SUSPENDED, SILENT, False),
    ],
)
def test_a_row_and_the_filter_agree_on_what_disagrees(
    database: Path, registered: RegisteredState, observed: ObservedState, alarm: bool
) -> None:
    a_website(registered=registered, observed=observed)
    assert [row.disagrees for row in search(Filter()).rows] == [alarm]
    assert search(Filter(disagreeing=True)).total == totals().disagreeing == int(alarm)


def test_words_are_found_in_every_field_and_all_of_them_must_match(database: Path) -> None:
    a_website(name="甲局", url="http://jia.example/", site_code="5001990001")
    a_website(name="乙局", account="yi-weibo", kind="weibo")
    assert names(Filter(words="局")) == ["甲局", "乙局"]
    assert names(Filter(words="JIA.example")) == ["甲局"]
    assert names(Filter(words="5001990001")) == ["甲局"]
    assert names(Filter(words="yi-weibo")) == ["乙局"]
    assert names(Filter(words="局 jia")) == ["甲局"]


def test_marks_of_a_pattern_are_taken_literally(database: Path) -> None:
    a_website(name="百分之百")
    assert names(Filter(words="%")) == names(Filter(words="_")) == []


def test_a_supervisor_keeps_its_own_channels_and_those_of_the_units_below(database: Path) -> None:
    above = a_unit(level=UnitLevel.INDUSTRY)
    a_website(name="上", unit_id=above)
    a_website(name="下", unit_id=a_unit(parent_id=above))
    a_website(name="外")
    assert set(names(Filter(unit_id=above))) == {"上", "下"}
    assert names(Filter(unit_id=above, own_only=True)) == ["上"]
    assert set(units()) >= {above, above + 1}


def test_medium_kind_and_states_narrow_each_other(database: Path) -> None:
    a_website(name="网站", registered=RUNNING, observed=ANSWERING)
    a_website(name="微博", kind="weibo", registered=CLOSED)
    assert names(Filter(medium="website")) == ["网站"]
    assert names(Filter(medium="account", kind="weibo", registered=(CLOSED,))) == ["微博"]
    assert names(Filter(medium="website", kind="weibo")) == []
    assert names(Filter(observed=ANSWERING)) == ["网站"]


def test_pages_follow_each_other_and_the_total_stays(database: Path) -> None:
    for number in range(7):
        a_website(code=f"W{number}", name=f"站{number}")
    pages = [search(Filter(), sort="code", limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [row.name for page in pages for row in page.rows] == [f"站{number}" for number in range(7)]
    assert {page.total for page in pages} == {7}


def test_a_row_tells_availability_of_thirty_days_and_unsettled_issues(database: Path) -> None:
    busy, calm = a_website(name="忙"), a_website(name="闲")
    for state in (IssueState.OPEN, IssueState.VERIFYING, IssueState.VERIFIED):
        an_issue(channel_id=busy, state=state)
    with writing() as session:
        for days, share in ((7, 0.5), (30, 0.9)):
            session.add(WindowStat(days=days, channel_id=calm, share=share, refreshed_at=clock.now()))
    rows = {row.name: row for row in search(Filter()).rows}
    assert (rows["忙"].open_issues, rows["忙"].share) == (2, None)
    assert (rows["闲"].open_issues, rows["闲"].share) == (0, 0.9)
    assert names(Filter(), sort="issues") == ["忙", "闲"]
    assert names(Filter(), sort="availability") == ["闲", "忙"]


def test_what_needs_attention_comes_first(database: Path) -> None:
    a_website(name="平", code="W1")
    an_issue(channel_id=a_website(name="有问题", code="W2"))
    a_website(name="矛盾", code="W3", observed=SILENT)
    assert names(Filter()) == ["矛盾", "有问题", "平"]


@pytest.mark.parametrize("sort", SORTS)
def test_the_demonstration_is_whole_in_every_order(demo_database: Path, sort: str) -> None:
    found = search(Filter(), sort=sort, limit=1000)  # type: ignore[arg-type]
    assert found.total == len(found.rows) == len({row.id for row in found.rows})


def test_the_figures_of_the_registry_are_the_numbers_of_their_rows(demo_database: Path) -> None:
    whole = totals()
    running = Filter(registered=(RUNNING, RegisteredState.LEAVING))
    assert search(Filter(medium="website")).total == whole.websites
    assert search(Filter(medium="account")).total == whole.accounts
    assert search(replace(running, medium="website")).total == whole.websites_running
    assert unit_lines().total == whole.units
    lines = unit_lines(limit=1000).rows
    assert sum(line.websites + line.accounts for line in lines) == whole.websites + whole.accounts


def test_level_and_category_are_looked_for_and_so_is_what_has_none(database):
    made = {
        name: a_website(name=name, **fields)
        for name, fields in {
            "市级门户": {"level": "city", "category": "portal"},
            "区级部门": {"level": "county", "category": "department"},
            "未登记": {},
            "微博": {"kind": "weibo", "level": "county"},
        }.items()
    }

    def found(**wanted: str) -> list[str]:
        return sorted(line.name for line in search(Filter(**wanted), limit=10).rows)

    assert found(level="county") == ["区级部门", "微博"]
    assert found(level="county", category="department") == ["区级部门"]
    assert found(level=NONE) == ["未登记"]
    assert found(category=NONE) == ["未登记"]
    by_level = [len(found(level=level)) for level in ("city", "county", NONE)]
    assert sum(by_level) == len(made)
