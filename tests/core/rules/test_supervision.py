"""The verdict on the supervising body: scored from its own ledger, each deduction with its records."""

from datetime import date
from typing import Any

import pytest

from core.common import clock
from core.rules import supervision
from core.rules.results import Effect, Found, Grade
from db.engine import writing
from db.models import ErrorReport
from tests.rows import NOON


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def a_report(received: date, closed: date | None = None) -> int:
    with writing() as session:
        row = ErrorReport(text="链接打不开", received_on=received, closed_on=closed)
        session.add(row)
        session.flush()
        return row.id


def line(indicator: str, year: int | None = None) -> Any:
    office = supervision.verdict_on_office(year)
    return next(each for each in office.verdict.lines if each.indicator == indicator)


def test_without_a_ledger_nothing_is_said_to_be_right():
    assert line("K-D1").result.found is Found.UNKNOWN
    assert supervision.verdict_on_office().verdict.grade is Grade.UNJUDGED


def test_every_open_report_of_last_year_costs_three_points_and_every_late_one_two():
    opened = [a_report(date(2025, 3, 1)), a_report(date(2025, 4, 1))]
    late = a_report(date(2025, 1, 31), date(2025, 3, 1))
    a_report(date(2025, 1, 31), date(2025, 2, 28))
    a_report(date(2026, 1, 1))
    office = supervision.verdict_on_office()
    assert (office.year, office.verdict.base) == (2025, 92)
    assert (line("K-D1").points, line("K-D2").points) == (-6, -2)
    assert [row.id for row in supervision.rows_behind(office, "K-D1").rows] == opened
    assert [row.id for row in supervision.rows_behind(office, "K-D2").rows] == [late]


def test_another_year_has_its_own_reports():
    a_report(date(2026, 1, 1))
    assert line("K-D1", 2026).points == -3
    assert line("K-D1").result.found is Found.UNKNOWN


def test_too_many_open_reports_fail_the_year_whatever_else_is_unknown():
    for _ in range(14):
        a_report(date(2025, 5, 1))
    office = supervision.verdict_on_office()
    assert (office.verdict.base, office.verdict.grade) == (58, Grade.FAILED)


def test_what_only_a_person_or_no_record_can_tell_is_listed_as_not_checked():
    a_report(date(2025, 5, 1), date(2025, 5, 2))
    office = supervision.verdict_on_office()
    effects = {each.indicator: each.effect for each in office.verdict.lines}
    assert effects == {
        "K-V1": Effect.UNCHECKED,
        "K-V2": Effect.UNCHECKED,
        "K-D1": Effect.NONE,
        "K-D2": Effect.NONE,
        "K-B1": Effect.UNCHECKED,
    }
    assert (office.verdict.base, office.verdict.grade) == (100, Grade.UNJUDGED)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 12, 5), 1, date(2026, 1, 5)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_of_the_next(day, months, then):
    assert supervision.months_after(day, months) == then
