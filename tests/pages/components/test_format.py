from datetime import timedelta

import pytest

from core.common import clock
from pages.components.changes import changes
from pages.components.format import ago, decimal, instant, number, percent, plain, signed, word
from tests.rows import NOON


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (None, "—"),
        (0.0, "0%"),
        (1.0, "100%"),
        (0.5, "50%"),
        (0.9994, "99.9%"),
        (0.99999, "99.9%"),
        (0.00001, "0.1%"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(share: float | None, shown: str) -> None:
    assert percent(share) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(97.3, "97.3"), (97.001, "97"), (100, "100"), (1234.56, "1,234.56"), (0.0, "0")]
)
def test_a_score_is_written_the_same_everywhere(value: float, shown: str) -> None:
    assert decimal(value) == shown


def test_unknown_numbers_are_a_dash_and_zero_is_zero() -> None:
    assert (number(None), number(0), number(34000)) == ("—", "0", "34,000")


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(-5, "刚刚"), (4, "刚刚"), (59, "59 秒前"), (60, "1 分钟前"), (7200, "2 小时前"), (3 * 86400, "3 天前")],
)
def test_age_is_said_in_the_largest_unit_that_fits(seconds: int, shown: str) -> None:
    with clock.frozen(NOON):
        assert ago(NOON - timedelta(seconds=seconds)) == shown


def test_an_instant_is_the_clock_in_shanghai_with_the_day_when_it_is_not_today() -> None:
    with clock.frozen(NOON):
        assert instant(NOON) == "12:00"
        assert instant(NOON - timedelta(days=1)) == "2026-11-22 12:00"


def test_a_word_the_catalogue_does_not_know_is_shown_as_it_is() -> None:
    assert word("state.issue", "open") == "待整改"
    assert word("state.issue", "future") == "future"


def test_the_trail_speaks_today_whatever_release_wrote_it() -> None:
    assert word("state.issue", "6-verified") == word("state.issue", "verified") == "已销号"
    assert changes({"state": ["4-switched-off", "5-verified"]}) == changes(
        {"state": ["switched-off", "verified"]}
    )
    assert changes({"severity": ["1-veto", "3-general"]}) == changes({"severity": ["veto", "general"]})
    assert word("state.issue", "9-future") == "9-future"


def test_the_trail_of_a_record_names_its_proof_and_since_when_it_is_kept() -> None:
    said = changes(
        {"chapter": [None, "duty"], "proof": ["", "a.pdf"], "since": [None, "2026-07"]}, "yearly-record"
    )
    assert "佐证" in said
    assert "起始月份" in said
    assert "proof" not in said


def test_marks_in_a_name_are_shown_and_not_obeyed() -> None:
    assert plain("**[点我](http://x)** :red[x]") == (r"\*\*\[点我\]\(http\://x\)\*\* \:red\[x\]")


def test_a_change_of_nothing_is_said_in_words() -> None:
    assert [signed(value, unit="%") for value in (0, 0.04, -0.04, 12.5, -3)] == ["持平"] * 3 + [
        "+12.5%",
        "-3%",
    ]
    assert signed(-1200, digits=0) == "-1,200"
