"""A selection of issues in an address: read as it was written, harmless when it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.issues.choice import MOST, read, written


@given(st.sets(st.integers(1, 3000), max_size=300))
def test_what_was_written_is_read(ids: set[int]) -> None:
    assert read(written(ids)) == tuple(sorted(ids))


def test_neighbours_are_one_span() -> None:
    assert written([5, 3, 4, 9, 9]) == "3-5,9"


@pytest.mark.parametrize("text", ["", ",", "x", "3-x", "-", "-4", "9-3", "１x", "²"])
def test_what_is_no_selection_is_empty(text: str) -> None:
    assert read(text) == ()


def test_a_span_without_end_does_not_fill_the_memory() -> None:
    assert len(read("1-99999999999")) == MOST
