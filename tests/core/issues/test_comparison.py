"""A span against the one before and the year before: as many days, and no change where nothing is known."""

from datetime import date

import pytest

from core.common import clock
from core.issues.comparison import against, before, change, year_before
from core.issues.progress import Bucket, Span, bucket
from tests.rows import NOON, an_issue


@pytest.mark.parametrize(
    ("step", "now", "then", "year"),
    [
        ("week", ("2026-11-23", "2026-11-25"), ("2026-11-16", "2026-11-18"), ("2025-11-24", "2025-11-26")),
        ("month", ("2026-11-01", "2026-11-23"), ("2026-10-01", "2026-10-23"), ("2025-11-01", "2025-11-23")),
        ("month", ("2026-03-01", "2026-03-30"), ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-30")),
        ("month", ("2026-04-01", "2026-04-30"), ("2026-03-01", "2026-03-31"), ("2025-04-01", "2025-04-30")),
        ("month", ("2025-02-01", "2025-02-28"), ("2025-01-01", "2025-01-31"), ("2024-02-01", "2024-02-29")),
        ("quarter", ("2026-10-01", "2026-11-23"), ("2026-07-01", "2026-08-23"), ("2025-10-01", "2025-11-23")),
        ("quarter", ("2026-01-01", "2026-03-31"), ("2025-10-01", "2025-12-31"), ("2025-01-01", "2025-03-31")),
    ],
)
def test_a_span_under_way_is_compared_with_as_many_days(step, now, then, year):
    span, last, old = (Span(*map(date.fromisoformat, days)) for days in (now, then, year))
    assert (before(span, step), year_before(span, step)) == (last, old)


def test_before_the_first_record_there_is_nothing_to_hold_against(database):
    with clock.frozen(NOON):
        span = Span(date(2026, 11, 1), date(2026, 11, 23))
        an_issue(opened_on=date(2026, 10, 5))
        other = against(span, "month")
        assert other.year is None
        assert (other.before.found, bucket(span).found) == (1, 0)
        an_issue(opened_on=date(2025, 11, 30))
        assert against(span, "month").year is None
        an_issue(opened_on=date(2025, 11, 23))
        assert against(span, "month").year.found == 1


def test_a_change_from_nought_has_no_share():
    def of(found: int) -> Bucket:
        return Bucket(Span(date(2026, 1, 1), date(2026, 1, 31)), found, 0, 0, 0)

    assert change(of(15), of(10), "found") == (5, 0.5)
    assert change(of(6), of(0), "found") == (6, None)
