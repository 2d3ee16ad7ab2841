"""The calendar of working days: against the published notices of three years, and as it is corrected."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.issues import working_days
from core.issues.deadlines import is_announced, is_working_day, shipped, working_days_after
from db.models import AuditEntry
from tests.rows import NOON, all_of

SUPERVISOR, STAFF = Actor("丙", Role.SUPERVISOR), Actor("乙", Role.STAFF)

# 国务院办公厅关于2024、2025、2026年部分节假日安排的通知 (国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号),
# token against their published texts: the days off from first to last, and the weekend days that are worked.
OFF = {
    2024: [("01-01", "01-01"), ("02-10", "02-17"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-08", "06-10"),
           ("09-15", "09-17"), ("10-01", "10-07")],
    2025: [("01-01", "01-01"), ("01-28", "02-04"), ("04-04", "04-06"), ("05-01", "05-05"), ("05-31", "06-02"),
           ("10-01", "10-08")],
    2026: [("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-19", "06-21"),
           ("09-25", "09-27"), ("10-01", "10-07")],
}  # fmt: skip
WORKED = {
    2024: ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}


def published(year: int) -> dict[date, bool]:
    """Every day of a year as its notice has it: weekends are free, holidays too, some weekends worked."""
    first = date(year, 1, 1)
    days = [first + timedelta(days=step) for step in range((date(year + 1, 1, 1) - first).days)]
    found = {day: day.weekday() < 5 for day in days}
    for start, end in OFF[year]:
        from_, until = date.fromisoformat(f"{year}-{start}"), date.fromisoformat(f"{year}-{end}")
        found |= {day: False for day in days if from_ <= day <= until}
    return found | {date.fromisoformat(f"{year}-{day}"): True for day in WORKED[year]}


@pytest.fixture(autouse=True)
def noon(database: Path) -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_is_as_the_notice_has_it(year: int) -> None:
    assert is_announced(year)
    assert {day: is_working_day(day) for day in published(year)} == published(year)


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (date(2024, 2, 8), 5, date(2024, 2, 21)),  # over Spring Festival, with a worked Sunday after it
        (date(2024, 9, 27), 5, date(2024, 10, 10)),  # a worked Sunday before the national holiday
        (date(2025, 1, 24), 5, date(2025, 2, 7)),
        (date(2025, 9, 26), 10, date(2025, 10, 16)),
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 9, 18), 10, date(2026, 10, 9)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
    ],
)
def test_deadlines_over_the_holidays(day: date, count: int, due: date) -> None:
    assert working_days_after(day, count) == due
    assert sum(published(day.year)[day + timedelta(days=n)] for n in range(1, (due - day).days + 1)) == count


def test_a_corrected_day_counts_at_once_and_can_be_put_back() -> None:
    friday, monday = date(2026, 11, 27), date(2026, 11, 30)
    assert working_days_after(friday, 1) == monday
    assert working_days.correct(monday, monday, works=False, note="临时放假", actor=SUPERVISOR) == (monday,)
    assert working_days_after(friday, 1) == date(2026, 12, 1)
    assert shipped(monday)
    working_days.remove(monday, actor=SUPERVISOR)
    assert working_days_after(friday, 1) == monday
    assert [entry.action for entry in all_of(AuditEntry)] == ["correct", "remove"]


def test_a_year_without_a_notice_is_said_to_have_none_until_somebody_enters_it() -> None:
    with clock.frozen(NOON.replace(year=2039)):
        assert [year.missing for year in working_days.years()] == [True, True]
        working_days.correct(date(2040, 1, 1), date(2040, 1, 3), works=False, note="元旦", actor=SUPERVISOR)
        assert [(year.year, year.missing) for year in working_days.years()] == [(2039, True), (2040, False)]


def test_only_the_days_that_count_otherwise_now_are_said_to_have_changed() -> None:
    friday, sunday = date(2027, 2, 12), date(2027, 2, 14)
    assert working_days.correct(friday, sunday, works=False, note="春节", actor=SUPERVISOR) == (friday,)
    assert working_days.correct(friday, sunday, works=False, note="春节", actor=SUPERVISOR) == ()
    assert len(working_days.corrections()) == 3


def test_only_supervisors_correct_and_only_a_month_at_once() -> None:
    day = date(2027, 1, 1)
    with pytest.raises(DomainError):
        working_days.correct(day, day, works=False, note="", actor=STAFF)
    for last in (day - timedelta(days=1), day + timedelta(days=32)):
        with pytest.raises(DomainError, match="31"):
            working_days.correct(day, last, works=False, note="", actor=SUPERVISOR)
    assert working_days.corrections() == ()
