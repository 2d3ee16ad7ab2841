"""Working days of the Chinese calendar, with its holidays and working weekends."""

from datetime import date

import pytest

from core.issues.deadlines import is_announced, is_working_day, working_days_after, working_days_between


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
        (date(2026, 10, 1), False),
        (date(2026, 2, 14), True),  # a Saturday worked for Spring Festival
        (date(2026, 2, 28), True),
        (date(2026, 2, 17), False),
        (date(2025, 1, 26), True),
        (date(2025, 10, 8), False),
        (date(2024, 2, 18), True),
        (date(2024, 10, 12), True),
    ],
)
def test_it_knows_holidays_and_working_weekends(day, works):
    assert is_working_day(day) is works


def test_ten_working_days_over_the_national_holiday():
    assert working_days_after(date(2026, 9, 28), 5) == date(2026, 10, 10)


def test_days_left_count_down_to_and_below_zero():
    monday, friday = date(2026, 11, 23), date(2026, 11, 27)
    assert working_days_between(monday, friday) == 4
    assert working_days_between(friday, monday) == -4
    assert working_days_between(monday, monday) == 0


def test_a_year_without_a_published_table_is_said_to_have_none():
    assert is_announced(2026)
    assert not is_announced(2040)
