"""What happened before it was entered keeps its own day; the trail says that it was entered later."""

from datetime import date

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.inspections import making
from core.inspections.drawing import Scope
from core.issues.entry import Entry, enter
from core.registry.site_columns import ColumnValues, add_column
from core.reporting.figures import figures_of
from db.models import (
    AuditEntry,
    ChannelEvent,
    EventKind,
    Inspection,
    Issue,
    IssueSource,
    IssueState,
    Severity,
    SiteColumn,
)
from tests.rows import NOON, _add, a_unit, a_website, all_of

SUPERVISOR = Actor("监管员", Role.SUPERVISOR)
MARCH, MAY, TO_COME = date(2026, 3, 10), date(2026, 5, 20), date(2026, 12, 1)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def an_entry(**fields: object) -> Entry:
    given = {"title": "首页有错字", "severity": Severity.GENERAL, "source": IssueSource.CONTENT}
    return Entry(**{**given, "unit_id": a_unit(), **fields})


def trail(noun: str) -> list[object]:
    return [one.changes.get("happened_on") for one in all_of(AuditEntry) if one.noun == noun]


def test_an_issue_of_the_spring_is_entered_in_autumn(either_database):
    enter(an_entry(opened_on=MARCH, settled_on=MAY), actor=SUPERVISOR)
    one = all_of(Issue)[0]
    assert (one.opened_on, one.verified_on, one.state) == (MARCH, MAY, IssueState.VERIFIED)
    assert one.number.startswith("2026-")
    assert one.due_on > MARCH
    assert trail("issue") == [[None, "2026-03-10"]]


def test_an_issue_found_today_is_not_marked_as_entered_later(database):
    enter(an_entry(), actor=SUPERVISOR)
    assert (all_of(Issue)[0].opened_on, trail("issue")) == (clock.today(), [None])


def test_two_settled_issues_of_one_title_are_two(database):
    unit = a_unit()
    for day in (MARCH, MAY):
        enter(an_entry(unit_id=unit, opened_on=day, settled_on=MAY), actor=SUPERVISOR)
    assert [one.opened_on for one in all_of(Issue)] == [MARCH, MAY]


@pytest.mark.parametrize(
    "days",
    [
        {"opened_on": date(2026, 12, 1)},
        {"opened_on": MAY, "settled_on": MARCH},
        {"opened_on": date(202, 1, 1)},
    ],
)
def test_days_that_cannot_be_are_refused_and_nothing_is_written(database, days):
    with pytest.raises(DomainError):
        enter(an_entry(**days), actor=SUPERVISOR)
    assert all_of(Issue) == []


def test_an_inspection_of_the_spring_draws_what_ran_then(database):
    site, later = a_website(), a_website()
    for channel, day in ((site, date(2025, 1, 1)), (later, MAY)):
        _add(ChannelEvent(channel_id=channel, day=day, kind=EventKind.FOUND, delta=1))
    inspection = making.start("一季度检查", Scope(), actor=SUPERVISOR, day=MARCH)
    making.close(inspection, actor=SUPERVISOR, day=date(2026, 3, 20))
    one = all_of(Inspection)[0]
    assert (one.started_on, one.ended_on) == (MARCH, date(2026, 3, 20))
    assert trail("inspection")[0] == [None, "2026-03-10"]
    with pytest.raises(DomainError):
        making.start("将来", Scope(), actor=SUPERVISOR, day=date(2027, 1, 1))


def test_columns_that_existed_are_entered_without_counting_as_added(database):
    site = a_website(category="portal")
    add_column(site, ColumnValues("要闻"), opened_on=date(2019, 5, 1), actor=SUPERVISOR)
    add_column(site, ColumnValues("专题"), opened_on=MARCH, new=True, actor=SUPERVISOR)
    assert [(one.opened_on, one.added) for one in all_of(SiteColumn)] == [
        (date(2019, 5, 1), False), (MARCH, True),
    ]  # fmt: skip


def test_figures_of_a_year_that_ended_count_what_was_entered_since(database):
    enter(an_entry(opened_on=date(2025, 6, 1), settled_on=date(2025, 7, 1)), actor=SUPERVISOR)
    before, after = figures_of(date(2025, 12, 31)), figures_of(date(2024, 12, 31))
    assert before != {**after, "as_of": "2025-12-31"}
