"""What is not compared: a span that is not over, and a share of a few cases."""

from datetime import date

import pytest

from core.common import clock
from core.issues.comparison import change, complete
from core.issues.progress import Bucket, Span
from tests.demonstration import DEMO_NOON

SPAN = Span(date(2026, 11, 2), date(2026, 11, 8))


def a_bucket(found: int) -> Bucket:
    return Bucket(SPAN, found, 0, 0, 0)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [(9, 360, (351, None)), (10, 15, (5, 0.5)), (0, 3, (3, None)), (20, 10, (-10, -0.5))],
)
def test_a_share_needs_a_base_of_ten(old: int, new: int, expected: tuple) -> None:
    assert change(a_bucket(new), a_bucket(old), "found") == expected


def test_a_span_is_compared_once_it_is_over() -> None:
    with clock.frozen(DEMO_NOON):
        today = clock.today()
        assert not complete(Span(today, today), "week")
        assert not complete(Span(date(2026, 11, 1), today), "month")
        assert complete(SPAN, "week")
        assert complete(Span(date(2026, 7, 1), date(2026, 9, 30)), "quarter")
