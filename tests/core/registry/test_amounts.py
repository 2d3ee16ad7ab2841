"""Numbers as offices write them."""

import pytest

from core.registry.amounts import amount


@pytest.mark.parametrize(
    ("cell", "field", "heading", "wanted"),
    [
        (12, "found", "", 12),
        ("1,234次", "visits", "", 1234),
        ("１，２３４", "visits", "", 1234),
        ("1.2万", "visits", "", 12_000),
        ("1.2万人次", "attendees", "", 12_000),
        ("418.3", "visits", "访问量（万次）", 4_183_000),
        (4183, "visits", "访问量（万）", 41_830_000),
        ("1.2万", "visits", "访问量（万次）", 12_000),
        ("0.28亿", "visits", "", 28_000_000),
        ("96.5分", "score", "得分", 96.5),
        ("3课时", "hours", "", 3),
        ("2 小时", "hours", "", 2),
        # Minutes and points are no hours, a share is no score, and about is not exactly.
        ("30分", "hours", "", None),
        ("30分钟", "hours", "", None),
        ("95%", "score", "", None),
        ("150余人", "attendees", "", None),
        ("约300", "attendees", "", None),
        ("1_000", "visits", "", None),
        ("nan", "visits", "", None),
        ("Infinity", "visits", "", None),
        ("万", "visits", "", None),
        ("", "visits", "", None),
        (True, "visits", "", None),
    ],
)
def test_an_amount_is_what_the_cell_says_or_nothing(cell, field, heading, wanted):
    assert amount(cell, field, heading) == wanted
