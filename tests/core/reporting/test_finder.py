"""The search over everything: by words, in every kind, within what the reader may see."""

from collections.abc import Iterator
from datetime import date

import pytest

from core.access.actor import Actor, Role, acting_as
from core.access.branch import use_scope, visible_units
from core.reporting.finder import find
from tests.rows import a_unit, a_website, an_issue


@pytest.fixture
def scoped() -> Iterator[None]:
    """Readers are narrowed, as in the dashboard."""
    use_scope(visible_units)
    yield
    use_scope(None)


@pytest.fixture
def two_units(either_database: object) -> tuple[int, int]:
    """Two units, each with a website and an issue of nearly the same name."""
    units = (a_unit(name="示例教育局"), a_unit(name="示例卫生局"))
    for place, unit in enumerate(units):
        site = a_website(name=f"滨江门户{place}", unit_id=unit, url=f"http://edu{place}.example.cn/")
        an_issue(unit_id=unit, channel_id=site, number=f"2026-0000{place}", title="首页错链")
    return units


def names(text: str) -> dict[str, list[str]]:
    return {kind: [one.name for one in some.rows] for kind, some in find(text).items()}


def test_each_kind_is_found_by_what_it_is_known_by(two_units: tuple[int, int]) -> None:
    assert names("教育") == {"unit": ["示例教育局"], "issue": ["2026-00000 首页错链"]}
    assert names("滨江 EDU1")["channel"] == ["滨江门户1"]
    assert names("2026-00001") == {"issue": ["2026-00001 首页错链"]}
    assert names("错链 卫生") == {"issue": ["2026-00001 首页错链"]}


def test_signs_of_patterns_are_only_signs_and_one_letter_finds_nothing(two_units: tuple[int, int]) -> None:
    for text in ("%%", "__", "' OR 1=1", "\\", "滨", "", "   ", "没有这样的名称"):
        assert find(text) == {}, text


def test_the_staff_of_a_unit_find_their_own_only(two_units: tuple[int, int], scoped: None) -> None:
    clerk = Actor("甲", Role.STAFF, unit_id=two_units[0])
    with acting_as(clerk):
        found = names("示例") | names("滨江")
        assert found["channel"] == ["滨江门户0"]
        assert found["unit"] == ["示例教育局"]
        assert names("错链")["issue"] == ["2026-00000 首页错链"]


def test_there_are_no_more_rows_than_asked_for_but_all_are_counted(either_database: object) -> None:
    unit = a_unit(name="示例单位")
    for place in range(7):
        an_issue(unit_id=unit, number=f"2026-{place:05}", title="错链", opened_on=date(2026, 11, 1))
    (issues,) = find("错链", most=3).values()
    assert (len(issues.rows), issues.total) == (3, 7)
