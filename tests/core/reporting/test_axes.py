"""Axes in words an office reads: no number of theirs is written with an exponent."""

from datetime import date

from core.assessment.lists import MonthMean
from core.reporting.charts import assessment


def test_the_axis_of_means_is_written_out():
    means = tuple(MonthMean(date(2026, month, 1), 30.0 + 6 * month, 48) for month in range(1, 11))
    drawn = assessment.scores(means)
    # Vega takes the precision from the steps: of a general number 9e+1 is left of 90.
    assert drawn["encoding"]["y"]["axis"]["format"] == "~f"
