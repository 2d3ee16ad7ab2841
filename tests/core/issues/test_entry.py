"""Issues from every source: entered once, joined to what is open, dated by the rule set."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.issues import entry as sources
from core.issues import queries
from core.issues.entry import ENTERED, Entry
from core.issues.filters import Filter
from db.engine import writing
from db.models import AuditEntry, Issue, IssueSource, IssueState, Notice, NoticeKind, Severity
from tests.rows import NOON, _add, a_unit, a_website, all_of, an_issue

STAFF = Actor("乙", Role.STAFF)


@pytest.fixture(autouse=True)
def noon(database: Path) -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def test_every_source_opens_an_issue_with_its_own_name() -> None:
    site = a_website()
    for source in ENTERED:
        sources.enter(Entry(f"问题：{source}", Severity.GENERAL, source, site), actor=STAFF)
    assert {issue.source for issue in all_of(Issue)} == set(IssueSource) - {IssueSource.FINDING}


@pytest.mark.parametrize(
    ("severity", "due"),
    [
        (Severity.VETO, date(2026, 11, 30)),
        (Severity.SERIOUS, date(2026, 12, 7)),
        (Severity.GENERAL, date(2026, 12, 14)),
    ],
)
def test_the_day_follows_the_severity(severity: Severity, due: date) -> None:
    sources.enter(Entry("断链", severity, channel_id=a_website()), actor=STAFF)
    (issue,) = all_of(Issue)
    assert issue.first_due_on == issue.due_on == due
    assert [(row.action, row.actor) for row in all_of(AuditEntry)] == [("open", "乙")]


def test_what_the_checker_has_open_is_joined() -> None:
    unit = a_unit()
    site = a_website(unit_id=unit)
    there = an_issue(channel_id=site, unit_id=unit, check="links")
    made = sources.enter(Entry("断链", Severity.GENERAL, channel_id=site, checks=("links",)), actor=STAFF)
    assert (made.issue_id, made.joined) == (there, True)
    assert all_of(AuditEntry)[-1].action == "link"


def a_notice(number: str = "1") -> int:
    return _add(Notice(kind=NoticeKind.SUPERVISION, number=number, title="通报", issued_on=clock.today()))


def test_what_a_notice_names_is_an_issue_of_that_notice() -> None:
    site, notice = a_website(), a_notice()
    made = sources.enter(
        Entry("首页错链", Severity.GENERAL, IssueSource.NOTICE, site, notice_id=notice), actor=STAFF
    )
    an_issue()
    assert [row.id for row in queries.listed(Filter(notice_id=notice)).rows] == [made.issue_id]


def test_an_open_issue_is_joined_to_the_first_notice_that_names_it() -> None:
    site, first, second = a_website(), a_notice("1"), a_notice("2")
    there = an_issue(channel_id=site, title="首页错链")
    for notice in (first, second):
        entry = Entry("首页错链", Severity.GENERAL, IssueSource.NOTICE, site, notice_id=notice)
        assert sources.enter(entry, actor=STAFF).issue_id == there
    (issue,) = all_of(Issue)
    assert (issue.notice_id, issue.version) == (first, 3)
    assert [row.changes for row in all_of(AuditEntry)] == [{"notice_id": [None, first]}, {}]


def test_an_unknown_notice_is_refused_and_opens_nothing() -> None:
    with pytest.raises(DomainError, match="通报 9 不存在"):
        sources.enter(Entry("首页错链", Severity.GENERAL, channel_id=a_website(), notice_id=9), actor=STAFF)
    assert all_of(Issue) == []


def test_a_settled_issue_is_not_joined() -> None:
    site = a_website()
    first = sources.enter(Entry("断链", Severity.GENERAL, channel_id=site), actor=STAFF)
    with writing() as session:
        session.get_one(Issue, first.issue_id).state = IssueState.VERIFIED
    assert not sources.enter(Entry("断链", Severity.GENERAL, channel_id=site), actor=STAFF).joined


def test_numbers_entered_at_the_same_moment_are_all_different(either_database: str) -> None:
    site = a_website()
    entries = [Entry(f"问题{n}", Severity.GENERAL, channel_id=site) for n in range(6)]
    with ThreadPoolExecutor(3) as people:
        made = list(people.map(lambda entry: sources.enter(entry, actor=STAFF), entries))
    assert len({one.number for one in made}) == 6


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        (Entry("  ", Severity.GENERAL, channel_id=1), "title_missing"),
        (Entry("断链", Severity.GENERAL, channel_id=999), "unknown_channel"),
        (Entry("断链", Severity.GENERAL, unit_id=999), "unknown_unit"),
        (Entry("断链", Severity.GENERAL), "no_unit"),
    ],
)
def test_what_is_missing_or_unknown_is_refused(entry: Entry, key: str) -> None:
    with pytest.raises(DomainError) as refused:
        sources.enter(entry, actor=STAFF)
    assert refused.value.key == f"refusal.{key}"
    assert all_of(Issue) == []


def test_nothing_is_due_before_today_and_leaders_enter_nothing() -> None:
    unit, yesterday = a_unit(), clock.today() - timedelta(days=1)
    with pytest.raises(DomainError, match="今天"):
        sources.enter(Entry("断链", Severity.GENERAL, unit_id=unit, due_on=yesterday), actor=STAFF)
    with pytest.raises(DomainError):
        sources.enter(Entry("断链", Severity.GENERAL, unit_id=unit), actor=Actor("甲", Role.LEADER))
