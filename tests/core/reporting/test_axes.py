"""Axes in words an office reads: no number of theirs is written with an exponent."""

from datetime import date

import pytest

from core.assessment.lists import MonthMean
from core.reporting.charts import assessment
from core.reporting.charts.records import by_month


def test_the_axis_of_means_is_written_out():
    means = tuple(MonthMean(date(2026, month, 1), 30.0 + 6 * month, 48) for month in range(1, 11))
    drawn = assessment.scores(means)
    # Vega takes the precision from the steps: of a general number 9e+1 is left of 90.
    assert drawn["encoding"]["y"]["axis"]["format"] == "~f"


@pytest.mark.parametrize("count", [1, 12, 60])
def test_bars_of_months_leave_room_between_them(count):
    months = tuple((date(2020 + n // 12, n % 12 + 1, 1), n) for n in range(count))
    size = by_month(months, "留言", "收到")["mark"]["size"]["expr"]
    assert size == f"min(26, 0.6 * width / {count})"
