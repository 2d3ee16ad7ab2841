"""Numbers within a year: they go on, also when the digits are used up."""

import pytest

from core.issues.numbers import next_number
from core.lifecycle import writes
from db.engine import writing
from tests.rows import an_issue


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([], "2026-00001"),
        (["2025-00007"], "2026-00001"),
        (["2026-00009", "2026-00002"], "2026-00010"),
        (["2026-99998", "2026-99999"], "2026-100000"),
        (["2026-99999", "2026-100000", "2026-100009"], "2026-100010"),
        (["2026-99999", "2026-999999"], "2026-1000000"),
    ],
)
def test_the_next_number_goes_on_from_the_greatest(either_database, taken, expected):
    for number in taken:
        an_issue(number=number)
    with writing() as session:
        assert next_number(session, 2026) == expected


def test_cases_go_on_beyond_four_digits(either_database):
    with writing() as session:
        assert writes.next_number(session, 2026) == "C2026-0001"
