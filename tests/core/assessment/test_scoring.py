"""A score from shares and weights: pure."""

import pytest

from core.assessment.scoring import final, gains, parts, places, score

WEIGHTS = {"verdict": 50.0, "availability": 30.0, "messages": 20.0, "notices": 0.0}


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        ({"verdict": (1, 1), "availability": (99, 100), "messages": (3, 4)}, 94.7),
        # Nothing of messages: the two others share its weight, 5 to 3.
        ({"verdict": (1, 2), "availability": (8, 8)}, 68.8),
        ({"verdict": (0, 3)}, 0.0),
        ({"messages": (0, 0)}, None),
        ({"notices": (1, 1)}, None),
        ({}, None),
    ],
)
def test_the_score_is_the_weighted_mean_of_what_was_measured(measured, expected):
    assert score(measured, WEIGHTS) == expected


def test_what_would_raise_it_most_comes_first_and_makes_it_full():
    measured = {"verdict": (1.8, 2), "availability": (90, 100), "messages": (0, 5)}
    found = gains(parts(measured, WEIGHTS))
    assert [one.key for one in found] == ["messages", "verdict", "availability"]
    assert sum(one.gain for one in found) + score(measured, WEIGHTS) == pytest.approx(100)
    assert gains(parts({"verdict": (2, 2)}, WEIGHTS)) == ()


def test_an_adjustment_moves_what_was_computed_and_nothing_makes_a_score_of_none():
    assert (final(90, -2.5), final(90, 5), final(3, -9), final(None, 5)) == (87.5, 95, 0, None)


def test_equals_share_a_place_and_those_without_a_score_have_none():
    assert places({1: 80.0, 2: 92.5, 3: None, 4: 80.0, 5: 12.0, 6: 0.0}) == {
        1: 2,
        2: 1,
        3: 0,
        4: 2,
        5: 4,
        6: 5,
    }
